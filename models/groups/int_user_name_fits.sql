with user_claim_fits as (
    select * from {{ ref('int_user_claim_fits') }}
),

group_distinctions as (
    select * from {{ ref('int_group_distinctions') }}
    where measure is not null
)

select
    user_claim_fits.grouping,
    user_claim_fits.group_key,
    user_claim_fits.series_id,
    user_claim_fits.is_counted,
    user_claim_fits.claims_hold
    and coalesce(
        {{ amount_of('user_claim_fits', 'group_distinctions.measure') }}
        between group_distinctions.lowest and group_distinctions.highest,
        true
    ) as name_fits
from user_claim_fits
left join group_distinctions on user_claim_fits.group_key = group_distinctions.group_key
