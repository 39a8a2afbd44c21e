select {{ all_but('series_id') }}
from {{ ref('int_user_api_features') }}
{{ in_order('api_type, user_id') }}
