with group_differences as (
    select * from {{ ref('int_group_differences') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
)

select
    group_differences.grouping,
    group_differences.api_type,
    group_differences.feature,
    group_differences.group_key_a,
    group_differences.group_key_b,
    names_a.group_name as group_name_a,
    names_b.group_name as group_name_b,
    group_differences.test,
    group_differences.group_a,
    group_differences.group_b,
    group_differences.statistic,
    group_differences.held_out_p_value,
    group_differences.continuum_p_value,
    group_differences.p_value,
    group_differences.p_value_adjusted,
    group_differences.effect_size,
    group_differences.effect_size_low,
    group_differences.effect_size_high
from group_differences
left join group_names as names_a on group_differences.group_key_a = names_a.group_key
left join group_names as names_b on group_differences.group_key_b = names_b.group_key
order by
    group_differences.grouping,
    group_differences.api_type,
    group_differences.feature,
    group_differences.group_a nulls first,
    group_differences.group_b
