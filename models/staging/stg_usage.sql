{{ config(
    enabled=not features_path(),
    materialized='kept_by_file' if target.type == 'duckdb' else 'table',
    post_hook=["{{ insert_malformed_rows(this) }}", "{{ remember_files(this) }}"],
) }}

-- The sample is read only where no file is named, but its unit test needs it:
-- depends_on: {{ ref('user_api_data') }}

with usage_rows as (
    {{ usage_rows() }}
),

-- Nearly all rows need no more than these: they are looked at first, because they are quick.
plain_rows as (
    select
        *,
        {{ plain_day('dt') }} as plain_day,
        {{ plain_count('api_count') }} as plain_count,
        {{ trimmed('user_id') }} as user_name,
        {{ trimmed('type') }} as type_name
    from usage_rows
),

trimmed_rows as (
    select
        *,
        case when plain_day is null then {{ trimmed('dt') }} end as date_text,
        case when plain_count is null then {{ trimmed('api_count') }} end as count_text
    from plain_rows
),

cast_rows as (
    select
        *,
        {{ plain_number('count_text') }} as number_text,
        coalesce(plain_day, {{ usage_date('date_text') }}) as usage_date,
        coalesce(plain_count, {{ whole_count(plain_number('count_text')) }}) as spelled_count,
        {{ is_nobody('user_name') }} as is_without_user,
        {{ is_nobody('type_name') }} as is_without_type
    from trimmed_rows
),

judged_rows as (
    select
        *,
        case
            when malformed is not null
                then malformed
            when usage_date is null and coalesce(date_text, '') = ''
                then {{ sql_text(usage_column('dt') ~ ' is empty') }}
            when usage_date is null
                then {{ sql_text(usage_column('dt') ~ date_reason()) }}
            when is_without_type and not is_without_user
                then {{ sql_text(usage_column('type') ~ ' is empty, or one of the var nobody') }}
            when spelled_count <= {{ most_calls() }}
                then null
            when coalesce(count_text, '') = ''
                then {{ sql_text(usage_column('api_count') ~ ' is empty') }}
            when
                {{ matches_fully('number_text', whole_number_pattern()) }}
                or spelled_count is not null
                then {{ sql_text(usage_column('api_count') ~ ' is above 10^15') }}
            when {{ matches_fully('count_text', '-[0-9]+([.][0-9]*)?') }}
                then {{ sql_text(usage_column('api_count') ~ ' is negative') }}
            when {{ matches_fully('number_text', '[0-9]*[.][0-9]+') }}
                then {{ sql_text(usage_column('api_count') ~ ' is a fraction') }}
            when {{ matches_fully('count_text', grouped_digits_pattern()) }}
                then {{ sql_text(
                    usage_column('api_count') ~ ' has separators that the vars thousands and decimal do not name'
                ) }}
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
    case when usage_date is null then nullif(date_text, '') end as unread_date,
    user_name as user_id,
    type_name as api_type,
    case
        when reject_reason is null or spelled_count <= {{ most_calls() }} then spelled_count
        else {{ readable_count('count_text') }} -- noqa: ST04
    end as call_count,
    {{ doubtful_number('count_text') }} as doubtful_count,
    case
        when reject_reason is not null then 'rejected'
        when spelled_count = 0 then 'zero usage'
        when not ({{ is_in_period('usage_date') }}) then 'outside period'
        when is_without_user then 'without a user'
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
