with usage_steps as (
    select * from {{ ref('int_usage_steps') }}
),

medians as (
    select
        *,
        -- The lower of the two middle days and the upper: a median would be rounded.
        quantile_disc(call_count, 0.5) over all_days
        - quantile_disc(-call_count, 0.5) over all_days as doubled_median_calls
    from usage_steps
    window all_days as (partition by series_id)
),

sums as (
    select
        series_id,
        count(*) as use_days,
        cast(sum(call_count) as decimal(38, 0)) as total_calls,
        max(min_calls) as min_calls,
        max(max_calls) as max_calls,
        {{ exact_mean('usage_scaled') }} as mean_usage_scaled,
        {{ exact_mean('usage_scaled * usage_scaled') }} as mean_square_scaled,
        {{ exact_mean('calls_log10_above_least') }} as mean_log10_above_least,
        {{ exact_mean('calls_log10_above_least * calls_log10_above_least') }}
            as mean_square_log10_above_least,
        count(*) filter (where is_local_top and call_count >= doubled_median_calls) as peak_count
    from medians
    group by series_id
)

select
    series_id,
    total_calls,
    log10(cast(total_calls as double)) as total_calls_log10,
    cast(total_calls as double) / use_days as calls_per_use_day,
    log10(cast(min_calls as double)) + mean_log10_above_least as typical_calls_log10,
    {{ deviation('mean_log10_above_least', 'mean_square_log10_above_least') }} as sd_calls_log10,
    cast(max_calls as double) / cast(total_calls as double) as busiest_day_share,
    peak_count,
    max_calls - min_calls as usage_range,
    mean_usage_scaled,
    {{ deviation('mean_usage_scaled', 'mean_square_scaled') }} as sd_usage_scaled
from sums
