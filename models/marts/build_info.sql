{% set file = describe_usage_files() %}

with usage_rows as (
    select * from {{ ref('stg_usage') }}
),

period as (
    select * from {{ ref('int_period') }}
),

row_counts as (
    select
        count(*) as rows_read,
        count(*) filter (where verdict = 'accepted') as rows_accepted,
        count(*) filter (where verdict = 'rejected') as rows_rejected,
        count(*) filter (where verdict = 'zero usage') as rows_of_zero_usage,
        count(*) filter (where verdict = 'outside period') as rows_outside_period,
        count(distinct user_id) filter (where verdict = 'accepted') as user_count,
        count(distinct api_type) filter (where verdict = 'accepted') as api_type_count,
        cast(coalesce(sum(call_count) filter (where verdict = 'accepted'), 0) as decimal(38, 0))
            as call_count
    from usage_rows
),

api_types as (
    select distinct
        api_type,
        concat(chr(39), api_type, chr(39)) as quoted_type,
        regexp_replace(lower(api_type), '\s', '', 'g') as plain_type
    from usage_rows
    where verdict = 'accepted'
),

spellings as (
    select string_agg(quoted_type, ', ' order by quoted_type) as alike
    from api_types
    group by plain_type
    having count(*) > 1
),

similar_api_types as (
    select string_agg(alike, '; ' order by alike) as similar_api_types
    from spellings
)

select
    {{ sql_text(invocation_id) }} as build_id,
    cast(current_timestamp at time zone 'UTC' as timestamp) as built_at,
    {{ sql_text(usage_path() or sample_path()) }} as usage_path,
    {{ file.file_count or 0 }} as file_count,
    {{ file.size or 0 }} as file_bytes,
    {{ sql_text(file.sha256) }} as file_sha256,
    row_counts.rows_read,
    row_counts.rows_accepted,
    row_counts.rows_rejected,
    row_counts.rows_of_zero_usage,
    row_counts.rows_outside_period,
    row_counts.user_count,
    row_counts.api_type_count,
    similar_api_types.similar_api_types,
    row_counts.call_count,
    period.period_start,
    period.period_end,
    {{ sql_text(tojson(parameters())) }} as parameters,
    {{ sql_text(tojson(call_python('versions', []))) }} as versions
from row_counts
cross join period
cross join similar_api_types
