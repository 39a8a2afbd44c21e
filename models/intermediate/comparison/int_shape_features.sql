with series_weeks as (
    select * from {{ ref('int_series_weeks') }}
),

-- The calls as shares of the user's busiest week, and on a log scale from 0 (a hundredth of it).
levels as (
    select
        *,
        weekly_calls / max(weekly_calls) over own_weeks as peak_share,
        greatest(1 + log10(peak_share) / 2, 0) as log_level,
        max(week_number) over own_weeks + 1 as span_weeks,
        greatest(span_weeks // 3, 1) as third_weeks
    from series_weeks
    window own_weeks as (partition by series_id)
),

steps as (
    select
        *,
        week_number < third_weeks as is_early,
        week_number >= span_weeks - third_weeks as is_late,
        lead(week_number) over ordered_weeks - week_number as step_weeks,
        case when step_weeks = 1 then lead(peak_share) over ordered_weeks else 0 end
            as next_share,
        peak_share + next_share as two_week_share
    from levels
    window ordered_weeks as (partition by series_id order by week_number)
),

sums as (
    select
        series_id,
        max(week_count) as observed_weeks,
        max(span_weeks) as span_weeks,
        max(third_weeks) as third_weeks,
        count(*) as used_weeks,
        -- Into the silent weeks and out of them.
        2 * count(*) filter (where step_weeks > 1) as switches,
        {{ exact_sum('case when is_early then log_level else 0 end') }} as early,
        {{ exact_sum('case when is_late then log_level else 0 end') }} as late,
        {{ exact_sum('peak_share') }} as peak_share_sum,
        max(two_week_share) as two_week_share
    from steps
    group by series_id
)

select
    series_id,
    observed_weeks,
    used_weeks,
    used_weeks / observed_weeks as used_week_share,
    (observed_weeks - span_weeks) / observed_weeks as silent_week_share,
    used_weeks / span_weeks as span_use_share,
    switches / greatest(span_weeks - 1, 1) as switch_share,
    (late - early) / third_weeks as level_rise,
    least(two_week_share / peak_share_sum, 1) as burst_share
from sums
