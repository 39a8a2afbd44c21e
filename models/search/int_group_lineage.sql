{% set most, part = 0.5, 0.25 %}

with group_overlaps as (
    select * from {{ ref('int_group_overlaps') }}
),

group_models as (
    select * from {{ ref('int_group_models') }}
    where is_new and outcome = 'replaced'
),

tales as (
    select
        *,
        case
            when part_count > 1 and from_share >= {{ part }} and to_share >= {{ most }}
                then 'split'
            when source_count > 1 and from_share >= {{ most }} and to_share >= {{ part }}
                then 'merged'
            when from_id = to_id then 'survived'
        end as tale
    from group_overlaps
),

told as (
    select * from tales
    where tale is not null
),

gone as (
    select distinct
        group_overlaps.part_key,
        group_overlaps.from_id,
        'gone' as tale
    from group_overlaps
    anti join told
        on
            group_overlaps.part_key = told.part_key
            and group_overlaps.from_id = told.from_id
),

new_groups as (
    select distinct
        group_overlaps.part_key,
        group_overlaps.to_id,
        'new' as tale
    from group_overlaps
    anti join told
        on
            group_overlaps.part_key = told.part_key
            and group_overlaps.to_id = told.to_id
),

all_tales as (
    select * from told
    union all by name
    select * from gone
    union all by name
    select * from new_groups
)

select -- noqa: ST06
    group_models.grouping,
    group_models.api_type,
    group_models.searched_on as changed_on,
    group_models.model_version - 1 as from_version,
    group_models.model_version as to_version,
    {{ group_key('group_models.part_key', 'all_tales.from_id') }} as from_key,
    {{ group_key('group_models.part_key', 'all_tales.to_id') }} as to_key,
    all_tales.tale as event,
    all_tales.shared_users,
    all_tales.from_share,
    all_tales.to_share,
    all_tales.jaccard
from all_tales
inner join group_models on all_tales.part_key = group_models.part_key
