{{ config(enabled=not features_path()) }}

with usage_rows as (
    select * from {{ ref('stg_usage_judged') }}
),

days_by_file as (
    select * from {{ ref('int_usage_days_by_file') }}
),

equal_days as (
    select
        days_by_file.file_name,
        other_days.file_name as other_file_name,
        days_by_file.usage_date,
        sum(days_by_file.row_count) as equal_rows,
        sum(other_days.row_count) as other_equal_rows
    from days_by_file
    inner join days_by_file as other_days
        on
            days_by_file.user_id = other_days.user_id
            and days_by_file.api_type = other_days.api_type
            and days_by_file.usage_date = other_days.usage_date
            and days_by_file.call_count = other_days.call_count
            and days_by_file.file_name < other_days.file_name
    group by days_by_file.file_name, other_days.file_name, days_by_file.usage_date
),

file_pairs as (
    select distinct
        file_name,
        other_file_name
    from equal_days
),

file_days as (
    select
        file_name,
        usage_date,
        count(*) as row_count
    from usage_rows
    where
        verdict = 'accepted'
        and file_name in (select days_by_file.file_name from days_by_file)
    group by file_name, usage_date
),

shared_days as (
    select
        file_pairs.file_name,
        file_pairs.other_file_name,
        file_days.usage_date,
        file_days.row_count,
        other_file_days.row_count as other_row_count,
        coalesce(equal_days.equal_rows, 0) as equal_rows,
        coalesce(equal_days.other_equal_rows, 0) as other_equal_rows,
        count(*) over pair as day_count,
        min(file_days.usage_date) over pair as first_day,
        max(file_days.usage_date) over pair as last_day
    from file_pairs
    inner join file_days
        on file_pairs.file_name = file_days.file_name
    inner join file_days as other_file_days
        on
            file_pairs.other_file_name = other_file_days.file_name
            and file_days.usage_date = other_file_days.usage_date
    left join equal_days
        on
            file_pairs.file_name = equal_days.file_name
            and file_pairs.other_file_name = equal_days.other_file_name
            and file_days.usage_date = equal_days.usage_date
    window pair as (partition by file_pairs.file_name, file_pairs.other_file_name)
),

pair_rows as (
    select
        file_name,
        other_file_name,
        min(first_day) as first_day,
        max(last_day) as last_day,
        sum(equal_rows) as equal_rows,
        sum(case when is_whole then row_count end) as row_count,
        sum(case when is_whole then other_row_count end) as other_row_count,
        sum(case when is_whole then equal_rows end) as judged_rows,
        sum(case when is_whole then other_equal_rows end) as other_judged_rows
    from (
        select
            *,
            -- An export may begin or end amid a day.
            day_count <= 2 or usage_date not in (first_day, last_day) as is_whole
        from shared_days
    ) as judged_days
    group by file_name, other_file_name
)

select
    file_name,
    other_file_name,
    first_day,
    last_day,
    equal_rows,
    least(judged_rows / row_count, other_judged_rows / other_row_count) as equal_share,
    {{ counts_once('least(judged_rows / row_count, other_judged_rows / other_row_count)') }}
        as counts_once
from pair_rows
