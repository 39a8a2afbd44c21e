select *
from {{ ref('user_moves') }}
