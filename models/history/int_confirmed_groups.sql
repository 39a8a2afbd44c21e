with as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
),

-- Each day beside the day of use four weeks before, or the first since.
neighbours as (
    select
        *,
        first_value(case when not is_dormant then as_of_labels end ignore nulls) over (
            partition by {{ one_series() }}
            order by as_of_date
            range between interval {{ comparison_days() }} days preceding and current row
        ) as earlier_day,
        lag(as_of_date) over by_day as earlier_as_of_date,
        lag(group_key) over by_day as earlier_group_key,
        coalesce(
            not is_dormant
            and confidence >= {{ clear_confidence() }}
            and lag(group_key) over by_day = group_key
            and lag(confidence) over by_day >= {{ clear_confidence() }}
            -- Use since the day before both, or the change is one of the window alone.
            and last_used_on > lag(as_of_date, 2) over by_day,
            false
        ) as is_sure,
        max(case when is_dormant then as_of_date end) over by_day as last_dormant_on
    from as_of_labels
    window by_day as (partition by {{ one_series() }} order by as_of_date)
),

clear_days as (
    select
        *,
        is_sure and {{ squared_distance('earlier_day', 'neighbours') }} >= {{ clear_distance() ** 2 }}
            as is_clear
    from neighbours
),

confirmed as (
    select
        *,
        coalesce(
            last_value(case when is_clear then group_key end ignore nulls) over by_day,
            first_value(case when not is_dormant then group_key end ignore nulls) over by_day
        ) as confirmed_key
    from clear_days
    window by_day as (partition by {{ one_series() }} order by as_of_date)
),

changes as (
    select
        *,
        lag(confirmed_key) over by_day as earlier_confirmed_key,
        coalesce(lag(confirmed_key) over by_day <> confirmed_key, false) as is_change
    from confirmed
    window by_day as (partition by {{ one_series() }} order by as_of_date)
)

select
    grouping,
    api_type,
    user_id,
    as_of_date,
    earlier_as_of_date,
    group_key,
    earlier_group_key,
    confirmed_key,
    earlier_confirmed_key,
    is_change,
    -- Of whom less than a window is known, a group is being found; nobody has moved.
    is_change
    and {{ days_between('first_used_on', 'earlier_as_of_date') }} >= {{ settling_days() }}
    and not coalesce(
        {{ days_between('last_dormant_on', 'earlier_as_of_date') }} < {{ settling_days() }}, false
    ) as is_move,
    case
        when is_dormant then 'dormant'
        when {{ days_between('first_used_on', 'as_of_date') }} < {{ outlook_days() }} then 'new'
        when days_since_last_use >= 14 and days_since_last_use > 3 * coalesce(mean_gap_days, 0)
            then 'fading'
        when {{ days_between('last_dormant_on', 'as_of_date') }} < {{ settling_days() }}
            then 'returned'
        else 'active'
    end as lifecycle,
    last_dormant_on,
    last_used_on,
    total_calls,
    recent_calls,
    earlier_calls
from changes
