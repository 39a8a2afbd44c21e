with group_measured_members as (
    select * from {{ ref('int_group_members_measured') }}
    where grouping in ('user_api', 'user')
),

baseline_measured_members as (
    select
        'baseline' as grouping,
        *
    from {{ ref('int_baseline_members_measured') }}
),

measured_members as (
    select * from group_measured_members
    union all by name
    select * from baseline_measured_members
),

-- A null group is everybody of the API type.
members as (
    select
        *,
        group_users as user_count
    from measured_members
    union all
    select
        * replace (null as group_id),
        all_users as user_count
    from measured_members
    where stands_for_all
),

spreads as (
    select
        grouping,
        api_type,
        group_id,
        {{ spread('use_days') }} as use_days,
        {{ spread('use_duration') }} as use_duration,
        {{ spread('longest_streak') }} as longest_streak,
        {{ spread('use_density') }} as use_density,
        {{ spread('weekend_share') }} as weekend_share,
        {{ spread('days_since_last_use') }} as days_since_last_use,
        {{ spread('total_calls') }} as total_calls,
        {{ spread('calls_per_use_day') }} as calls_per_use_day,
        {{ spread('avg_cont_use') }} as avg_cont_use,
        {{ spread('total_calls_log10') }} as total_calls_log10,
        {{ spread('usage_range') }} as usage_range,
        {{ spread('mean_usage_scaled') }} as mean_usage_scaled,
        {{ spread('sd_usage_scaled') }} as sd_usage_scaled,
        max(user_count) as user_count
    from members
    group by grouping, api_type, group_id
),

features as (
    unpivot spreads
    on columns(* exclude (grouping, api_type, group_id, user_count))
    into name feature value quantiles
)

select
    grouping,
    api_type,
    group_id,
    feature,
    user_count,
    quantiles[1] as lowest,
    quantiles[2] as lower_quarter,
    quantiles[3] as middle,
    quantiles[4] as upper_quarter,
    quantiles[5] as highest
from features
