{# The group of each user by a model, which is a function of the user's own features and of the model alone.

   columns: part_key, series_id, user_id, further keys, and the columns of the macro behaviour.
   shares: user_id, the same further keys, api_type, day_share. models: part_key, model (the document).
   A row per row of columns whose part has a model: its keys, group_id, runner_up_id, margin (log densities of
   natural groups, squared distances of tiers), confidence, is_far, beyond_feature, stability, is_tier. #}
{% macro score(columns, shares, models, keys=[]) -%}
    with documents as (
        select
            part_key,
            {{ parsed_json('model', model_structure(has_deciles=false)) }} as model
        from {{ models }}
    ),

    -- Of a type that nobody uses any more only those who stopped have a group.
    parsed as (
        select * from documents
        where {{ list_length('model.groups') }} > 0
    ),

    -- What is copied to each user: as little as may be.
    parts as (
        select
            part_key,
            model.is_tier,
            model.api_types is not null as has_mix,
            model.slope,
            model.far_limit,
            model.usual_spread,
            model.period_days,
            model.features,
            model.components,
            {{ list_of('model.groups', 'one', 'one.group_id') }} as group_ids
        from parsed
    ),

    groups as (
        select
            part_key,
            {{ elements_of('model.groups') }} as own
        from parsed
    ),

    type_places as (
        select
            part_key,
            {{ rows_of('model.api_types') }} -- noqa: AL03
        from parsed
    ),

    -- A type that the model does not know is one of the others.
    place_shares as (
        select
            parsed.part_key,
            shares.user_id,
            {% for key in keys %}shares.{{ key }}, {% endfor %}
            coalesce(type_places.place, parsed.model.others_place) as place,
            least({{ exact_sum('shares.day_share') }}, 1) / 2 + 0.5 as mix_share
        from {{ shares }} as shares
        inner join parsed on parsed.model.api_types is not null
        left join type_places
            on
                parsed.part_key = type_places.part_key
                and shares.api_type = type_places.api_type
        group by all
    ),

    mixes as (
        select
            part_key,
            user_id,
            {% for key in keys %}{{ key }}, {% endfor %}
            {% for name in mix_columns() %}
                max(mix_share) filter (where place = {{ loop.index0 }}) as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from place_shares
        group by all
    ),

    -- What the model does not look at is missing.
    placed as (
        select
            columns.part_key,
            columns.series_id,
            {% for key in keys %}columns.{{ key }}, {% endfor %}
            parts.is_tier,
            parts.has_mix,
            parts.slope,
            parts.far_limit,
            parts.features,
            parts.components,
            parts.group_ids,
            {% for name in behaviour_columns() if name not in ('spread', 'span') %}
                columns.{{ name }},
            {% endfor %}
            {{ with_usual_spread('columns', 'parts.usual_spread') }} as spread,
            {{ span_of_period('columns', 'parts.period_days') }} as span,
            {% for name in mix_columns() %}
                case when parts.features.{{ name }}.weight > 0 then coalesce(mixes.{{ name }}, 0) end
                    as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ columns }} as columns
        -- These come last: what is sorted or sent by users is without them.
        left join mixes
            on
                columns.part_key = mixes.part_key
                and columns.user_id = mixes.user_id
                {% for key in keys %}and columns.{{ key }} = mixes.{{ key }} {% endfor %}
        inner join parts on columns.part_key = parts.part_key
    ),

    limited as (
        select
            *,
            {% for name in search_columns() %}
                features.{{ name }}.weight * least(
                    greatest({{ name }}, features.{{ name }}.low), features.{{ name }}.high
                ) as limited_{{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from placed
    ),

    component_densities as (
        select
            {{ all_but('limited_' ~ search_columns() | join(', limited_')) }},
            case
                when is_tier then {{ list_of('components', 'one', nearness('one')) }}
                when has_mix then {{ list_of('components', 'one', log_density('one', search_columns())) }}
                else {{ list_of('components', 'one', log_density('one', behaviour_columns())) }}
            end as densities
        from limited
    ),

    -- A group of several components is as dense as all of them together.
    group_densities as (
        select
            {{ all_but('densities, features, components') }},
            {{ beyond_feature() }} as beyond_feature,
            case
                when {{ list_length('components') }} = {{ list_length('group_ids') }} then densities
                else {{ list_of(
                    list_of('group_ids', 'group_id', list_where(
                        'densities', 'density, place', 'components[place].group_id = group_id'
                    )),
                    'own',
                    list_largest('own') ~ ' + ln('
                    ~ list_total(list_of('own', 'density', 'exp(density - ' ~ list_largest('own') ~ ')')) ~ ')'
                ) }}
            end as densities
        from component_densities
    ),

    ranked as (
        select
            {{ all_but('densities') }},
            {{ list_place('densities', list_largest('densities')) }} as place,
            {{ list_element('group_ids', 'place') }} as group_id,
            {{ list_descending('densities') }} as in_order,
            {{ list_place('densities', list_element('in_order', 2)) }} as next_place,
            {{ list_element('in_order', 1) }} - {{ list_element('in_order', 2) }} as margin
        from group_densities
    )

    select
        ranked.part_key,
        ranked.series_id,
        {% for key in keys %}ranked.{{ key }}, {% endfor %}
        ranked.group_id,
        -- Of two that are equally near the other one.
        {{ list_element(
            'ranked.group_ids',
            'case when ranked.next_place <> ranked.place then ranked.next_place '
            ~ 'else ranked.next_place % ' ~ list_length('ranked.group_ids') ~ ' + 1 end'
        ) }} as runner_up_id,
        ranked.margin,
        case
            when {{ list_length('ranked.group_ids') }} = 1 then 1.0
            else 1 / (1 + exp(-least(greatest(
                groups.own.intercept + ranked.slope * sqrt(greatest(ranked.margin, 0)), -30
            ), 30)))
        end as confidence,
        (
            {% for name in search_columns() %}
                coalesce({{ squared(
                    '(ranked.' ~ name ~ ' - groups.own.centres.' ~ name ~ ') / groups.own.spreads.' ~ name
                ) }}, 0){{ ' +' if not loop.last }}
            {% endfor %}
        ) > ranked.far_limit as is_far,
        ranked.beyond_feature,
        groups.own.stability,
        ranked.is_tier
    from ranked
    inner join groups
        on
            ranked.part_key = groups.part_key
            and ranked.group_id = groups.own.group_id
{%- endmacro %}

{# How near the limited columns are to the centre of a tier, as a number below 0. #}
{% macro nearness(component) -%}
    -(
        {% for name in scale_columns() %}
            {{ squared('limited_' ~ name ~ ' - ' ~ component ~ '.centres.' ~ name) }}{{ ' +' if not loop.last }}
        {% endfor %}
    )
{%- endmacro %}

{# The log density of the limited columns in a component. #}
{% macro log_density(component, columns) -%}
    {{ component }}.constant - (coalesce({{ component }}.freedom, 1) + 1) / 2 * ln(
        {% for name in columns %}
            coalesce(1 + {{ squared(
                '(limited_' ~ name ~ ' - ' ~ component ~ '.centres.' ~ name ~ ') / ' ~ component ~ '.scales.' ~ name
            ) }} / {{ component }}.freedom, 1){{ ' *' if not loop.last }}
        {% endfor %}
    )
{%- endmacro %}

{# As pow does it in ten times the time. #}
{% macro squared(term) -%}
    ({{ term }}) * ({{ term }})
{%- endmacro %}

{# The first column that lies further beyond the users of the search than people would overlook. How lately users
   come says nothing here: whoever has stopped comes later every day. #}
{% macro beyond_feature() -%}
    case
        {% for name in behaviour_columns() if name not in ('recency', 'span') %}
            when {{ name }} > features.{{ name }}.most + 0.5 or {{ name }} < features.{{ name }}.least - 0.5
                then '{{ name }}'
        {% endfor %}
    end
{%- endmacro %}
