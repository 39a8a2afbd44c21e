with usage_rows as (
    select * from {{ ref('stg_usage') }}
),

usage_days as (
    select
        user_id,
        api_type,
        usage_date,
        cast(sum(call_count) as decimal(38, 0)) as call_count
    from usage_rows
    where verdict = 'accepted'
    group by user_id, api_type, usage_date
)

-- Rejects are written before a test on them can stop what follows:
-- depends_on: {{ ref('stg_usage_rejects') }}
select * from usage_days
