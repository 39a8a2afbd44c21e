-- What became of those alike, from those who are most alike to all who are silent for as long.
with as_of_outcomes as (
    select * from {{ ref('int_as_of_outcomes') }}
    where not is_dormant
),

alike as (
    select
        1 as width,
        grouping,
        api_type,
        recency_band,
        group_key,
        is_falling,
        count(*) as outcomes,
        count(*) filter (where is_silent) as silent_users
    from as_of_outcomes
    group by grouping, api_type, recency_band, group_key, is_falling
),

of_a_group as (
    select
        2 as width,
        grouping,
        api_type,
        recency_band,
        group_key,
        cast(null as boolean) as is_falling,
        cast(sum(outcomes) as bigint) as outcomes,
        cast(sum(silent_users) as bigint) as silent_users
    from alike
    group by grouping, api_type, recency_band, group_key
),

of_all as (
    select
        3 as width,
        grouping,
        api_type,
        recency_band,
        cast(null as varchar) as group_key,
        cast(null as boolean) as is_falling,
        cast(sum(outcomes) as bigint) as outcomes,
        cast(sum(silent_users) as bigint) as silent_users
    from alike
    group by grouping, api_type, recency_band
)

select * from alike
union all
select * from of_a_group
union all
select * from of_all
