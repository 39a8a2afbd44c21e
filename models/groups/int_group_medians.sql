-- The features are those of the seed: depends_on: {{ ref('features') }}
{{ config(pre_hook="
    set variable features = (select list(name) from {{ ref('features') }})
") }}

with group_members as (
    select * from {{ ref('int_group_members') }}
),

group_members_measured as (
    select * from {{ ref('int_group_members_measured') }}
),

sizes as (
    select
        grouping,
        api_type,
        group_key,
        group_id,
        max(stability) as stability,
        count(*) as user_count,
        cast(sum(total_calls) as bigint) as call_count
    from group_members
    group by grouping, api_type, group_key, group_id
),

medians as (
    select
        group_key,
        median(cast(columns(getvariable('features')) as double))
    from group_members_measured
    group by group_key
),

shares as (
    select
        *,
        user_count / sum(user_count) over all_groups as user_share,
        cast(call_count as double) / cast(sum(call_count) over all_groups as double) as call_share
    from sizes
    window all_groups as (partition by grouping, api_type)
)

select
    shares.*,
    medians.* exclude (medians.group_key)
from shares
left join medians on shares.group_key = medians.group_key
