with user_claims as (
    select * from {{ ref('int_user_claims') }}
),

group_name_claims as (
    select * from {{ ref('int_group_name_claims') }}
)

-- A name that somebody has pinned claims nothing that could be counted.
select
    user_claims.grouping,
    user_claims.group_key,
    user_claims.series_id,
    user_claims.is_counted,
    {{ claims_hold('group_name_claims') }}
    and coalesce(
        {{ amount_of('user_claims', 'group_name_claims.measure') }}
        between group_name_claims.lowest and group_name_claims.highest,
        true
    )
    and not group_name_claims.is_pinned as name_fits
from user_claims
inner join group_name_claims on user_claims.group_key = group_name_claims.group_key
