{% set file = describe_input_files() %}
{% set provenance = provenance() %}

with row_counts as (
    select * from {{ ref('int_row_counts') }}
),

user_api_features as (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
),

period as (
    select * from {{ ref('int_period') }}
),

feature_counts as (
    select
        (select count(*) from user_features) as user_count,
        count(distinct api_type) as api_type_count
    from user_api_features
),

api_types as (
    select distinct
        api_type,
        concat(chr(39), api_type, chr(39)) as quoted_type,
        regexp_replace(lower(api_type), '\s', '', 'g') as plain_type
    from user_api_features
),

spellings as (
    select string_agg(quoted_type, ', ' order by quoted_type) as alike
    from api_types
    group by plain_type
    having count(*) > 1
),

similar_api_types as (
    select string_agg(alike, '; ' order by alike) as similar_api_types
    from spellings
)

select
    {{ sql_text(invocation_id) }} as build_id,
    cast(current_timestamp at time zone 'UTC' as timestamp) as built_at,
    {{ sql_text(provenance.usage_path) }} as usage_path,
    nullif({{ sql_text(features_path()) }}, '') as features_path,
    cast({{ file.file_count or 0 }} as bigint) as file_count,
    cast({{ file.size or 0 }} as bigint) as file_bytes,
    {{ sql_text(file.sha256) }} as file_sha256,
    row_counts.rows_read,
    row_counts.rows_accepted,
    row_counts.rows_rejected,
    row_counts.rows_of_zero_usage,
    row_counts.rows_outside_period,
    feature_counts.user_count,
    feature_counts.api_type_count,
    similar_api_types.similar_api_types,
    row_counts.call_count,
    period.period_start,
    period.period_end,
    {{ sql_text(tojson(provenance.parameters)) }} as parameters,
    {{ sql_text(tojson(provenance.versions)) }} as versions
from row_counts
cross join feature_counts
cross join period
cross join similar_api_types
