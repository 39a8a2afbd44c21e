{% set search, most_days = var('search'), var('search_after_days') %}

with searchable_parts as (
    select * from {{ ref('int_searchable_parts') }}
),

stored_models as (
    select * from {{ ref('int_stored_models') }}
),

period as (
    select * from {{ ref('int_period') }}
),

part_drifts as (
    select * from {{ ref('int_part_drifts') }}
),

api_type_places as (
    select
        list(struct_pack(api_type, place) order by place, api_type) as api_types,
        max(others_place) as others_place
    from {{ ref('int_api_type_places') }}
),

-- What a new model has to know beside the users' features.
contexts as (
    select
        searchable_parts.*,
        period.period_end,
        case when not period.is_whole_period then period.window_days end as window_days,
        case
            when searchable_parts.grouping = 'user'
                then to_json(struct_pack(
                    usual_spread := searchable_parts.usual_spread,
                    period_days := period.window_days,
                    api_types := api_type_places.api_types,
                    others_place := api_type_places.others_place
                ))
            else to_json(struct_pack(
                usual_spread := searchable_parts.usual_spread, period_days := period.window_days
            ))
        end as context
    from searchable_parts
    cross join api_type_places
    cross join period
)

-- The first reason that holds; null where the stored groups stay without a search.
select
    contexts.part_key,
    contexts.grouping,
    contexts.api_type,
    contexts.user_count,
    contexts.context,
    contexts.period_end as searched_on,
    contexts.window_days,
    stored_models.is_usable
    and coalesce(stored_models.window_days, 0) = coalesce(contexts.window_days, 0)
        as is_stored_usable,
    case when is_stored_usable and '{{ search }}' <> 'always' then stored_models.model end
        as stored_model,
    case
        when '{{ search }}' = 'never' and stored_model is not null and stored_models.has_groups
            then null
        when '{{ search }}' = 'never' then 'no groups are stored, and search is never'
        when '{{ search }}' = 'always' then 'asked for'
        when stored_models.part_key is null then 'no groups are stored'
        {% if var('group_model') %}
            when not is_stored_usable
                then {{ refuse_given_groups() }}
        {% endif %}
        when not stored_models.is_same_source then 'the stored groups are of other users'
        when not stored_models.is_usable then 'the stored groups are of other features'
        when not is_stored_usable then 'the stored groups are of another window'
        when not stored_models.has_groups then 'no groups are stored'
        when part_drifts.features is not null and stored_models.searched_on < contexts.period_end
            then 'what users do has changed: ' || part_drifts.features
        when
            {{ days_between('stored_models.searched_on', 'contexts.period_end') }}
            >= {{ most_days }}
            then 'the last search is {{ most_days }} days ago or more'
    end as reason,
    '{{ search }}' <> 'never' as may_search
from contexts
left join stored_models on contexts.part_key = stored_models.part_key
left join part_drifts on contexts.part_key = part_drifts.part_key
