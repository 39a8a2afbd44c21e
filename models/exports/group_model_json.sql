with group_models as (
    select * from {{ ref('group_models') }}
    where is_current
),

group_name_claims as (
    select * from {{ ref('group_name_claims') }}
),

group_rules as (
    select
        grouping,
        api_type,
        group_key,
        group_id,
        rule_sql,
        cv_precision,
        cv_recall
    from {{ ref('group_rules') }}
),

rule_lists as (
    select
        grouping,
        api_type,
        list(group_rules order by group_id) as group_rules
    from group_rules
    group by grouping, api_type
),

name_lists as (
    select
        grouping,
        api_type,
        list(group_name_claims order by group_key) as group_names
    from group_name_claims
    group by grouping, api_type
)

select
    group_models.part_key,
    to_json(struct_pack(
        part_key := group_models.part_key,
        grouping := group_models.grouping,
        api_type := group_models.api_type,
        searched_on := group_models.searched_on,
        model_version := group_models.model_version,
        outcome := group_models.outcome,
        reason := group_models.reason,
        result := group_models.result,
        gain := group_models.gain,
        user_count := group_models.user_count,
        is_tier := group_models.is_tier,
        window_days := group_models.window_days,
        feature_version := group_models.feature_version,
        model := cast(group_models.model as json),
        names := coalesce(name_lists.group_names, []),
        rules := coalesce(rule_lists.group_rules, [])
    )) as contents
from group_models
left join name_lists
    on
        group_models.grouping = name_lists.grouping
        and group_models.api_type is not distinct from name_lists.api_type
left join rule_lists
    on
        group_models.grouping = rule_lists.grouping
        and group_models.api_type is not distinct from rule_lists.api_type
order by group_models.part_key
