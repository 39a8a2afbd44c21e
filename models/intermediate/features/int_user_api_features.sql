{{ config(materialized='view') }}

select {{ all_but('part, is_whole_user') }}
from {{ ref('int_usage_features') }}
where part = 'all weeks' and api_type is not null
