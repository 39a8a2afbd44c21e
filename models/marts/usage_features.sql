{# Stored when all marts are there: until then it is int_user_api_features without a number. #}
{{ config(materialized='view') }}

select {{ all_but('series_id') }}
from {{ ref('int_user_api_features') }}
