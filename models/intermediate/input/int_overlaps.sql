{{ config(enabled=not features_path()) }}

with days_by_file as (
    select * from {{ ref('int_usage_days_by_file') }}
),

file_pairs as (
    select * from {{ ref('int_file_pairs') }}
),

repeated_days as (
    select * from {{ ref('int_usage_days_repeated') }}
),

places as (
    select
        row_count,
        call_count,
        row_number() over same_count as place
    from days_by_file
    window same_count as (
        partition by user_id, api_type, usage_date, call_count
        order by file_name
    )
),

equal_rows as (
    select
        coalesce(sum(row_count), 0) as rows_overlapping,
        coalesce({{ large_sum('call_count') }}, 0) as calls_overlapping
    from places
    where place > 1
),

left_out as (
    select
        coalesce(sum(row_count), 0) as rows_counted_once,
        coalesce({{ large_sum('call_count') }}, 0) as calls_counted_once
    from repeated_days
),

largest_pair as (
    select
        file_name,
        other_file_name,
        row_number() over (order by equal_rows desc, file_name asc, other_file_name asc) as place,
        count(*) over () as pair_count
    from file_pairs
)

select
    cast(equal_rows.rows_overlapping as bigint) as rows_overlapping,
    equal_rows.calls_overlapping,
    cast(left_out.rows_counted_once as bigint) as rows_counted_once,
    left_out.calls_counted_once,
    cast(coalesce(largest_pair.pair_count, 0) as bigint) as overlapping_pairs,
    largest_pair.file_name as overlapping_file,
    largest_pair.other_file_name as other_overlapping_file
from equal_rows
cross join left_out
left join largest_pair on largest_pair.place = 1
