with as_of_aggregated as (
    select * from {{ ref('int_as_of_aggregated') }}
),

usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

usage_features as (
    select * from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

recent_calls as (
    select * from {{ ref('int_recent_calls') }}
),

period as (
    select * from {{ ref('int_period') }}
),

earlier_features as (
    select
        series_id,
        as_of_date,
        first_used_on,
        last_used_on,
        {{ days_between('last_used_on', 'as_of_date') }} as days_since_last_use,
        use_days,
        use_duration,
        {{ mean_gap_days() }} as mean_gap_days,
        {{ gap_irregularity() }} as gap_irregularity,
        {{ use_centre() }} as use_centre,
        weekend_days / use_days as weekend_share,
        total_calls,
        cast(total_calls as double) / use_days as calls_per_use_day,
        {{ mean_of_logs() }} as typical_calls_log10,
        {{ deviation_of_logs() }} as sd_calls_log10,
        {{ rise_of_logs() }} as growth_log10,
        recent_calls,
        earlier_calls
    from as_of_aggregated
)

select
    usage_series.user_id,
    usage_series.api_type,
    usage_series.is_whole_user,
    period.window_days,
    earlier_features.*
from earlier_features
inner join usage_series on earlier_features.series_id = usage_series.series_id
cross join period
union all by name
select
    usage_features.user_id,
    usage_features.api_type,
    usage_features.is_whole_user,
    period.window_days,
    usage_features.series_id,
    period.period_end as as_of_date,
    usage_features.first_used_on,
    usage_features.last_used_on,
    usage_features.days_since_last_use,
    usage_features.use_days,
    usage_features.use_duration,
    usage_features.mean_gap_days,
    usage_features.gap_irregularity,
    usage_features.use_centre,
    usage_features.weekend_share,
    usage_features.total_calls,
    usage_features.calls_per_use_day,
    usage_features.typical_calls_log10,
    usage_features.sd_calls_log10,
    usage_features.growth_log10,
    coalesce(recent_calls.recent_calls, 0) as recent_calls,
    coalesce(recent_calls.earlier_calls, 0) as earlier_calls
from usage_features
cross join period
left join recent_calls on usage_features.series_id = recent_calls.series_id
