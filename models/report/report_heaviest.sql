with report_members as (
    select * from {{ ref('report_members') }}
),

ranks as (
    select
        group_key,
        user_id,
        total_calls,
        row_number() over (
            partition by group_key
            order by total_calls desc, try_cast(user_id as hugeint) asc, user_id asc
        ) as rank
    from report_members
)

select *
from ranks
where rank <= 3
