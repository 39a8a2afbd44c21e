with usage_steps as (
    select * from {{ ref('int_usage_steps') }}
),

period as (
    select * from {{ ref('int_period') }}
),

weekday_counts as (
    select
        series_id,
        day_of_week,
        count(*) as weekday_days
    from usage_steps
    group by series_id, day_of_week
),

weekday_pairs as (
    select
        series_id,
        sum(weekday_days * (weekday_days - 1)) as same_weekday_pairs
    from weekday_counts
    group by series_id
),

sums as (
    select
        series_id,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on,
        count(*) as use_days,
        count(*) filter (where day_of_week >= 6) as weekend_days,
        {{ exact_sum('ln(gap_days)') }} as log_gap_sum,
        sum(day_offset) as offset_sum
    from usage_steps
    group by series_id
),

spans as (
    select
        *,
        {{ days_between('first_used_on', 'last_used_on') }} as use_duration
    from sums
)

select
    spans.series_id,
    spans.first_used_on,
    spans.last_used_on,
    {{ days_between('period.period_start', 'spans.first_used_on') }} as days_before_first_use,
    {{ days_between('spans.last_used_on', 'period.period_end') }} as days_since_last_use,
    spans.first_used_on = period.period_start as touches_period_start,
    spans.last_used_on = period.period_end as touches_period_end,
    spans.use_days,
    spans.use_duration,
    spans.use_days / (spans.use_duration + 1) as use_density,
    spans.weekend_days / spans.use_days as weekend_share,
    weekday_pairs.same_weekday_pairs / nullif(spans.use_days * (spans.use_days - 1), 0)
        as same_weekday_share,
    spans.use_duration / nullif(spans.use_days - 1, 0) as mean_gap_days,
    case
        when spans.use_days > 1
            then
                greatest(
                    ln(spans.use_duration / (spans.use_days - 1))
                    - spans.log_gap_sum / (spans.use_days - 1),
                    0
                )
    end as gap_irregularity,
    2 * spans.offset_sum / nullif(spans.use_days * spans.use_duration, 0) - 1 as use_centre
from spans
cross join period
inner join weekday_pairs
    on spans.series_id = weekday_pairs.series_id
