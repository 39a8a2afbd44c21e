with moves as (
    select
        grouping,
        api_type,
        user_id,
        moved_on,
        before_move,
        after_move,
        unnest({{ moved_features('before_move', 'after_move') }}, recursive := true) -- noqa: AL03
    from {{ ref('int_moves') }}
),

placed as (
    select
        grouping,
        api_type,
        user_id,
        moved_on,
        words,
        row_number() over (
            partition by {{ one_series() }}, moved_on
            order by abs(change) desc, feature asc
        ) as place
    from moves
    where words is not null and abs(change) >= 0.1
)

select
    grouping,
    api_type,
    user_id,
    moved_on,
    max(words) filter (where place = 1) as reason_1,
    max(words) filter (where place = 2) as reason_2,
    max(words) filter (where place = 3) as reason_3
from placed
group by {{ one_series() }}, moved_on
