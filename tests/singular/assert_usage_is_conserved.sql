-- Every row read has one fate, every accepted call is labelled, and those of the window are profiled.
with build_info as (
    select * from {{ ref('build_info') }}
),

labelled as (
    select
        coalesce(sum(call_count), 0) as call_count,
        coalesce(
            sum(call_count) filter (
                where usage_date >= (select build_info.window_start from build_info)
            ),
            0
        ) as window_call_count
    from {{ ref('usage_labeled') }}
),

profiled as (
    select coalesce(sum(call_count), 0) as call_count
    from {{ ref('group_profiles') }}
    where grouping = 'user_api'
)

select
    build_info.*,
    labelled.call_count as labelled_call_count,
    profiled.call_count as profiled_call_count
from build_info
cross join labelled
cross join profiled
where
    build_info.rows_read
    != build_info.rows_accepted
    + build_info.rows_rejected
    + build_info.rows_of_zero_usage
    + build_info.rows_outside_period
    + build_info.rows_without_user
    or build_info.call_count != labelled.call_count
    or labelled.window_call_count != profiled.call_count
