{% set most, part = 0.5, 0.25 %}

with stored_labels as (
    select * from {{ ref('int_stored_labels') }}
),

labels_scored as (
    select * from {{ ref('int_group_labels_scored') }}
),

group_models as (
    select * from {{ ref('int_group_models') }}
    where is_new and outcome = 'replaced'
),

-- By the groups in use, and by those before.
labels as (
    select
        labels_scored.part_key,
        labels_scored.group_id,
        stored_labels.group_id as stored_id
    from labels_scored
    left join stored_labels
        on
            labels_scored.part_key = stored_labels.part_key
            and labels_scored.series_id = stored_labels.series_id
    union all
    select
        part_key,
        group_id,
        stored_id
    from {{ ref('int_shape_labels') }}
),

shared as (
    select
        group_models.part_key,
        labels.stored_id as from_id,
        labels.group_id as to_id,
        count(*) as shared_users,
        sum(count(*)) over (partition by group_models.part_key, from_id) as from_users,
        sum(count(*)) over (partition by group_models.part_key, to_id) as to_users
    from labels
    inner join group_models on labels.part_key = group_models.part_key
    group by group_models.part_key, labels.stored_id, labels.group_id
)

select
    *,
    shared_users / from_users as from_share,
    shared_users / to_users as to_share,
    shared_users / (from_users + to_users - shared_users) as jaccard,
    -- Parts that a group falls into, and groups that come together in one.
    count(*) filter (
        where shared_users >= {{ part }} * from_users and shared_users >= {{ most }} * to_users
    ) over (partition by part_key, from_id) as part_count,
    count(*) filter (
        where shared_users >= {{ most }} * from_users and shared_users >= {{ part }} * to_users
    ) over (partition by part_key, to_id) as source_count
from shared
