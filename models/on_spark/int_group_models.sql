{{ config(enabled=target.type == 'spark') }}

with stored_models as (
    {{ given_rows('group_models') }}
),

used_parts as (
    select distinct part_key
    from {{ ref('int_clustering_columns') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- Groups of types that nobody uses any more may be of an earlier window.
judged_models as (
    select
        stored_models.*,
        used_parts.part_key is null
        or (
            stored_models.feature_version = {{ feature_version() }}
            and coalesce(stored_models.window_days, 0)
            = case when period.is_whole_period then 0 else period.window_days end
        ) as is_usable
    from stored_models
    cross join period
    left join used_parts on stored_models.part_key = used_parts.part_key
    where stored_models.grouping <> 'shape'
)

select
    part_key,
    grouping,
    api_type,
    window_days,
    model
from judged_models
where case when is_usable then true else {{ refuse_given_groups() }} end
