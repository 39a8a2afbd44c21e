with group_values as (
    unpivot {{ ref('group_profiles') }}
    on columns(
        * exclude (
            grouping,
            api_type,
            group_key,
            group_id,
            group_name,
            stability_grade,
            call_mix,
            day_mix,
            typical_user_1,
            typical_user_2,
            typical_user_3,
            is_dormant,
            is_tier,
            size_rank
        )
    )::double
    into name measure value measure_value
),

features as (
    select * from {{ ref('features') }}
),

-- What groups have beside the medians of their users.
size_measures as (
    select sizes.*
    from
        (
            values
            ('user_count', 'Users', 'users'),
            ('user_share', 'Share of the users', 'share of users'),
            ('call_count', 'Calls of the group', 'calls'),
            ('call_share', 'Share of the calls', 'share of calls'),
            ('top_user_share', 'Share of the user with most calls', 'share of calls'),
            ('key_account_count', 'Key accounts', 'users'),
            ('call_share_without_key_accounts', 'Share of the other calls', 'share of calls'),
            ('stability', 'Stability', '0 to 1'),
            ('name_fit', 'Fit of the name', 'share of users')
        ) as sizes (measure, measure_name, unit)
),

measures as (
    select * from size_measures
    union all
    select
        name as measure,
        words as measure_name,
        split_part(unit, ', log scale', 1) as unit
    from features
)

select
    group_values.grouping,
    group_values.api_type,
    group_values.group_key,
    group_values.group_id,
    group_values.group_name,
    group_values.measure,
    measures.measure_name,
    measures.unit,
    group_values.measure_value
from group_values
inner join measures on group_values.measure = measures.measure
order by group_values.group_key, group_values.measure
