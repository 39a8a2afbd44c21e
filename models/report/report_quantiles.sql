-- Which features are measured is said in the seed: depends_on: {{ ref('features') }}
{{ config(pre_hook="
    set variable measured_features = (
        select list(name order by name) from {{ ref('features') }} where charted is not null or is_baseline
    )
") }}

with group_members_measured as (
    select * from {{ ref('int_group_members_measured') }}
    where grouping in ('user_api', 'user')
),

baseline_members_measured as (
    select
        'baseline' as grouping,
        *
    from {{ ref('int_baseline_members_measured') }}
),

measured_members as (
    select * from group_members_measured
    union all by name
    select * from baseline_members_measured
),

-- A null group is everybody of the API type.
members as (
    select
        *,
        group_users as user_count
    from measured_members
    union all
    select
        * replace (null as group_id),
        all_users as user_count
    from measured_members
    where stands_for_all
),

spreads as (
    select
        grouping,
        api_type,
        group_id,
        {{ spread("columns(getvariable('measured_features'))") }},
        max(user_count) as user_count
    from members
    group by grouping, api_type, group_id
),

features as (
    unpivot spreads
    on columns(* exclude (grouping, api_type, group_id, user_count))
    into name feature value quantiles
)

select
    grouping,
    api_type,
    group_id,
    feature,
    user_count,
    quantiles[1] as lowest,
    quantiles[2] as lower_quarter,
    quantiles[3] as middle,
    quantiles[4] as upper_quarter,
    quantiles[5] as highest
from features
