{{ config(enabled=target.type != 'spark') }}

with found_models as (
    select * from {{ ref('int_found_models') }}
),

search_plan as (
    select * from {{ ref('int_search_plan') }}
),

stored_models as (
    select * from {{ ref('int_stored_models') }}
    where is_usable
),

period as (
    select * from {{ ref('int_period') }}
),

searched as (
    select
        search_plan.part_key,
        search_plan.grouping,
        search_plan.api_type,
        search_plan.searched_on,
        case
            when search_plan.stored_model is null then 1
            else stored_models.model_version + cast(found_models.outcome = 'replaced' as bigint)
        end as model_version,
        found_models.outcome,
        search_plan.reason,
        found_models.reason as result,
        found_models.gain,
        search_plan.user_count,
        found_models.is_tier,
        search_plan.window_days,
        {{ feature_version() }} as feature_version,
        found_models.model,
        found_models.outcome <> 'kept' as is_new
    from search_plan
    inner join found_models
        on
            search_plan.grouping = found_models.grouping
            and search_plan.api_type is not distinct from found_models.api_type
    left join stored_models on search_plan.part_key = stored_models.part_key
),

-- A type that has no usage any more keeps its groups.
kept as (
    select
        stored_models.* exclude (
            stored_models.is_current, stored_models.is_same_source, stored_models.is_usable,
            stored_models.has_groups
        ),
        false as is_new
    from stored_models
    left join search_plan on stored_models.part_key = search_plan.part_key
    where search_plan.reason is null
),

-- Of a type that nobody has used for long there is only the group of those who stopped.
given_up as (
    select -- noqa: ST06
        dormant_users.grouping,
        dormant_users.api_type,
        {{ part_key('dormant_users.grouping', 'dormant_users.api_type') }} as part_key,
        max(period.period_end) as searched_on,
        1 as model_version,
        'first' as outcome,
        'nobody has usage in the window' as reason,
        'nobody' as result,
        0 as user_count,
        false as is_tier,
        max(period.window_days) as window_days,
        {{ feature_version() }} as feature_version,
        '{"dormant_id": 0, "groups": [], "next_id": 1}' as model,
        true as is_new
    from {{ ref('int_dormant_users') }} as dormant_users
    cross join period
    group by dormant_users.grouping, dormant_users.api_type
),

known as (
    select * from searched -- noqa: AM07
    union all by name
    select * from kept
),

only_given_up as (
    select given_up.* from given_up
    anti join known on given_up.part_key = known.part_key
)

select * from known -- noqa: AM04, AM07
union all by name
select * from only_given_up
