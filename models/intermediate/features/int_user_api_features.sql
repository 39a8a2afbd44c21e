{{ config(materialized='view') }}

select -- noqa: LT09
    {{ all_but(
        'whole_series_id, part, is_whole_user, is_compared_in_type, is_compared_among_users'
    ) }}
from {{ ref('int_usage_features') }}
where part = 'all weeks' and api_type is not null
