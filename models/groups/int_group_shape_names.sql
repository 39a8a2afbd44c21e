with group_shapes as (
    select * from {{ ref('int_group_shapes') }}
),

-- The first that fits.
looks as (
    select
        *,
        case
            when kind = 'one burst' then 'one burst'
            when kind = 'too short' then 'too short for a shape'
            when level_rise >= 0.3 then 'growing'
            when silent_week_share >= 0.3 and span_use_share < 0.5 then 'came back, then stopped'
            when silent_week_share >= 0.3 then 'used a while, then stopped'
            when level_rise < -0.3 then 'fading'
            when switch_share >= 0.75 then 'every other week'
            when span_use_share < 0.6 then 'now and then'
            when burst_share >= 0.6 and used_weeks >= 5 then 'quiet but for one burst'
            when span_use_share < 0.9 then 'used most weeks'
            else 'steady every week'
        end as look
    from group_shapes
),

ranges as (
    select
        *,
        count(*) over alike as alike_count,
        max(used_week_share) over alike - min(used_week_share) over alike as use_range,
        max(silent_week_share) over alike - min(silent_week_share) over alike as silence_range,
        max(burst_share) over alike - min(burst_share) over alike as burst_range,
        max(level_rise) over alike - min(level_rise) over alike as rise_range,
        max(span_use_share) over alike - min(span_use_share) over alike as density_range,
        greatest(use_range, silence_range, burst_range, rise_range, density_range) as largest_range
    from looks
    window alike as (partition by look)
),

-- Groups that look alike are told apart by the measure that sets them furthest apart.
differences as (
    select
        *,
        case largest_range
            when use_range then used_week_share
            when silence_range then silent_week_share
            when burst_range then burst_share
            when rise_range then level_rise
            else span_use_share
        end as telling_value,
        case largest_range
            when use_range then ['busier', 'sparser']
            when silence_range then ['long ago', 'lately']
            when burst_range then ['uneven', 'even']
            when rise_range then ['rising', 'falling']
            else ['with few breaks', 'with breaks']
        end as most_and_least,
        case largest_range
            when use_range then 'in {} of 100 weeks'
            when silence_range then 'silent for the last {} of 100 weeks'
            when burst_range then '{} of 100 calls in two weeks'
            when rise_range then 'by {} of 100'
            else 'in {} of 100 weeks of its span'
        end as words
    from ranges
),

ranks as (
    select
        *,
        cast(cast(round(100 * telling_value) as integer) as varchar) as hundredths,
        row_number() over (partition by look order by telling_value desc, group_id asc) as place
    from differences
)

select
    group_key,
    case
        when alike_count = 1 then look
        when alike_count > 3
            then look || ', ' || replace(words, '{}', hundredths)
        when place = 1 then look || ', ' || most_and_least[1]
        when place = alike_count then look || ', ' || most_and_least[2]
        else look || ', in between'
    end as shape_name
from ranks
