with users as (
    select * from {{ ref('int_user_features') }}
),

api_types as (
    select * from {{ ref('int_user_api_features') }}
),

names as (
    select
        'user' as kind,
        user_id as spelling
    from users
    union all
    select distinct
        'type' as kind,
        api_type as spelling
    from api_types
),

folded_names as (
    select
        *,
        replace({{ folded('spelling') }}, ' ', '') as folded_name,
        concat(chr(39), spelling, chr(39)) as quoted_name
    from names
)

select
    kind,
    folded_name,
    count(*) as spelling_count,
    string_agg(quoted_name, ', ' order by quoted_name) as spellings
from folded_names
group by kind, folded_name
having count(*) > 1
order by kind, folded_name
