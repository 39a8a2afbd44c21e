-- Stops the build, with a sentence, when no row is valid, too many are rejected, or they take too much with them.
with counts as (
    select
        *,
        cast(calls_rejected as double) / nullif(cast(calls_rejected + call_count as double), 0)
            as lost_calls
    from {{ ref('int_row_counts') }}
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
                    ' have zero usage, ', counts.rows_outside_period, ' lie outside the period and ',
                    counts.rows_without_user, ' have no user.'
                )
            when counts.rows_rejected > {{ var('max_reject_rate') }} * counts.rows_read
                then concat(
                    counts.rows_rejected, ' of ', counts.rows_read, ' rows were rejected, ',
                    'more than max_reject_rate = {{ var('max_reject_rate') }} allows.'
                )
            when counts.lost_calls > {{ var('max_lost_calls') }}
                then concat(
                    'The rejected rows hold ', counts.calls_rejected, ' calls, more than ',
                    'max_lost_calls = {{ var('max_lost_calls') }} of all allows.'
                )
            when
                greatest(
                    counts.call_count, counts.calls_rejected, counts.calls_outside_period,
                    counts.calls_without_user
                ) > 9223372036854775807
                then concat(
                    'The calls add up to more than 9223372036854775807, which no table can count. ',
                    'Correct the usage, or count in thousands.'
                )
        end as problem,
        coalesce((select first_reject.sentence from first_reject), '') as example
    from counts
)

select problem
from verdicts
-- In the filter, because a column that nobody counts is not computed.
where problem is not null and {{ stop("concat(problem, " ~ date_format_advice() ~ ", example)") }} is null
