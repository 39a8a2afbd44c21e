with stored_rules as (
    select * from {{ source('previous', 'group_rules') }}
),

group_models as (
    select * from {{ ref('int_group_models') }}
    where not is_new
),

described_groups as (
    select distinct
        grouping,
        api_type,
        group_key
    from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

-- All groups of a part are described by the same search, each beside the others.
known_parts as (
    select
        described_groups.grouping,
        described_groups.api_type
    from described_groups
    left join stored_rules on described_groups.group_key = stored_rules.group_key
    group by described_groups.grouping, described_groups.api_type
    having count(stored_rules.group_key) = count(*)
)

select stored_rules.*
from stored_rules
inner join described_groups on stored_rules.group_key = described_groups.group_key
inner join known_parts
    on
        stored_rules.grouping = known_parts.grouping
        and stored_rules.api_type is not distinct from known_parts.api_type
inner join group_models
    on
        stored_rules.grouping = group_models.grouping
        and stored_rules.api_type is not distinct from group_models.api_type
order by stored_rules.grouping, stored_rules.api_type, stored_rules.group_id
