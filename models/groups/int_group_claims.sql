{% set each, second, third, together = 0.95, 0.93, 0.92, 0.9 %}

with user_claims as (
    select * from {{ ref('int_user_claims') }}
    where is_counted
),

-- Users who hold equal claims are counted once.
claim_sets as (
    select
        group_key,
        habits,
        fates,
        mixes,
        volume_level,
        count(*) as user_count,
        sum(count(*)) over (partition by group_key) as group_users
    from user_claims
    group by group_key, habits, fates, mixes, volume_level
),

group_habits as (
    {{ first_claim('claim_sets', 'habits', each) }}
),

-- From here on claims are asked of those for whom the ones before hold.
of_habit as (
    select
        claim_sets.*,
        group_habits.claim as habit
    from claim_sets
    inner join group_habits
        on
            claim_sets.group_key = group_habits.group_key
            and list_contains(claim_sets.habits, group_habits.claim)
),

group_fates as (
    {{ first_claim('of_habit', 'fates', second) }}
),

of_fate as (
    select
        of_habit.*,
        group_fates.claim as fate
    from of_habit
    left join group_fates on of_habit.group_key = group_fates.group_key
    where group_fates.claim is null or list_contains(of_habit.fates, group_fates.claim)
),

group_mixes as (
    {{ first_claim('of_fate', 'mixes', third) }}
),

of_mix as (
    select
        of_fate.*,
        group_mixes.claim as mix
    from of_fate
    left join group_mixes on of_fate.group_key = group_mixes.group_key
    where group_mixes.claim is null or list_contains(of_fate.mixes, group_mixes.claim)
),

levels as (
    select unnest(range(1, len({{ volume_words() }}) + 1)) as volume_level
)

-- Of volumes the narrowest range that holds for enough, however wide it has to be.
select
    of_mix.group_key,
    of_mix.habit,
    of_mix.fate,
    of_mix.mix,
    lowest.volume_level as lowest_volume,
    highest.volume_level as highest_volume,
    max(of_mix.group_users) as group_users
from of_mix
inner join levels as lowest on of_mix.volume_level >= lowest.volume_level
inner join levels as highest on of_mix.volume_level <= highest.volume_level
group by
    of_mix.group_key,
    of_mix.habit,
    of_mix.fate,
    of_mix.mix,
    lowest.volume_level,
    highest.volume_level
having sum(of_mix.user_count) >= {{ together }} * max(of_mix.group_users)
qualify
    row_number() over (
        partition by of_mix.group_key
        order by
            highest.volume_level - lowest.volume_level asc,
            sum(of_mix.user_count) desc,
            lowest.volume_level asc
    ) = 1
