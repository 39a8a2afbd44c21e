-- Every group that another table names has its row in group_profiles.
with named_groups as (
    select
        'user_api' as grouping,
        api_type,
        group_id
    from {{ ref('user_api_groups') }}
    union
    select
        'user' as grouping,
        null as api_type,
        group_id
    from {{ ref('user_groups') }}
    union
    select
        'shape' as grouping,
        null as api_type,
        group_id
    from {{ ref('user_api_shapes') }}
    union
    select
        'user_api' as grouping,
        api_type,
        group_id
    from {{ ref('usage_labeled') }}
    union
    select
        grouping,
        api_type,
        group_id
    from {{ ref('group_rules') }}
    union
    select
        grouping,
        api_type,
        group_a as group_id
    from {{ ref('group_differences') }}
    where group_a is not null
    union
    select
        grouping,
        api_type,
        group_b as group_id
    from {{ ref('group_differences') }}
    where group_b is not null
)

select * from named_groups
except
select
    grouping,
    api_type,
    group_id
from {{ ref('group_profiles') }}
