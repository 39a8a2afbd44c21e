with last_days as (
    select
        *,
        {{ part_key('grouping', 'api_type') }} as part_key
    from {{ source('previous', 'feature_drift') }}
    qualify dense_rank() over (order by as_of_date desc) <= 2
),

drifts as (
    select
        part_key,
        case when feature = 'is_far' then 'more users are unlike all groups' else feature end
            as feature,
        feature = 'is_far' as is_new_kind,
        min(psi / null_99) as excess
    from last_days
    where is_drift
    group by part_key, feature
    having count(*) = 2
)

-- One in a hundred is flagged where nothing has changed, for weeks: two features have to agree,
-- or one has to be clear. Users who are unlike all groups are enough.
select
    part_key,
    string_agg(feature, ', ' order by feature) as features
from drifts
group by part_key
having count(*) > 1 or max(excess) >= 2 or bool_or(is_new_kind)
