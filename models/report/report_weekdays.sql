with report_days as (
    select * from {{ ref('report_days') }}
),

weekdays as (
    select
        grouping,
        api_type,
        group_id,
        {{ day_of_week('usage_date') }} as day_of_week,
        count(*) as use_days
    from report_days
    group by all
)

select
    *,
    use_days / sum(use_days) over (partition by grouping, api_type, group_id) as day_share
from weekdays
