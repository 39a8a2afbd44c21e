-- Every user and API type has as many labelled days, of the same span and calls, as were read.
with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

usage_labeled as (
    select * from {{ ref('usage_labeled') }}
),

days as (
    select
        user_id,
        api_type,
        count(*) as use_days,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on,
        sum(call_count) as call_count
    from usage_days
    group by user_id, api_type
),

labelled_days as (
    select
        user_id,
        api_type,
        count(*) as use_days,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on,
        sum(call_count) as call_count
    from usage_labeled
    group by user_id, api_type
)

(
    select * from days
    except
    select * from labelled_days
)
union all
(
    select * from labelled_days
    except
    select * from days
)
