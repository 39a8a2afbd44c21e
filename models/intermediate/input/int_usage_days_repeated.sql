{{ config(enabled=not features_path()) }}

with days_by_file as (
    select * from {{ ref('int_usage_days_by_file') }}
),

file_pairs as (
    select * from {{ ref('int_file_pairs') }}
    where counts_once
),

-- Each pair in both directions.
neighbours as (
    select
        file_name,
        other_file_name
    from file_pairs
    union all
    select
        other_file_name as file_name,
        file_name as other_file_name
    from file_pairs
),

repeated_days as (
    select distinct
        days_by_file.file_name,
        days_by_file.user_id,
        days_by_file.api_type,
        days_by_file.usage_date,
        days_by_file.row_count,
        days_by_file.call_count
    from days_by_file
    inner join neighbours
        on days_by_file.file_name = neighbours.file_name
    inner join days_by_file as other_days
        on
            neighbours.other_file_name = other_days.file_name
            and days_by_file.user_id = other_days.user_id
            and days_by_file.api_type = other_days.api_type
            and days_by_file.usage_date = other_days.usage_date
    -- The larger count stands, of equal ones that of the first file.
    where
        other_days.call_count > days_by_file.call_count
        or (
            other_days.call_count = days_by_file.call_count
            and other_days.file_name < days_by_file.file_name
        )
)

select
    user_id,
    api_type,
    usage_date,
    sum(row_count) as row_count,
    {{ large_sum('call_count') }} as call_count
from repeated_days
group by user_id, api_type, usage_date
