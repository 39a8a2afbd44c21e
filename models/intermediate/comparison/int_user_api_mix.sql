with user_api_features as (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
),

user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

type_days as (
    select
        user_id,
        sum(use_days) as use_days
    from user_api_features
    group by user_id
),

mixes as (
    select
        user_id,
        count(*) as api_type_count,
        string_agg(api_type, ', ' order by api_type) as api_types,
        arg_min(api_type, (-call_share, api_type)) as main_api_type,
        max(call_share) as main_api_type_call_share
    from user_api_shares
    group by user_id
)

-- Days of the single types, over the days with any of them.
select
    mixes.*,
    type_days.use_days / user_features.use_days as api_types_per_use_day
from mixes
inner join type_days on mixes.user_id = type_days.user_id
inner join user_features on mixes.user_id = user_features.user_id
