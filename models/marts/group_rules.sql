with group_rules as (
    select * from {{ ref('int_group_rules') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

dormant_groups as (
    select * from {{ ref('int_dormant_groups') }}
),

dormant_members as (
    select distinct group_key from {{ ref('int_dormant_members') }}
),

-- Who is dormant is so by definition: nothing was found that other users could confirm.
dormant_rules as (
    select
        dormant_groups.grouping,
        dormant_groups.api_type,
        dormant_groups.group_key,
        dormant_groups.group_id,
        'days_since_last_use >= ' || dormant_groups.window_days as rule_sql,
        1.0 as precision, -- noqa: RF04
        1.0 as recall
    from dormant_groups
    inner join dormant_members on dormant_groups.group_key = dormant_members.group_key
),

rules as (
    select * from group_rules
    union all by name
    select * from dormant_rules
)

select
    rules.grouping,
    rules.api_type,
    rules.group_key,
    rules.group_id,
    group_names.group_name,
    rules.rule_sql,
    rules.precision,
    rules.recall,
    rules.cv_precision,
    rules.cv_recall
from rules
inner join group_names on rules.group_key = group_names.group_key
order by rules.grouping, rules.api_type, rules.group_id
