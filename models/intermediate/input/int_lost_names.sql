{{ config(enabled=not features_path()) }}

with usage_rows as {{ not_materialized() }} (
    select * from {{ ref('stg_usage_judged') }}
),

rejected_names as (
    select
        'user' as kind,
        user_id as lost_name,
        call_count
    from usage_rows
    where verdict = 'rejected' and not {{ is_nobody('user_id') }}
    union all
    select
        'type' as kind,
        api_type as lost_name,
        call_count
    from usage_rows
    where verdict = 'rejected' and not {{ is_nobody('api_type') }}
    union all
    select
        'day' as kind,
        cast(usage_date as string) as lost_name,
        call_count
    from usage_rows
    where verdict = 'rejected' and usage_date is not null and not is_far
),

counted_names as (
    select
        kind,
        lost_name,
        count(*) as row_count,
        {{ large_sum('call_count') }} as call_count
    from rejected_names
    group by kind, lost_name
),

-- Of the other rows only what rejected rows lost_name as well.
other_names as (
    select distinct
        'user' as kind,
        user_id as lost_name
    from usage_rows
    where
        verdict <> 'rejected'
        and user_id in (
            select counted_names.lost_name
            from counted_names
            where counted_names.kind = 'user'
        )
    union all
    select distinct
        'type' as kind,
        api_type as lost_name
    from usage_rows
    where
        verdict <> 'rejected'
        and api_type in (
            select counted_names.lost_name
            from counted_names
            where counted_names.kind = 'type'
        )
    union all
    select distinct
        'day' as kind,
        cast(usage_date as string) as lost_name
    from usage_rows
    where
        verdict <> 'rejected'
        and usage_date in (
            select cast(counted_names.lost_name as date)
            from counted_names
            where counted_names.kind = 'day'
        )
)

select counted_names.*
from counted_names
left join other_names
    on counted_names.kind = other_names.kind and counted_names.lost_name = other_names.lost_name
where other_names.lost_name is null
