with user_claim_fits as (
    select * from {{ ref('int_user_claim_fits') }}
    where is_counted
),

namesakes as (
    select * from {{ ref('int_group_plain_names') }}
    where has_namesake
),

measures as (
    select
        unnest([
            'use_days', 'days_since_last_use', 'days_before_first_use', 'use_duration',
            'calls_per_use_day', 'total_calls'
        ]) as measure,
        unnest([
            'on {} days', 'last seen {} days before the end', 'first seen after {} days',
            'over {} days', '{} calls a day', '{} calls in all'
        ]) as words,
        generate_subscripts(range(6), 1) as place
),

-- Only users for whom the rest of the name holds: of them few enough are left out at the ends.
amounts as (
    select
        namesakes.grouping,
        namesakes.api_type,
        namesakes.plain_name,
        namesakes.group_key,
        measures.measure,
        measures.words,
        measures.place,
        {{ amount_of('user_claim_fits', 'measures.measure') }} as amount,
        row_number() over (
            partition by namesakes.group_key, measures.measure order by amount asc
        ) as amount_rank,
        count(*) over (partition by namesakes.group_key, measures.measure) as fitting_users,
        namesakes.group_users
    from user_claim_fits
    inner join namesakes on user_claim_fits.group_key = namesakes.group_key
    cross join measures
    where user_claim_fits.claims_hold
),

limits as (
    select
        *,
        cast(floor(greatest(0, least(
            0.025 * fitting_users, (fitting_users - 0.9 * group_users) / 2
        ))) as bigint) as left_out
    from amounts
)

select
    grouping,
    api_type,
    plain_name,
    group_key,
    measure,
    words,
    place,
    floor(min(amount) filter (where amount_rank > left_out)) as lowest,
    ceil(max(amount) filter (where amount_rank <= fitting_users - left_out)) as highest
from limits
group by all
