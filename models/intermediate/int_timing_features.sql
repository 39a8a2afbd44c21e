with usage_steps as (
    select * from {{ ref('int_usage_steps') }}
),

period as (
    select * from {{ ref('int_period') }}
),

weekday_counts as (
    select
        user_id,
        api_type,
        weekday,
        count(*) as weekday_days
    from usage_steps
    group by user_id, api_type, weekday
),

weekday_pairs as (
    select
        user_id,
        api_type,
        sum(weekday_days * (weekday_days - 1)) as same_weekday_pairs
    from weekday_counts
    group by user_id, api_type
),

sums as (
    select
        user_id,
        api_type,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on,
        count(*) as use_days,
        count(*) filter (where weekday >= 6) as weekend_days
    from usage_steps
    group by user_id, api_type
)

select
    sums.user_id,
    sums.api_type,
    sums.first_used_on,
    sums.last_used_on,
    {{ days_between('period.period_start', 'sums.first_used_on') }} as days_before_first_use,
    {{ days_between('sums.last_used_on', 'period.period_end') }} as days_since_last_use,
    sums.first_used_on = period.period_start as touches_period_start,
    sums.last_used_on = period.period_end as touches_period_end,
    sums.use_days,
    {{ days_between('sums.first_used_on', 'sums.last_used_on') }} as use_duration,
    sums.use_days / ({{ days_between('sums.first_used_on', 'sums.last_used_on') }} + 1)
        as use_density,
    sums.weekend_days / sums.use_days as weekend_share,
    weekday_pairs.same_weekday_pairs / nullif(sums.use_days * (sums.use_days - 1), 0)
        as same_weekday_share
from sums
cross join period
inner join weekday_pairs
    on sums.user_id = weekday_pairs.user_id and sums.api_type = weekday_pairs.api_type
