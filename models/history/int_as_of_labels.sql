with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

clustering_features as (
    select * from {{ ref('int_clustering_features') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

usage_days as (
    select * from {{ ref('int_usage_days') }}
),

period as (
    select * from {{ ref('int_period') }}
),

api_calls as (
    select
        usage_days.user_id,
        usage_days.api_type,
        cast(sum(usage_days.call_count) filter (
            where usage_days.usage_date > {{ days_before('period.period_end', 28) }}
        ) as bigint) as recent_calls,
        cast(sum(usage_days.call_count) filter (
            where usage_days.usage_date <= {{ days_before('period.period_end', 28) }}
        ) as bigint) as earlier_calls
    from usage_days
    cross join period
    where usage_days.usage_date > {{ days_before('period.period_end', 56) }}
    group by usage_days.user_id, usage_days.api_type
),

-- Of each user and type, and of each user with all types.
lately as (
    select * from api_calls
    union all
    select
        user_id,
        null as api_type,
        cast(sum(recent_calls) as bigint) as recent_calls,
        cast(sum(earlier_calls) as bigint) as earlier_calls
    from api_calls
    group by user_id
)

select
    group_members.grouping,
    group_members.api_type,
    group_members.user_id,
    period.period_end as as_of_date,
    group_members.group_key,
    group_members.group_id,
    group_names.group_name,
    group_members.confidence,
    group_members.confidence as margin,
    group_members.is_far,
    false as beyond_range,
    cast(null as varchar) as beyond_feature,
    false as is_dormant,
    group_members.first_used_on,
    group_members.last_used_on,
    group_members.days_since_last_use,
    group_members.use_days,
    group_members.mean_gap_days,
    cast(group_members.total_calls as bigint) as total_calls,
    group_members.calls_per_use_day,
    coalesce(lately.recent_calls, 0) as recent_calls,
    coalesce(lately.earlier_calls, 0) as earlier_calls,
    clustering_features.* exclude ( -- noqa: RF02
        grouping, series_id, user_id, api_type, total_calls -- noqa: RF02
    )
from group_members
cross join period
inner join clustering_features
    on
        group_members.grouping = clustering_features.grouping
        and group_members.series_id = clustering_features.series_id
inner join group_names on group_members.group_key = group_names.group_key
left join lately
    on
        group_members.user_id = lately.user_id
        and group_members.api_type is not distinct from lately.api_type
