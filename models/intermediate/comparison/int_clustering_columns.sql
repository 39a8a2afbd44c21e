with user_api_features as (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
),

usage_features as (
    select
        'user_api' as grouping,
        api_type,
        {{ all_but('api_type') }}
    from user_api_features
    union all
    select
        'user' as grouping,
        cast(null as string) as api_type,
        *
    from user_features
)

select
    usage_features.grouping,
    usage_features.series_id,
    usage_features.user_id,
    usage_features.api_type,
    {{ part_key('usage_features.grouping', 'usage_features.api_type') }} as part_key,
    usage_features.total_calls,
    usage_features.use_days,
    usage_features.sd_calls_log10,
    {{ behaviour('usage_features') }}
from usage_features
