with group_medians as (
    select * from {{ ref('int_group_medians') }}
),

group_claims as (
    select
        *,
        {{ volume_words() }}[lowest_volume] as fewest_calls,
        {{ volume_words() }}[highest_volume] as most_calls
    from {{ ref('int_group_claims') }}
),

group_shape_names as (
    select * from {{ ref('int_group_shape_names') }}
),

phrases as (
    select
        group_key,
        group_users,
        case
            when fate in ('new', 'growing', 'fading', 'former', 'trial') then fate || ': ' || habit
            when fate is not null then habit || ', ' || fate
            else habit
        end as what_they_do,
        case
            when highest_volume = 1 then fewest_calls || ' calls a day'
            when lowest_volume = highest_volume then fewest_calls || ' of calls a day'
            when lowest_volume = 1 and highest_volume <= len({{ volume_limits() }})
                then 'under ' || {{ volume_limits() }}[highest_volume] || ' calls a day'
            when lowest_volume between 2 and highest_volume - 3
                then fewest_calls || ' of calls a day or more'
            else fewest_calls || ' to ' || most_calls || ' of calls a day'
        end as volume,
        case when mix is not null then ' ' || mix else '' end as mix
    from group_claims
),

plain_names as (
    select
        group_medians.grouping,
        group_medians.api_type,
        group_medians.group_key,
        group_medians.group_id,
        phrases.group_users,
        coalesce(
            group_shape_names.shape_name,
            phrases.what_they_do || ', ' || phrases.volume || phrases.mix
        ) as plain_name
    from group_medians
    left join phrases on group_medians.group_key = phrases.group_key
    left join group_shape_names on group_medians.group_key = group_shape_names.group_key
)

-- Names of API types may differ in the case of their first letter alone.
select
    * exclude (plain_name),
    upper(left(plain_name, 1)) || substr(plain_name, 2) as plain_name,
    count(*) over (
        partition by grouping, api_type, upper(left(plain_name, 1)) || substr(plain_name, 2)
    ) > 1 as has_namesake
from plain_names
