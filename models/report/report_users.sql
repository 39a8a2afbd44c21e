with report_members as (
    select * from {{ ref('report_members') }}
    where grouping = 'user'
),

user_moves as (
    select * from {{ ref('report_user_moves') }}
    where grouping = 'user'
),

ranks as (
    select
        *,
        row_number() over (
            order by
                lifecycle = 'dormant' asc,
                total_calls desc,
                last_used_on desc,
                user_id asc
        ) as rank
    from report_members
)

select
    ranks.user_id,
    ranks.group_key,
    ranks.group_name,
    ranks.api_types,
    ranks.total_calls,
    ranks.recent_calls,
    ranks.earlier_calls,
    ranks.lifecycle,
    ranks.last_used_on,
    ranks.is_key_account,
    ranks.name_fits,
    ranks.use_days,
    ranks.rank,
    user_moves.from_name
from ranks
left join user_moves on ranks.user_id = user_moves.user_id
where ranks.rank <= 4000
