{{ config(materialized='view') }}

select {{ all_but('api_type, is_whole_user') }}
from {{ ref('int_usage_features') }}
where part <> 'all weeks'
