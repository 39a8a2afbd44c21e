-- Every group that another table names has its row in group_profiles.
with named_groups as (
    select group_key from {{ ref('user_api_groups') }}
    union
    select group_key from {{ ref('user_groups') }}
    union
    select group_key from {{ ref('user_api_shapes') }}
    union
    select group_key from {{ ref('usage_labeled') }}
    where group_key is not null
    union
    select group_key from {{ ref('group_rules') }}
    union
    select group_key from {{ ref('group_measures') }}
    union
    select group_key_a as group_key from {{ ref('group_differences') }}
    where group_key_a is not null
    union
    select group_key_b as group_key from {{ ref('group_differences') }}
    where group_key_b is not null
)

select group_key from named_groups
except
select group_key from {{ ref('group_profiles') }}
