with as_of_outcomes as (
    select * from {{ ref('int_as_of_outcomes') }}
    where not is_dormant
),

-- What became of those alike, from those who are most alike to all who are silent for as long.
widened as (
    select
        1 as width,
        grouping,
        api_type,
        recency_band,
        group_key,
        is_falling,
        as_of_date,
        is_silent
    from as_of_outcomes
    {% for width, columns in [
        (2, 'api_type, recency_band, group_key, null'),
        (3, 'api_type, recency_band, null, null'),
        (4, 'null, recency_band, null, null')
    ] %}
        union all
        select
            {{ width }},
            grouping,
            {{ columns }},
            as_of_date,
            is_silent
        from as_of_outcomes
    {% endfor %}
),

of_a_day as (
    select
        * exclude (is_silent),
        count(*) as outcomes,
        count(*) filter (where is_silent) as silent_users
    from widened
    group by width, grouping, api_type, recency_band, group_key, is_falling, as_of_date
),

of_all_days as (
    select
        * exclude (as_of_date, outcomes, silent_users),
        cast(sum(outcomes) as bigint) as outcomes,
        cast(sum(silent_users) as bigint) as silent_users,
        count(*) as as_of_days,
        {{ exact_sum('silent_users * silent_users / outcomes') }} as silent_squares
    from of_a_day
    group by width, grouping, api_type, recency_band, group_key, is_falling
),

-- How many times as much shares of single days vary as they would by chance (Pearson's dispersion).
dispersed as (
    select
        * exclude (silent_squares),
        greatest(
            coalesce(
                (silent_squares - silent_users * silent_users / outcomes)
                / nullif(silent_users * (outcomes - silent_users) / outcomes / outcomes, 0)
                / nullif(as_of_days - 1, 0),
                1
            ),
            1
        ) as dispersion
    from of_all_days
)

-- As few independent users as leave the next day as uncertain as that.
select
    *,
    outcomes / (1 + (dispersion - 1) * (as_of_days + 1)) as independent_outcomes
from dispersed
