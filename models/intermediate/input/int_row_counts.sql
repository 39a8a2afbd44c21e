{{ config(enabled=not features_path()) }}

with usage_rows as (
    select * from {{ ref('stg_usage_judged') }}
)

select
    count(*) as rows_read,
    count(*) filter (where verdict = 'accepted') as rows_accepted,
    count(*) filter (where verdict = 'rejected') as rows_rejected,
    count(*) filter (where verdict = 'zero usage') as rows_of_zero_usage,
    count(*) filter (where verdict = 'outside period') as rows_outside_period,
    count(*) filter (where verdict = 'without a user') as rows_without_user,
    {{ calls_of('accepted') }} as call_count,
    {{ calls_of('rejected') }} as calls_rejected,
    {{ calls_of('outside period') }} as calls_outside_period,
    {{ calls_of('without a user') }} as calls_without_user
from usage_rows
