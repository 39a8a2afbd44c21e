{{ config(
    enabled=not features_path(),
    materialized='table',
    post_hook="{{ insert_malformed_rows(this) }}",
) }}

-- The sample is read only where no file is named, but its unit test needs it:
-- depends_on: {{ ref('user_api_data') }}

with usage_rows as (
    {{ usage_rows() }}
),

cast_rows as (
    select
        *,
        trim(dt) as date_text,
        trim(api_count) as count_text,
        {{ usage_date('trim(dt)') }} as usage_date,
        case
            when {{ matches_fully('count_text', '[0-9]+([.]0*)?') }}
                then {{ spelled_number('count_text') }}
        end as call_count
    from usage_rows
),

judged_rows as (
    select
        *,
        case
            when malformed is not null
                then malformed
            when coalesce(date_text, '') = ''
                then {{ sql_text(usage_column('dt') ~ ' is empty') }}
            when usage_date is null
                then {{ sql_text(usage_column('dt') ~ ' is not a date like 2021-08-13') }}
            when trim(coalesce(user_id, '')) = ''
                then {{ sql_text(usage_column('user_id') ~ ' is empty') }}
            when trim(coalesce(type, '')) = ''
                then {{ sql_text(usage_column('type') ~ ' is empty') }}
            when coalesce(count_text, '') = ''
                then {{ sql_text(usage_column('api_count') ~ ' is empty') }}
            when call_count is not null
                then null
            when {{ matches_fully('count_text', '-[0-9]+([.][0-9]*)?') }}
                then {{ sql_text(usage_column('api_count') ~ ' is negative') }}
            when {{ matches_fully('count_text', '[0-9]*[.][0-9]+') }}
                then {{ sql_text(usage_column('api_count') ~ ' is a fraction') }}
            when {{ matches_fully('count_text', '[0-9]+([.]0*)?') }}
                then {{ sql_text(usage_column('api_count') ~ ' is above 9223372036854775807') }}
            else {{ sql_text(usage_column('api_count') ~ ' is not a whole number in digits') }}
        end as reject_reason
    from cast_rows
)

select
    file_name,
    header_rows,
    row_in_file,
    cast(null as bigint) as malformed_row_number,
    usage_date,
    user_id,
    type as api_type,
    call_count,
    case
        when reject_reason is not null then 'rejected'
        when call_count = 0 then 'zero usage'
        when not ({{ is_in_period('usage_date') }}) then 'outside period'
        else 'accepted'
    end as verdict,
    reject_reason,
    case
        when reject_reason is not null
            then
                coalesce(original_text, {{ json_text({
                    'dt': usage_column('dt'),
                    'user_id': usage_column('user_id'),
                    'type': usage_column('type'),
                    'api_count': usage_column('api_count'),
                }) }})
    end as original_text
    {{ file_order() }}
from judged_rows
