select *
from {{ ref('group_differences') }}
