{{ config(enabled=not features_path()) }}

with usage_rows as (
    select * from {{ ref('stg_usage') }}
)

select
    count(*) as rows_read,
    count(*) filter (where verdict = 'accepted') as rows_accepted,
    count(*) filter (where verdict = 'rejected') as rows_rejected,
    count(*) filter (where verdict = 'zero usage') as rows_of_zero_usage,
    count(*) filter (where verdict = 'outside period') as rows_outside_period,
    coalesce({{ large_sum("case when verdict = 'accepted' then call_count end") }}, 0)
        as call_count
from usage_rows
