with group_api_shares as (
    select * from {{ ref('int_group_api_shares') }}
),

shares as (
    unpivot group_api_shares
    on call_share, day_share
    into name measure value share
),

places as (
    select
        *,
        least(row_number() over ordered_mix, 4) as place
    from shares
    window
        ordered_mix as (
            partition by group_key, measure
            order by share desc, mixed_api_type asc
        )
),

-- The three largest by name, and the others together.
parts as (
    select
        group_key,
        measure,
        place,
        case
            when place = 4 and count(*) > 1 then count(*) || ' others'
            else {{ shortened('min(mixed_api_type)', 20) }}
        end as api_types,
        {{ percentage(exact_sum('share')) }} as percentage
    from places
    group by group_key, measure, place
),

mixes as (
    select
        group_key,
        measure,
        string_agg(api_types || ' ' || percentage, ', ' order by place) as mix
    from parts
    group by group_key, measure
)

select
    group_key,
    max(mix) filter (where measure = 'call_share') as call_mix,
    max(mix) filter (where measure = 'day_share') as day_mix
from mixes
group by group_key
