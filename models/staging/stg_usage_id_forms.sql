{{ config(enabled=not features_path(), materialized='table') }}

-- A table of whole numbers that holds an empty cell becomes one of floats in many programs.
with dotted_ids as (
    select user_id
    from {{ ref('stg_usage') }}
    where user_id like '%.%'
),

forms as (
    select
        coalesce(max(case when {{ is_whole_float('user_id') }} then 1 end), 0) as has_whole,
        coalesce(
            max(
                case when {{ matches_fully('user_id', '[0-9]+[.][0-9]*[1-9][0-9]*') }} then 1 end
            ),
            0
        ) as has_fractions
    from dotted_ids
)

select has_whole = 1 and has_fractions = 0 as drops_point
from forms
