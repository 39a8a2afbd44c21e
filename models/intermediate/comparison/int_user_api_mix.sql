with usage_features as (
    select * from {{ ref('int_usage_features') }}
    where part = 'all weeks'
),

user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

-- Days of the single types, over the days with any of them.
types_at_once as (
    select
        user_id,
        sum(use_days) filter (where api_type is not null)
        / sum(use_days) filter (where api_type is null) as api_types_per_use_day
    from usage_features
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
