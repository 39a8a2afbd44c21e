{{ config(enabled=not features_path()) }}

with usage_rows as (
    select * from {{ ref('stg_usage_judged') }}
),

days_of_several_files as (
    select * from {{ ref('int_usage_days_added') }}
    where is_in_several_files
)

select
    usage_rows.file_name,
    usage_rows.user_id,
    usage_rows.api_type,
    usage_rows.usage_date,
    count(*) as row_count,
    {{ large_sum('usage_rows.call_count') }} as call_count
from usage_rows
inner join days_of_several_files
    on
        usage_rows.user_id = days_of_several_files.user_id
        and usage_rows.api_type = days_of_several_files.api_type
        and usage_rows.usage_date = days_of_several_files.usage_date
where usage_rows.verdict = 'accepted'
group by
    usage_rows.file_name, usage_rows.user_id, usage_rows.api_type, usage_rows.usage_date
