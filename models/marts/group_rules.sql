with group_predicates as (
    select * from {{ ref('int_group_rules') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
)

select
    group_predicates.grouping,
    group_predicates.api_type,
    group_predicates.group_id,
    group_names.group_name,
    group_predicates.rule_sql,
    group_predicates.precision,
    group_predicates.recall,
    group_predicates.cv_precision,
    group_predicates.cv_recall
from group_predicates
inner join group_names
    on
        group_predicates.grouping = group_names.grouping
        and group_predicates.api_type is not distinct from group_names.api_type
        and group_predicates.group_id = group_names.group_id
order by group_predicates.grouping, group_predicates.api_type, group_predicates.group_id
