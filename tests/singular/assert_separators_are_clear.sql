-- Stops the build, with a sentence, when every point or comma of a file's counts could part thousands.
{{ config(enabled=not features_path()) }}

with doubtful_counts as (
    select
        file_name,
        min(doubtful_count) as example,
        count(*) as row_count
    from {{ ref('stg_usage') }}
    where doubtful_count is not null
    group by file_name
    having min(case when {{ matches_fully('doubtful_count', ambiguous_number_pattern()) }} then 1 else 0 end) = 1
),

problems as (
    select
        concat(
            row_count, ' counts in ', file_name, ' have a point or comma, each with three digits behind it, like ',
            example, ': it may part thousands or decimals. Say which with the var thousands or the var decimal.'
        ) as problem
    from doubtful_counts
    order by file_name
    limit 1
)

select problem
from problems
where {{ stop('problem') }} is null
