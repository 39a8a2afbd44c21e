{{ config(enabled=not features_path()) }}

with usage_rows as (
    select * from {{ ref('stg_usage') }}
),

usage_days as (
    select
        user_id,
        api_type,
        usage_date,
        {{ large_sum('call_count') }} as call_count
    from usage_rows
    where verdict = 'accepted'
    group by user_id, api_type, usage_date
)

-- Rejects are written and counted before a test on them can stop what follows:
-- depends_on: {{ ref('stg_usage_rejects') }}
-- depends_on: {{ ref('int_row_counts') }}
select * from usage_days
