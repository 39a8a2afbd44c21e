select *
from {{ ref('watch_list') }}
