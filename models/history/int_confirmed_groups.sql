with as_of_labels as (
    select
        grouping,
        api_type,
        user_id,
        as_of_date,
        group_key,
        clearness,
        is_dormant,
        first_used_on,
        last_used_on,
        days_since_last_use,
        use_days,
        mean_gap_days,
        total_calls,
        recent_calls,
        earlier_calls,
        case when not is_dormant then {{ place_of_day() }} end as place
    from {{ ref('int_as_of_labels') }}
),

period as (
    select window_days from {{ ref('int_period') }}
),

-- Each day beside the ones before, and beside the first use within two months.
neighbours as (
    select
        *,
        lag(as_of_date) over by_day as earlier_as_of_date,
        lag(group_key) over by_day as earlier_group_key,
        lag(clearness) over by_day as earlier_clearness,
        lag(as_of_date, 2) over by_day as second_earlier_as_of_date,
        max(case when is_dormant then as_of_date end) over by_day as last_dormant_on,
        first_value(place ignore nulls) over (
            partition by {{ one_series() }}
            order by as_of_date
            range between interval {{ comparison_days() }} days preceding and current row
        ) as earlier_place
    from as_of_labels
    window by_day as (partition by {{ one_series() }} order by as_of_date)
),

-- Use since the day before both, or the change is one of the window alone.
clear_days as (
    select
        * exclude (place, earlier_place, earlier_clearness, second_earlier_as_of_date),
        case
            when
                not is_dormant
                and group_key = earlier_group_key
                and least(clearness, earlier_clearness) >= {{ clear_enough() }}
                and last_used_on > second_earlier_as_of_date
                and sqrt({{ squared_distance('earlier_place', 'place') }})
                >= {{ clear_distance('use_days') }}
                then group_key
        end as clear_key
    from neighbours
),

confirmed as (
    select
        *,
        coalesce(
            last_value(clear_key ignore nulls) over by_day,
            first_value(case when not is_dormant then group_key end ignore nulls) over by_day
        ) as confirmed_key
    from clear_days
    window by_day as (partition by {{ one_series() }} order by as_of_date)
),

changes as (
    select
        * exclude (clear_key, clearness),
        lag(confirmed_key) over by_day as earlier_confirmed_key,
        coalesce(lag(confirmed_key) over by_day <> confirmed_key, false) as is_change
    from confirmed
    window by_day as (partition by {{ one_series() }} order by as_of_date)
),

dated_changes as (
    select
        changes.*,
        period.window_days
    from changes
    cross join period
)

select
    *
    exclude (
        is_dormant, first_used_on, days_since_last_use, use_days, mean_gap_days, window_days
    ),
    -- Of whom less than a window is known, a group is being found; nobody has moved.
    is_change
    and {{ days_between('first_used_on', 'earlier_as_of_date') }} >= window_days
    and not coalesce(
        {{ days_between('last_dormant_on', 'earlier_as_of_date') }} < window_days, false
    ) as is_move,
    case
        when is_dormant then 'dormant'
        when {{ days_between('first_used_on', 'as_of_date') }} < {{ outlook_days() }} then 'new'
        when days_since_last_use >= 14 and days_since_last_use > 3 * coalesce(mean_gap_days, 0)
            then 'fading'
        when {{ days_between('last_dormant_on', 'as_of_date') }} < window_days
            then 'returned'
        else 'active'
    end as lifecycle
from dated_changes
