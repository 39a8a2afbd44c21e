-- Stops the build, with a sentence, when only rejected rows tell of too many of the users.
{{ config(enabled=not features_path()) }}

with lost_users as (
    select * from {{ ref('int_lost_names') }}
    where kind = 'user'
),

counts as (
    select
        (select count(*) from lost_users) as lost_users,
        (
            select count(distinct user_id)
            from {{ ref('stg_usage_judged') }}
            where verdict = 'accepted' and exists (select 1 from lost_users)
        ) as kept_users
),

verdicts as (
    select
        concat(
            lost_users, ' of ', lost_users + kept_users, ' users appear in rejected rows only, ',
            'more than max_lost_users = {{ var('max_lost_users') }} allows. All rejected rows: ',
            {{ sql_text(rejects_file()) }}, '.'
        ) as problem
    from counts
    where kept_users > 0 and lost_users > {{ var('max_lost_users') }} * (lost_users + kept_users)
)

select problem
from verdicts
where {{ stop('problem') }} is null
