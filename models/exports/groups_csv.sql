select *
from {{ ref('group_profiles') }}
