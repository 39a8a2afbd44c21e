-- What a new name claims is true of nine in ten of the users who are not far from the group. Later, users may change:
-- name_fit says how far the name still holds.
select
    group_profiles.group_key,
    group_profiles.group_name,
    group_profiles.name_fit
from {{ ref('group_profiles') }} as group_profiles
inner join {{ ref('int_group_name_claims') }} as group_name_claims
    on group_profiles.group_key = group_name_claims.group_key
where
    group_profiles.grouping <> 'shape'
    and group_name_claims.is_found
    and not group_name_claims.is_pinned
    and not coalesce(group_profiles.name_fit >= 0.9, false)
