with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping = 'user'
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

combinations as (
    select
        group_members.group_key,
        user_api_mix.api_types,
        max(user_api_mix.api_type_count) as api_type_count,
        count(*) as user_count
    from group_members
    inner join user_api_mix on group_members.user_id = user_api_mix.user_id
    group by group_members.group_key, user_api_mix.api_types
),

shares as (
    select
        *,
        user_count / sum(user_count) over (partition by group_key) as user_share,
        row_number() over (
            partition by group_key order by user_count desc, api_types asc
        ) as place
    from combinations
)

select
    group_key,
    api_types,
    user_share,
    case
        when user_share < 0.5 then 'mixed APIs'
        when length(replace(api_types, ', ', ' + ')) <= 16 then replace(api_types, ', ', ' + ')
        when api_type_count = 1 then left(api_types, 15) || '…'
        else api_type_count || ' APIs'
    end as mix
from shares
where place = 1
