select *
from {{ ref('key_accounts') }}
