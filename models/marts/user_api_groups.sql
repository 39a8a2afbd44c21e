with named_members as (
    select * from {{ ref('int_group_members_named') }}
    where grouping = 'user_api'
)

select
    user_id,
    api_type,
    group_key,
    group_id,
    group_name,
    confidence,
    is_far,
    name_fits,
    is_key_account,
    recency_quintile,
    frequency_quintile,
    volume_quintile,
    * exclude (
        user_id, api_type, group_key, group_id, group_name, confidence,
        is_far, name_fits, is_key_account, recency_quintile, frequency_quintile, volume_quintile,
        grouping, stability, is_tier, used_api_type, series_id
    )
from named_members
order by api_type, user_id
