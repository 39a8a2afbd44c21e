select *
from {{ ref('user_api_groups') }}
