-- Of all usage, also outside of the window.
with usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

names as (
    select distinct
        'user' as kind,
        user_id as spelling
    from usage_series
    union all
    select distinct
        'type' as kind,
        api_type as spelling
    from usage_series
    where api_type is not null
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
