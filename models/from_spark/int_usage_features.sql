{{ config(enabled=features_path() != '', post_hook="{{ await_users(this) }}") }}

with usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

usage_features as (
    select * from {{ handed_over(this.name) }}
)

-- Spark has numbered the series in another way.
select
    usage_series.series_id + usage_features.series_id - usage_features.whole_series_id as series_id,
    usage_series.series_id as whole_series_id,
    usage_features.* exclude (series_id, whole_series_id)
from usage_features
inner join usage_series
    on
        usage_features.user_id = usage_series.user_id
        and usage_features.api_type is not distinct from usage_series.api_type
{{ in_order('series_id') }}
