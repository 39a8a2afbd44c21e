with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

report_series as (
    select * from {{ ref('report_series') }}
),

weekdays as (
    select
        report_series.grouping,
        report_series.api_type,
        report_series.group_id,
        {{ day_of_week('whole_days.usage_date') }} as day_of_week,
        count(*) as use_days
    from whole_days
    inner join report_series on whole_days.series_id = report_series.series_id
    group by all
)

select
    *,
    use_days / sum(use_days) over (partition by grouping, api_type, group_id) as day_share
from weekdays
