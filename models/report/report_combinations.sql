with usage_features as {{ not_materialized() }} (
    select * from {{ ref('usage_features') }}
),

user_groups as (
    select * from {{ ref('user_groups') }}
),

-- Who the users are: those of an API type, or of a group of whole users.
sets as (
    select
        'api_type' as set_kind,
        api_type as set_name,
        user_id
    from usage_features
    union all
    select
        'group' as set_kind,
        cast(group_id as varchar) as set_name,
        user_id
    from user_groups
),

sizes as (
    select
        set_kind,
        set_name,
        count(*) as set_size
    from sets
    group by set_kind, set_name
),

shared_users as (
    select
        sets.set_kind,
        sets.set_name,
        usage_features.api_type,
        count(*) as user_count
    from sets
    inner join usage_features on sets.user_id = usage_features.user_id
    group by sets.set_kind, sets.set_name, usage_features.api_type
)

select
    shared_users.*,
    shared_users.user_count / sizes.set_size as user_share
from shared_users
inner join sizes
    on
        shared_users.set_kind = sizes.set_kind
        and shared_users.set_name = sizes.set_name
