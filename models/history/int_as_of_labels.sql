with labels_scored as (
    select * from {{ ref('int_as_of_labels_scored') }}
),

as_of_columns as (
    select * from {{ ref('int_as_of_columns') }}
),

as_of_features as (
    select * from {{ ref('int_as_of_features') }}
),

group_models as (
    select
        part_key,
        cast(model ->> 'usual_spread' as double) as usual_spread,
        cast(model ->> 'period_days' as bigint) as period_days,
        cast(model ->> 'slope' as double) as slope
    from {{ ref('int_group_models') }}
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

first_days as (
    select
        series_id,
        min(usage_date) as first_used_on
    from {{ ref('int_series_days__period') }}
    group by series_id
),

scored as (
    select
        as_of_columns.grouping,
        as_of_columns.api_type,
        as_of_columns.user_id,
        labels_scored.part_key,
        labels_scored.series_id,
        labels_scored.as_of_date,
        labels_scored.group_id,
        labels_scored.confidence,
        labels_scored.margin,
        {{ clearness('labels_scored.margin', 'labels_scored.is_tier', 'group_models.slope') }}
            as clearness,
        labels_scored.is_far,
        labels_scored.beyond_feature is not null as beyond_range,
        labels_scored.beyond_feature,
        false as is_dormant,
        as_of_features.last_used_on,
        as_of_features.days_since_last_use,
        as_of_features.use_days,
        as_of_features.mean_gap_days,
        as_of_features.total_calls,
        as_of_features.calls_per_use_day,
        as_of_features.recent_calls,
        as_of_features.earlier_calls,
        as_of_columns.volume,
        as_of_columns.recency,
        as_of_columns.frequency,
        as_of_columns.gap,
        as_of_columns.irregularity,
        {{ span_of_period('as_of_columns', 'group_models.period_days') }} as span,
        as_of_columns.weekend,
        {{ with_usual_spread('as_of_columns', 'group_models.usual_spread') }} as spread,
        as_of_columns.growth,
        as_of_columns.centre
    from labels_scored
    inner join as_of_columns
        on
            labels_scored.part_key = as_of_columns.part_key
            and labels_scored.series_id = as_of_columns.series_id
            and labels_scored.as_of_date = as_of_columns.as_of_date
    inner join as_of_features
        on
            labels_scored.series_id = as_of_features.series_id
            and labels_scored.as_of_date = as_of_features.as_of_date
    inner join group_models on labels_scored.part_key = group_models.part_key
),

dormant as (
    select * from {{ ref('int_as_of_dormant_labels') }}
),

labels as (
    select * from scored
    union all by name
    select * from dormant
)

select
    labels.* exclude (labels.part_key, labels.series_id),
    {{ group_key('labels.part_key', 'labels.group_id') }} as group_key,
    group_names.group_name,
    first_days.first_used_on
from labels
inner join first_days on labels.series_id = first_days.series_id
left join group_names
    on {{ group_key('labels.part_key', 'labels.group_id') }} = group_names.group_key
