with group_search as (
    select * from {{ ref('group_search') }}
    where is_selected
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
),

stored_models as (
    select * from {{ ref('int_stored_models') }}
    where is_usable
),

searched as (
    select
        search_plan.part_key,
        search_plan.grouping,
        search_plan.api_type,
        search_plan.searched_on,
        case
            when search_plan.stored_model is null then 1
            else stored_models.model_version + cast(group_search.outcome = 'replaced' as bigint)
        end as model_version,
        group_search.outcome,
        search_plan.reason,
        group_search.reason as result,
        group_search.gain,
        search_plan.user_count,
        coalesce(group_search.is_tier, false) as is_tier,
        search_plan.window_days,
        {{ feature_version() }} as feature_version,
        group_search.model,
        group_search.outcome <> 'kept' as is_new
    from search_plan
    inner join group_search
        on
            search_plan.grouping = group_search.grouping
            and search_plan.api_type is not distinct from group_search.api_type
    left join stored_models on search_plan.part_key = stored_models.part_key
),

-- A type that has no usage any more keeps its groups.
kept as (
    select
        stored_models.* exclude (
            stored_models.is_current, stored_models.is_same_source, stored_models.is_usable
        ),
        false as is_new
    from stored_models
    left join search_plan on stored_models.part_key = search_plan.part_key
    where search_plan.reason is null
)

select * from searched
union all by name
select * from kept
