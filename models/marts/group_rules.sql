with group_rules as (
    select * from {{ ref('int_group_rules') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
)

select
    group_rules.grouping,
    group_rules.api_type,
    group_rules.group_key,
    group_rules.group_id,
    group_names.group_name,
    group_rules.rule_sql,
    group_rules.precision,
    group_rules.recall,
    group_rules.cv_precision,
    group_rules.cv_recall
from group_rules
inner join group_names on group_rules.group_key = group_names.group_key
order by group_rules.grouping, group_rules.api_type, group_rules.group_id
