with group_comparisons as (
    select * from {{ ref('int_group_differences') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
)

select
    group_comparisons.grouping,
    group_comparisons.api_type,
    group_comparisons.feature,
    group_comparisons.group_a,
    group_comparisons.group_b,
    names_a.group_name as group_name_a,
    names_b.group_name as group_name_b,
    group_comparisons.test,
    group_comparisons.statistic,
    group_comparisons.held_out_p_value,
    group_comparisons.continuum_p_value,
    group_comparisons.p_value,
    group_comparisons.p_value_adjusted,
    group_comparisons.effect_size,
    group_comparisons.effect_size_low,
    group_comparisons.effect_size_high
from group_comparisons
left join group_names as names_a
    on
        group_comparisons.grouping = names_a.grouping
        and group_comparisons.api_type is not distinct from names_a.api_type
        and group_comparisons.group_a = names_a.group_id
left join group_names as names_b
    on
        group_comparisons.grouping = names_b.grouping
        and group_comparisons.api_type is not distinct from names_b.api_type
        and group_comparisons.group_b = names_b.group_id
order by
    group_comparisons.grouping,
    group_comparisons.api_type,
    group_comparisons.feature,
    group_comparisons.group_a nulls first,
    group_comparisons.group_b
