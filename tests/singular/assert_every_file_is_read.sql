{{ config(enabled=target.type == 'duckdb' and not features_path()) }}

-- The files found are the files read: each that holds rows is there with all of them, and no other.
with found as (
    select
        description ->> 'file_name' as file_name,
        cast(description ->> 'row_count' as bigint) as row_count
    from (
        select unnest(cast({{ sql_text(tojson(found_files())) }} as json[])) as description
    ) as descriptions
),

read as (
    select
        file_name,
        count(*) as row_count
    from {{ ref('stg_usage') }}
    group by file_name
)

select
    coalesce(found.file_name, read.file_name) as file_name,
    found.row_count as rows_found,
    read.row_count as rows_read
from found
full join read on found.file_name = read.file_name
where
    {{ 'found.file_name is null' if usage_path() else 'false' }}
    or read.file_name is null
    or found.row_count != read.row_count
