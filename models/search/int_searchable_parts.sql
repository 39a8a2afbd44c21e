with usual_spreads as (
    select * from {{ ref('int_usual_spreads') }}
),

series_weeks as (
    select * from {{ ref('int_series_weeks') }}
),

shapes as (
    select
        {{ part_key("'shape'", 'null') }} as part_key, -- noqa: ST01
        'shape' as grouping,
        count(distinct series_id) as user_count
    from series_weeks
)

select * from usual_spreads -- noqa: AM04
union all by name
select * from shapes
