{{ config(enabled=not features_path()) }}

with day_limits as (
    select * from {{ ref('stg_usage_day_limits') }}
),

id_forms as (
    select * from {{ ref('stg_usage_id_forms') }}
),

{% if var('fold_spellings') %}
spellings as (
    select * from {{ ref('stg_usage_spellings') }}
),
{% endif %}

judged_rows as (
    select
        usage_rows.*,
        {{ whole_user_id() }} as whole_user_id,
        case
            when usage_rows.verdict not in ('accepted', 'without a user') then null
            when usage_rows.usage_date > {{ unless_set('period_end', latest_day()) }}
                then {{ sql_text(usage_column('dt') ~ late_reason()) }}
            when
                usage_rows.usage_date < day_limits.first_day
                or usage_rows.usage_date > day_limits.last_day
                then {{ sql_text(usage_column('dt') ~ far_reason()) }}
        end as far_reason
        {{ row_place() }}
    from {{ ref('stg_usage') }} as usage_rows
    cross join day_limits
    cross join id_forms
)

select
    judged_rows.file_name,
    judged_rows.header_rows,
    judged_rows.row_in_file,
    judged_rows.malformed_row_number,
    judged_rows.usage_date,
    {% if var('fold_spellings') %}
    coalesce(user_spellings.chosen_spelling, judged_rows.whole_user_id) as user_id,
    coalesce(type_spellings.chosen_spelling, judged_rows.api_type) as api_type,
    {% else %}
        judged_rows.whole_user_id as user_id,
        judged_rows.api_type,
    {% endif %}
    judged_rows.call_count,
    case when judged_rows.far_reason is null then judged_rows.verdict else 'rejected' end
        as verdict,
    coalesce(judged_rows.reject_reason, judged_rows.far_reason) as reject_reason,
    case
        when judged_rows.far_reason is null then judged_rows.original_text
        else
            {{ json_text({
                'cast(judged_rows.usage_date as string)': usage_column('dt'),
                'judged_rows.user_id': usage_column('user_id'),
                'judged_rows.api_type': usage_column('type'),
                'cast(judged_rows.call_count as string)': usage_column('api_count'),
            }) }}
    end as original_text,
    judged_rows.far_reason is not null as is_far
    {{ row_place_columns() }}
from judged_rows
{% if var('fold_spellings') %}
left join spellings as user_spellings
    on judged_rows.whole_user_id = user_spellings.spelling and user_spellings.kind = 'user'
left join spellings as type_spellings
    on judged_rows.api_type = type_spellings.spelling and type_spellings.kind = 'type'
{% endif %}
