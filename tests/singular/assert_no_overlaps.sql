-- Stops the build, with a sentence, when rows are equal in two files and the var overlaps says so.
with equal_rows as (
    select * from {{ ref('int_overlaps') }}
    where rows_overlapping > 0 and {{ sql_text(var('overlaps')) }} = 'fail'
)

select rows_overlapping
from equal_rows
-- In the filter, because a column that nobody counts is not computed.
where
    {{ stop(
        "concat(" ~ overlap_sentence() ~ ", ', and overlaps is fail. Leave one file out, or set overlaps to drop or add.')"
    ) }} is null
