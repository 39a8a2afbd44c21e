select {{ all_but('series_id') }}
from {{ ref('int_user_api_features') }}
{{ in_order('series_id') }}
