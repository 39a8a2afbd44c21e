{# The group of each user by a model, which is a function of the user's own features and of the model alone.

   columns: part_key, series_id, user_id, further keys, and the columns of the macro behaviour.
   shares: user_id, the same further keys, api_type, day_share. models: part_key, model (the document).
   A row per row of columns whose part has a model: its keys, group_id, runner_up_id, margin (log densities of
   natural groups, squared distances of tiers), confidence, is_far, beyond_feature, stability, is_tier. #}
{% macro score(columns, shares, models, keys=[]) -%}
    with parsed as (
        select
            part_key,
            from_json(model, {{ sql_text(model_structure()) }}) as model
        from {{ models }}
        -- Of a type that nobody uses any more only those who stopped have a group.
        where json_array_length(model, 'groups') > 0
    ),

    type_places as (
        select
            part_key,
            unnest(model.api_types, recursive := true) -- noqa: AL03
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
            parsed.model,
            {% for name in behaviour_columns() if name not in ('spread', 'span') %}
                columns.{{ name }},
            {% endfor %}
            {{ with_usual_spread('columns', 'parsed.model.usual_spread') }} as spread,
            {{ span_of_period('columns', 'parsed.model.period_days') }} as span,
            {% for name in mix_columns() %}
                case when parsed.model.features.{{ name }}.weight > 0 then coalesce(mixes.{{ name }}, 0) end
                    as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ columns }} as columns
        inner join parsed on columns.part_key = parsed.part_key
        left join mixes
            on
                columns.part_key = mixes.part_key
                and columns.user_id = mixes.user_id
                {% for key in keys %}and columns.{{ key }} = mixes.{{ key }} {% endfor %}
    ),

    limited as (
        select
            *,
            {% for name in search_columns() %}
                model.features.{{ name }}.weight * least(
                    greatest({{ name }}, model.features.{{ name }}.low), model.features.{{ name }}.high
                ) as limited_{{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from placed
    ),

    component_densities as (
        select
            * exclude (
                {% for name in search_columns() %}limited_{{ name }}{{ ', ' if not loop.last }}{% endfor %}
            ),
            case
                when model.is_tier then list_transform(model.components, lambda one: -(
                    {% for name in scale_columns() %}
                        {{ squared('limited_' ~ name ~ ' - one.centres.' ~ name) }}{{ ' +' if not loop.last }}
                    {% endfor %}
                ))
                when model.api_types is null
                    then list_transform(model.components, lambda one: {{ log_density('one', behaviour_columns()) }})
                else list_transform(model.components, lambda one: {{ log_density('one', search_columns()) }})
            end as densities
        from limited
    ),

    -- A group of several components is as dense as all of them together.
    group_densities as (
        select
            * exclude (densities),
            case
                when len(model.components) = len(model.groups) then densities
                else list_transform(
                    list_transform(model.groups, lambda one: list_filter(
                        densities, lambda density, place: model.components[place].group_id = one.group_id
                    )),
                    lambda own: list_max(own)
                    + ln(list_sum(list_transform(own, lambda density: exp(density - list_max(own)))))
                )
            end as densities
        from component_densities
    ),

    ranked as (
        select
            * exclude (densities),
            list_position(densities, list_max(densities)) as place,
            list_reverse_sort(densities) as in_order,
            list_position(densities, in_order[2]) as next_place,
            model.groups[place] as own
        from group_densities
    )

    select
        part_key,
        series_id,
        {% for key in keys %}{{ key }}, {% endfor %}
        own.group_id,
        model.groups[case
            when next_place <> place then next_place
            -- Equally near: the other one.
            else next_place % len(model.groups) + 1
        end].group_id as runner_up_id,
        in_order[1] - in_order[2] as margin,
        case
            when len(model.groups) = 1 then 1.0
            else 1 / (1 + exp(-least(greatest(
                own.intercept + model.slope * sqrt(greatest(margin, 0)), -30
            ), 30)))
        end as confidence,
        (
            {% for name in search_columns() %}
                coalesce({{ squared('(' ~ name ~ ' - own.centres.' ~ name ~ ') / own.spreads.' ~ name) }}, 0)
                {{- ' +' if not loop.last }}
            {% endfor %}
        ) > model.far_limit as is_far,
        {{ beyond_feature() }} as beyond_feature,
        own.stability,
        model.is_tier
    from ranked
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
            when {{ name }} > model.features.{{ name }}.most + 0.5 or {{ name }} < model.features.{{ name }}.least - 0.5
                then '{{ name }}'
        {% endfor %}
    end
{%- endmacro %}
