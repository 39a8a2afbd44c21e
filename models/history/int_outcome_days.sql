{{ config(materialized='view') }}

-- From the last as-of day back, in steps of four weeks: what followed is known by the next step.
with recursive as_of_days as (
    select distinct as_of_date
    from {{ ref('int_as_of_labels') }}
),

steps as (
    select
        cast(null as date) as as_of_date,
        max(as_of_date) as outcome_date
    from as_of_days
    union all
    select
        as_of_days.as_of_date,
        coalesce(steps.as_of_date, steps.outcome_date) as outcome_date
    from steps
    inner join as_of_days
        on
            as_of_days.as_of_date
            <= {{ days_before('coalesce(steps.as_of_date, steps.outcome_date)', outlook_days()) }}
    qualify row_number() over (order by as_of_days.as_of_date desc) = 1
)

select
    as_of_date,
    outcome_date
from steps
where as_of_date is not null
