-- Stops the build, with a sentence, when no row is valid or too many are rejected.
with counts as (
    select * from {{ ref('int_row_counts') }}
),

first_reject as (
    select
        concat(
            ' The first: ', file_name, ' row ', row_number, ', ', reason, ': ',
            left(original_text, 200), '. All: ',
            {{ sql_text(rejects_file()) }}, '.'
        ) as sentence
    from {{ ref('stg_usage_rejects') }}
    order by file_name, row_number
    limit 1
),

verdicts as (
    select
        case
            when counts.rows_accepted = 0
                then concat(
                    'No row of the usage can be used: of ', counts.rows_read, ' rows, ',
                    counts.rows_rejected, ' were rejected, ', counts.rows_of_zero_usage,
                    ' have zero usage and ', counts.rows_outside_period, ' lie outside the period.'
                )
            when counts.rows_rejected > {{ var('max_reject_rate') }} * counts.rows_read
                then concat(
                    counts.rows_rejected, ' of ', counts.rows_read, ' rows were rejected, ',
                    'more than max_reject_rate = {{ var('max_reject_rate') }} allows.'
                )
        end as problem,
        coalesce((select first_reject.sentence from first_reject), '') as example
    from counts
)

select problem
from verdicts
-- In the filter, because a column that nobody counts is not computed.
where problem is not null and {{ stop('concat(problem, example)') }} is null
