with moves as (
    select * from {{ ref('int_moves') }}
),

move_reasons as (
    select * from {{ ref('int_move_reasons') }}
),

group_keys as (
    select * from {{ ref('int_group_keys') }}
)

select
    moves.grouping,
    moves.user_id,
    moves.api_type,
    moves.moved_on,
    moves.from_key,
    from_groups.group_name as from_name,
    moves.to_key,
    to_groups.group_name as to_name,
    move_reasons.reason_1,
    move_reasons.reason_2,
    move_reasons.reason_3,
    {{ of_day('moves.before_move', 'recent_calls') }} as calls_before,
    {{ of_day('moves.after_move', 'recent_calls') }} as calls_after,
    moves.confirmed_on
from moves
inner join group_keys as from_groups on moves.from_key = from_groups.group_key
inner join group_keys as to_groups on moves.to_key = to_groups.group_key
left join move_reasons
    on
        moves.grouping = move_reasons.grouping
        and moves.api_type is not distinct from move_reasons.api_type
        and moves.user_id = move_reasons.user_id
        and moves.moved_on = move_reasons.moved_on
order by
    moves.moved_on desc,
    moves.grouping asc,
    moves.api_type asc nulls first,
    moves.user_id asc
