select
    {{ part_key("'shape'", 'null') }} as part_key, -- noqa: ST01,ST06
    unnest(members, recursive := true) -- noqa: AL03
from {{ ref('shape_search') }}
where is_selected
