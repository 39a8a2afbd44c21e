with confirmed_groups as (
    select * from {{ ref('int_confirmed_groups') }}
    where is_move
),

as_of_labels as (
    select * from {{ ref('int_as_of_labels') }}
    where not is_dormant
),

as_of_columns as (
    select
        *,
        -- What the words below are of.
        power(10, volume) as typical_calls,
        round(mean_gap_days * (use_days - 1)) as use_duration
    from as_of_labels
),

-- A day before the move whose last four weeks are not those after it, where the history has one.
days_before_move as (
    select
        confirmed_groups.grouping,
        confirmed_groups.api_type,
        confirmed_groups.user_id,
        confirmed_groups.earlier_as_of_date as moved_on,
        confirmed_groups.as_of_date as confirmed_on,
        confirmed_groups.earlier_confirmed_key as from_key,
        confirmed_groups.confirmed_key as to_key,
        {{ days_between('as_of_columns.as_of_date', 'confirmed_groups.as_of_date') }}
            as days_to_move,
        as_of_columns as before_move -- noqa: RF02
    from confirmed_groups
    inner join as_of_columns
        on
            confirmed_groups.grouping = as_of_columns.grouping
            and confirmed_groups.api_type is not distinct from as_of_columns.api_type
            and confirmed_groups.user_id = as_of_columns.user_id
            and confirmed_groups.earlier_as_of_date > as_of_columns.as_of_date
    qualify row_number() over (
        partition by
            confirmed_groups.grouping, confirmed_groups.api_type,
            confirmed_groups.user_id, confirmed_groups.as_of_date
        order by
            days_to_move < {{ outlook_days() }},
            case when days_to_move >= {{ outlook_days() }} then days_to_move end,
            as_of_columns.as_of_date
    ) = 1
)

select
    days_before_move.grouping,
    days_before_move.api_type,
    days_before_move.user_id,
    days_before_move.moved_on,
    days_before_move.confirmed_on,
    days_before_move.from_key,
    days_before_move.to_key,
    days_before_move.before_move,
    as_of_columns as after_move -- noqa: RF02
from days_before_move
inner join as_of_columns
    on
        days_before_move.grouping = as_of_columns.grouping
        and days_before_move.api_type is not distinct from as_of_columns.api_type
        and days_before_move.user_id = as_of_columns.user_id
        and days_before_move.confirmed_on = as_of_columns.as_of_date
