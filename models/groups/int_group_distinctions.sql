with namesakes as (
    select * from {{ ref('int_group_plain_names') }}
    where has_namesake
),

group_measure_ranges as (
    select * from {{ ref('int_group_measure_ranges') }}
),

shared_ranges as (
    select
        *,
        ln(1 + lag(highest) over in_order) - ln(1 + lowest) as overlap
    from group_measure_ranges
    window in_order as (
        partition by grouping, api_type, plain_name, measure order by lowest, highest, group_key
    )
),

-- The measure that sets them furthest apart, of those in which no two groups read alike.
choices as (
    select
        grouping,
        api_type,
        plain_name,
        measure
    from shared_ranges
    group by grouping, api_type, plain_name, measure, place
    having count(distinct lowest || ' ' || highest) = count(*)
    qualify
        row_number() over (
            partition by grouping, api_type, plain_name
            order by round(max(overlap), 1) asc, place asc
        ) = 1
)

select
    namesakes.group_key,
    group_measure_ranges.measure,
    group_measure_ranges.lowest,
    group_measure_ranges.highest,
    coalesce(
        replace(
            group_measure_ranges.words,
            '{}',
            {{ range_in_words('group_measure_ranges.lowest', 'group_measure_ranges.highest') }}
        ),
        'group ' || namesakes.group_id
    ) as words
from namesakes
left join choices
    on
        namesakes.grouping = choices.grouping
        and namesakes.api_type is not distinct from choices.api_type
        and namesakes.plain_name = choices.plain_name
left join group_measure_ranges
    on
        namesakes.group_key = group_measure_ranges.group_key
        and choices.measure = group_measure_ranges.measure
