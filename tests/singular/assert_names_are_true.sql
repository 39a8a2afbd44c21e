-- What a name claims is true of nine in ten of the users who are not far from the group.
select
    group_key,
    group_name,
    name_fit
from {{ ref('group_profiles') }}
where grouping <> 'shape' and not coalesce(name_fit >= 0.9, false)
