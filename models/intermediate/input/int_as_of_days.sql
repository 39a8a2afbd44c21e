with period as (
    select * from {{ ref('int_period') }}
),

numbered_days as (
    select
        *,
        unnest(range(
            case
                when is_whole_period then 1
                else least({{ var('history_periods') }}, (period_days - window_days) // 7 + 1)
            end
        )) as place
    from period
),

as_of_days as (
    select
        *,
        case
            when place = 0 then period_end
            else {{ history_day('period_end', 'place') }}
        end as as_of_date
    from numbered_days
),

windows as (
    select
        as_of_date,
        {{ days_before('as_of_date', 'window_days - 1') }} as window_start,
        window_days,
        place = 0 as is_period_end,
        period_start
    from as_of_days
)

select
    as_of_date,
    window_start,
    window_days,
    is_period_end
from windows
where window_start >= period_start
order by as_of_date
