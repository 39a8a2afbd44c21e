with user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

grouped_days as (
    select * from {{ ref('int_grouped_days') }}
),

types_at_once as (
    select
        user_id,
        sum(api_type_count) / count(*) as api_types_per_use_day
    from grouped_days
    where api_type is null
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

select
    mixes.*,
    types_at_once.api_types_per_use_day
from mixes
inner join types_at_once on mixes.user_id = types_at_once.user_id
