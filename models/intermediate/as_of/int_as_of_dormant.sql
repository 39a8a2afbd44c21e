with api_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user_api') }}
),

user_days as {{ not_materialized() }} (
    select * from {{ ref('int_series_days__user') }}
),

usage_series as (
    select * from {{ ref('int_series_groupings') }}
),

as_of_days as (
    select * from {{ ref('int_as_of_days') }}
),

window_lengths as (
    select max(window_days) as window_days
    from as_of_days
),

gaps as (
    {{ in_quarters(gaps_between, ['api_days', 'user_days']) }} -- noqa: PRS
),

silences as (
    select
        series_id,
        {{ days_before('usage_date', 'gap_days') }} as last_used_on,
        usage_date as used_again_on
    from gaps
    where gap_days > (select window_lengths.window_days from window_lengths)
    union all
    select
        series_id,
        max(usage_date) as last_used_on,
        null as used_again_on
    from gaps
    group by series_id
)

select
    as_of_days.as_of_date,
    usage_series.grouping,
    usage_series.series_id,
    usage_series.user_id,
    usage_series.api_type,
    silences.last_used_on
from silences
inner join as_of_days
    on
        silences.last_used_on < as_of_days.window_start
        and coalesce(silences.used_again_on > as_of_days.as_of_date, true)
inner join usage_series on silences.series_id = usage_series.series_id
