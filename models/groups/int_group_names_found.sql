with group_plain_names as (
    select * from {{ ref('int_group_plain_names') }}
),

group_claims as (
    select * from {{ ref('int_group_claims') }}
),

group_distinctions as (
    select * from {{ ref('int_group_distinctions') }}
)

select
    group_plain_names.grouping,
    group_plain_names.api_type,
    group_plain_names.group_key,
    group_plain_names.plain_name
    || coalesce(
        ' (' || regexp_replace(group_distinctions.words, '\b1 (call|day)s', '1 \1') || ')', ''
    ) as group_name,
    group_claims.habit,
    group_claims.fate,
    group_claims.mix,
    group_claims.lowest_volume,
    group_claims.highest_volume,
    group_distinctions.measure,
    group_distinctions.lowest,
    group_distinctions.highest
from group_plain_names
left join group_claims on group_plain_names.group_key = group_claims.group_key
left join group_distinctions on group_plain_names.group_key = group_distinctions.group_key
