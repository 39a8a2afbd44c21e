{{ config(enabled=target.type == 'spark' and var('group_model') is not none) }}

with users as (
    select
        *,
        {{ part_key('grouping', 'api_type') }} as part_key
    from {{ ref('int_series_groupings') }}
),

labels_scored as (
    select * from {{ ref('int_group_labels_scored') }}
),

dormant_groups as (
    select * from {{ ref('int_dormant_groups') }}
),

given_names as (
    {{ given_rows('group_name_claims') }}
),

-- Whose API type the groups do not know has none.
labels as (
    select
        users.grouping,
        users.user_id,
        users.api_type,
        users.part_key,
        coalesce(labels_scored.group_id, dormant_groups.group_id) as group_id,
        dormant_groups.group_name as dormant_name,
        labels_scored.runner_up_id,
        labels_scored.beyond_feature,
        case when dormant_groups.group_id is null then labels_scored.is_far else false end
            as is_far,
        not users.is_in_window as is_dormant,
        case when dormant_groups.group_id is null then labels_scored.confidence else 1.0 end
            as confidence,
        labels_scored.margin
    from users
    left join labels_scored
        on
            users.part_key = labels_scored.part_key
            and users.series_id = labels_scored.series_id
    left join dormant_groups
        on
            users.part_key = dormant_groups.part_key
            and not users.is_in_window
)

select
    labels.grouping,
    labels.user_id,
    labels.api_type,
    {{ group_key('labels.part_key', 'labels.group_id') }} as group_key,
    labels.group_id,
    coalesce(given_names.group_name, labels.dormant_name) as group_name,
    {{ group_key('labels.part_key', 'labels.runner_up_id') }} as runner_up_key,
    labels.beyond_feature,
    labels.is_far,
    labels.is_dormant,
    labels.confidence,
    labels.margin
from labels
left join given_names
    on {{ group_key('labels.part_key', 'labels.group_id') }} = given_names.group_key
