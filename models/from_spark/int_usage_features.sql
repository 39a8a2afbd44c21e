{{ config(enabled=features_path() != '') }}

with usage_series as (
    select * from {{ ref('int_series') }}
),

-- Spark has numbered the series in another way.
usage_features as (
    select * exclude (series_id)
    from {{ handed_over(this.name) }}
)

select
    usage_series.series_id,
    usage_features.*
from usage_features
inner join usage_series
    on
        usage_features.user_id = usage_series.user_id
        and usage_features.part = usage_series.part
        and usage_features.api_type is not distinct from usage_series.api_type
