{{ config(materialized='view', enabled=not features_path()) }}

with series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

period as (
    select * from {{ ref('int_period') }}
),

series_of_period as (
    select
        series_aggregated.*,
        period.is_whole_period
    from series_aggregated
    cross join period
),

means as (
    select
        *,
        scaled_sum / use_days as mean_usage_scaled,
        scaled_square_sum / use_days as mean_square_scaled,
        log_sum / use_days as mean_log10_above_least,
        log_square_sum / use_days as mean_square_log10_above_least
    from series_of_period
)

select
    series_id,
    total_calls,
    log10(cast(total_calls as double)) as total_calls_log10,
    cast(total_calls as double) / use_days as calls_per_use_day,
    -- Of a window in the way that int_as_of_features has it, to the last bit.
    case
        when is_whole_period then log10(cast(min_calls as double)) + mean_log10_above_least
        else {{ mean_of_logs() }}
    end as typical_calls_log10,
    case
        when is_whole_period
            then {{ deviation('mean_log10_above_least', 'mean_square_log10_above_least') }}
        else {{ deviation_of_logs() }}
    end as sd_calls_log10,
    cast(max_calls as double) / cast(total_calls as double) as busiest_day_share,
    peak_count,
    max_calls - min_calls as usage_range,
    mean_usage_scaled,
    {{ deviation('mean_usage_scaled', 'mean_square_scaled') }} as sd_usage_scaled
from means
