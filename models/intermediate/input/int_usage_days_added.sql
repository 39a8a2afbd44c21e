{{ config(
    enabled=not features_path(),
    materialized='table_by_days' if target.type == 'duckdb' else 'table',
) }}

with usage_rows as (
    select * from {{ ref('stg_usage_judged') }}
),

usage_days as (
    select
        user_id,
        api_type,
        usage_date,
        {{ large_sum('call_count') }} as call_count,
        -- Numbers are compared faster than names.
        min({{ text_number('file_name') }}) < max({{ text_number('file_name') }})
            as is_in_several_files
    from usage_rows
    where verdict = 'accepted'
    group by user_id, api_type, usage_date
)

-- Rejects are written and counted before a test on them can stop what follows:
-- depends_on: {{ ref('stg_usage_rejects') }}
-- depends_on: {{ ref('int_row_counts') }}
-- depends_on: {{ ref('int_lost_names') }}
select * from usage_days
