with group_profiles as (
    select * from {{ ref('group_profiles') }}
    where grouping <> 'shape'
),

group_name_claims as (
    select * from {{ ref('group_name_claims') }}
),

group_sizes as (
    select * from {{ ref('group_sizes') }}
),

group_actions as (
    select * from {{ ref('group_actions') }}
),

-- Of users with as many calls those whose names come first.
members as (
    select
        group_key,
        count(*) filter (where lifecycle = 'new') / count(*) as new_share,
        min(struct_pack(less := -total_calls, user_id := user_id), 3) as heaviest
    from {{ ref('report_members') }}
    group by group_key
),

last_days as (
    select
        as_of_date,
        max(as_of_date) over () as last_as_of_date
    from group_sizes
    group by as_of_date
),

earlier_days as (
    select max(as_of_date) as earlier_as_of_date
    from last_days
    where as_of_date <= {{ days_before('last_as_of_date', outlook_days()) }}
),

-- Nothing where the history has not been so long.
earlier_sizes as (
    select
        group_sizes.group_key,
        group_sizes.users as earlier_users,
        earlier_days.earlier_as_of_date
    from earlier_days
    inner join group_sizes on earlier_days.earlier_as_of_date = group_sizes.as_of_date
),

-- By its name, and where that does not say it by its median user.
kinds as (
    select
        group_profiles.grouping,
        group_profiles.api_type,
        group_profiles.group_key,
        members.heaviest,
        case
            when group_profiles.is_dormant then 'dormant'
            when group_profiles.key_account_count > 0 then 'holds key accounts'
            when group_name_claims.fate in ('growing', 'fading', 'new') then group_name_claims.fate
            when members.new_share >= 0.5 then 'new'
            when group_name_claims.fate = 'former' then 'stopped'
            when group_name_claims.fate = 'trial' then 'tried'
            when group_profiles.days_since_last_use > 28 and group_profiles.use_days < 5
                then 'tried'
            when group_profiles.days_since_last_use > 28 then 'stopped'
            when group_profiles.use_days <= 2 then 'starting'
            when group_profiles.use_days >= 7 and group_profiles.mean_gap_days <= 8.5
                then 'regular'
            else 'occasional'
        end as kind
    from group_profiles
    left join group_name_claims on group_profiles.group_key = group_name_claims.group_key
    left join members on group_profiles.group_key = members.group_key
)

select
    kinds.grouping,
    kinds.api_type,
    kinds.group_key,
    kinds.kind,
    kinds.heaviest,
    group_actions.words,
    group_actions.action,
    earlier_sizes.earlier_users,
    earlier_sizes.earlier_as_of_date,
    {% if has_members_files() %}{{ members_file('kinds.group_key') }}{% else %}null{% endif %}
        as file_name
from kinds
left join group_actions on kinds.kind = group_actions.kind
left join earlier_sizes on kinds.group_key = earlier_sizes.group_key
