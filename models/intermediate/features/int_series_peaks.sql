{{ config(enabled=not features_path()) }}

with api_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user_api') }}
),

user_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user') }}
),

part_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__half') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- No peak is above the busiest day: most series have none.
peaked_series as (
    select
        series_id,
        cast(doubled_median_calls as bigint) as least_peak
    from {{ ref('int_series_aggregated') }}
    where max_calls >= doubled_median_calls
),

unsurpassed_days as (
    {{ in_quarters(unsurpassed_days_of, ['api_days', 'user_days', 'part_days']) }} -- noqa: PRS
),

-- What comes before the first day of the window is not seen.
tops as (
    select
        unsurpassed_days.series_id,
        unsurpassed_days.call_count
    from unsurpassed_days
    cross join period
    where
        case
            when unsurpassed_days.usage_date > period.window_start then unsurpassed_days.is_risen
            else unsurpassed_days.usage_date = period.window_start
        end
)

select
    tops.series_id,
    count(*) as peak_count
from tops
inner join peaked_series
    on tops.series_id = peaked_series.series_id and tops.call_count >= peaked_series.least_peak
group by tops.series_id
