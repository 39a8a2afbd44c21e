{% set least = 0.1 %}

-- A change of less than a tenth is none.
with report_members as (
    select * from {{ ref('report_members') }}
    where
        grouping = 'user'
        and recent_calls <> earlier_calls
        and abs(recent_calls - earlier_calls) >= {{ least }} * earlier_calls
),

user_moves as (
    select * from {{ ref('report_user_moves') }}
    where grouping = 'user'
),

-- Calls of four weeks beside those of the four weeks before, where the file has both.
period as (
    select * from {{ ref('int_period') }}
    where {{ days_between('period_start', 'period_end') }} >= 2 * {{ outlook_days() }} - 1
),

ranks as (
    select
        report_members.user_id,
        report_members.group_key,
        report_members.group_name,
        report_members.recent_calls,
        report_members.earlier_calls,
        report_members.last_used_on,
        user_moves.from_name,
        report_members.recent_calls > report_members.earlier_calls as is_rise,
        row_number() over (
            partition by report_members.recent_calls > report_members.earlier_calls
            order by
                abs(report_members.recent_calls - report_members.earlier_calls) desc,
                report_members.user_id asc
        ) as rank
    from report_members
    cross join period
    left join user_moves on report_members.user_id = user_moves.user_id
)

select *
from ranks
where rank <= 5
