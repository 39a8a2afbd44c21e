{% set file = describe_input_files() %}
{% set provenance = provenance() %}

with row_counts as (
    select * from {{ ref('int_row_counts') }}
),

file_overlaps as (
    select * from {{ ref('int_overlaps') }}
),

user_api_features as (
    select * from {{ ref('int_user_api_features') }}
),

user_features as (
    select * from {{ ref('int_user_features') }}
),

dormant_users as (
    select * from {{ ref('int_dormant_users') }}
),

period as (
    select * from {{ ref('int_period') }}
),

baseline_points as (
    select * from {{ ref('int_baseline_points') }}
),

api_types as (
    select user_api_features.api_type from user_api_features
    union distinct
    select dormant_users.api_type from dormant_users
    where dormant_users.grouping = 'user_api'
),

user_counts as (
    select
        (select count(*) from user_features) as active_user_count,
        (
            select count(*) from dormant_users
            where dormant_users.grouping = 'user'
        ) as dormant_user_count,
        (select count(*) from api_types) as api_type_count
),

-- Of very many users whose names are alike some are shown.
similar_names as (
    select
        string_agg(spellings, '; ' order by spellings) filter (where kind = 'type')
            as similar_api_types,
        coalesce(cast(sum(spelling_count) filter (where kind = 'user') as bigint), 0)
            as similar_user_count,
        array_to_string(
            list(spellings order by folded_name) filter (where kind = 'user')[1:5], '; '
        ) as similar_users
    from {{ ref('int_similar_names') }}
)

select
    {{ sql_text(invocation_id) }} as build_id,
    cast(current_timestamp at time zone 'UTC' as timestamp) as built_at,
    {{ sql_text(provenance.usage_path) }} as usage_path,
    nullif({{ sql_text(provenance.features_path) }}, '') as features_path,
    cast({{ file.file_count or 0 }} as bigint) as file_count,
    cast({{ file.size or 0 }} as bigint) as file_bytes,
    {{ sql_text(file.sha256) }} as file_sha256,
    row_counts.rows_read,
    row_counts.rows_accepted,
    row_counts.rows_rejected,
    row_counts.rows_of_zero_usage,
    row_counts.rows_outside_period,
    row_counts.rows_without_user,
    file_overlaps.rows_overlapping,
    file_overlaps.rows_counted_once,
    user_counts.active_user_count + user_counts.dormant_user_count as user_count,
    user_counts.dormant_user_count,
    user_counts.api_type_count,
    similar_names.similar_api_types,
    similar_names.similar_user_count,
    similar_names.similar_users,
    cast(row_counts.call_count - file_overlaps.calls_counted_once as bigint) as call_count,
    cast(row_counts.calls_rejected as bigint) as calls_rejected,
    cast(row_counts.calls_outside_period as bigint) as calls_outside_period,
    cast(row_counts.calls_without_user as bigint) as calls_without_user,
    cast(file_overlaps.calls_overlapping as bigint) as calls_overlapping,
    cast(file_overlaps.calls_counted_once as bigint) as calls_counted_once,
    case when file_overlaps.rows_overlapping > 0 then {{ overlap_sentence() }} end -- noqa: RF02
        as overlapping_files,
    period.period_start,
    period.period_end,
    period.window_start,
    period.window_days,
    period.is_whole_period,
    (select count(*) from baseline_points) > 0 as has_baseline,
    {{ sql_text(tojson(provenance.parameters)) }} as parameters,
    {{ sql_text(tojson(provenance.versions)) }} as versions
from row_counts
cross join file_overlaps
cross join user_counts
cross join period
cross join similar_names
