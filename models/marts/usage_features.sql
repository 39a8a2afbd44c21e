select {{ all_but('part') }}
from {{ ref('int_usage_features') }}
where part = 'all weeks' and api_type is not null
{{ in_order('api_type, user_id') }}
