select *
from {{ ref('user_groups') }}
