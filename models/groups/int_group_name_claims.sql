with group_names_found as (
    select * from {{ ref('int_group_names_found') }}
),

group_models as (
    select * from {{ ref('int_group_models') }}
),

stored_claims as (
    select * from {{ source('previous', 'group_name_claims') }}
),

dormant_groups as (
    select * from {{ ref('int_dormant_groups') }}
),

pinned_names as (
    select * from {{ ref('group_names') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- Groups that stay keep the names that they have.
kept_claims as (
    select
        stored_claims.*,
        false as is_found
    from stored_claims
    inner join group_models
        on
            stored_claims.grouping = group_models.grouping
            and stored_claims.api_type is not distinct from group_models.api_type
    where not group_models.is_new
),

all_found as (
    select * from group_names_found
    union all by name
    select * exclude (part_key, group_id)
    from dormant_groups
),

found_claims as (
    select
        all_found.*,
        period.period_end as named_on,
        false as is_pinned,
        true as is_found
    from all_found
    cross join period
    anti join kept_claims on all_found.group_key = kept_claims.group_key
),

all_claims as (
    select * from kept_claims
    union all by name
    select * from found_claims
)

select
    all_claims.* replace (
        coalesce(pinned_names.group_name, all_claims.group_name) as group_name,
        coalesce(pinned_names.group_name <> all_claims.group_name, all_claims.is_pinned)
            as is_pinned
    )
from all_claims
left join pinned_names on all_claims.group_key = pinned_names.group_key
