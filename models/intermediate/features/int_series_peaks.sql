{{ config(enabled=not features_path()) }}

with api_days as (
    select * from {{ ref('int_series_days__user_api') }}
    where is_in_window
),

user_days as (
    select * from {{ ref('int_series_days__user') }}
    where is_in_window
),

part_days as (
    select * from {{ ref('int_series_days__half') }}
),

series_aggregated as (
    select * from {{ ref('int_series_aggregated') }}
),

-- Each series has one, its highest day. As in int_series_streaks, each table takes its own core.
tops as (
    {{ tops_of('api_days') }} -- noqa: PRS
    union all
    {{ tops_of('user_days') }} -- noqa: PRS
    union all
    {{ tops_of('part_days') }} -- noqa: PRS
)

select
    tops.series_id,
    {{ count_where('tops.call_count >= series_aggregated.doubled_median_calls') }} as peak_count
from tops
inner join series_aggregated on tops.series_id = series_aggregated.series_id
group by tops.series_id
