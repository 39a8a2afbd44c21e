{# What the YAML files say of a model's rows under constraints, held as soon as the rows are there, by one statement. DuckDB's own
   constraints would keep an index of every key, and a test is a node of its own, with ten times the work of its query.

   primary_key: none of the columns is missing, and no two rows agree in all of them; with the name in_order the rows
   are stored in their order as well, which takes no memory to see. unique: the same, with null for a value. not_null.
   check: the expression is nowhere false. custom, with the name finite: numbers without NaN and infinity; without
   columns all that the contract says are double. custom, with the name one_row: there is exactly one. #}
{% macro hold_constraints(relation, model) %}
    {# Spark computes nothing that nobody asks for. #}
    {% if execute %}
        {% set query = constraints_query(relation, model) %}
        {% do run_query(query) if query | trim %}
    {% endif %}
{% endmacro %}

{% macro constraints_query(relation, model) %}
    {% set keys = model.constraints | selectattr('type', 'in', ['primary_key', 'unique']) | list %}
    {% set conditions = row_conditions(model) %}
    {% set has_one_row = model.constraints | selectattr('name', 'equalto', 'one_row') | list %}
    {% if keys or conditions or has_one_row %}
        select
            {% if has_one_row %}
                case
                    when row_count <> 1
                        then {{ stop(sql_text(relation.identifier ~ ' has ') ~ ' || row_count || ' ~ sql_text(' rows in place of one')) }}
                end,
            {% endif %}
            {% for key in keys %}
                {{ stop_at_breaches(relation, 'key_' ~ loop.index, key.type | replace('_', ' ') ~ ' ' ~ key.columns | join(', ')) }},
            {% endfor %}
            {% for condition in conditions %}
                {{ stop_at_breaches(relation, 'condition_' ~ loop.index, condition) }},
            {% endfor %}
            true as are_held
        from (
            select
                {% for condition in conditions %}
                    count(*) filter (where not coalesce({{ condition }}, true)) as condition_{{ loop.index }},
                {% endfor %}
                {{ 'count(*)' if conditions or has_one_row else '0' }} as row_count
            {{ 'from ' ~ relation if conditions or has_one_row }}
        ) as conditions
        {% for key in keys %}
            cross join (select count(*) as key_{{ loop.index }} from ({{ rows_without_key(relation, key) }}) as breaches) as key_{{ loop.index }}
        {% endfor %}
    {% endif %}
{% endmacro %}

{% macro stop_at_breaches(relation, row_count, rule) -%}
    case
        when {{ row_count }} > 0
            then {{ stop(sql_text(relation.identifier ~ ': ') ~ ' || ' ~ row_count ~ ' || ' ~ sql_text(' rows break the constraint ' ~ rule)) }}
    end
{%- endmacro %}

{% macro rows_without_key(relation, key) %}
    {% if key.name == 'in_order' and target.type == 'duckdb' %}
        {{ rows_out_of_order(relation, key.columns) }}
    {% else %}
        select
            {{ key.columns | join(', ') }},
            count(*) as row_count
        from {{ relation }}
        group by {{ key.columns | join(', ') }}
        having
            count(*) > 1
            {% for column in key.columns if key.type == 'primary_key' %} or {{ column }} is null {% endfor %}
    {% endif %}
{% endmacro %}

{# What no single row may fail, one by one. #}
{% macro row_conditions(model) %}
    {% set conditions = [] %}
    {% set doubles = model.columns.values() | selectattr('data_type', 'equalto', 'double') | map(attribute='name') | list %}
    {% for constraint in model.constraints %}
        {% if constraint.type == 'check' %}
            {% do conditions.append(constraint.expression) %}
        {% elif constraint.type == 'not_null' %}
            {% for column in constraint.columns %}
                {% do conditions.append(column ~ ' is not null') %}
            {% endfor %}
        {% elif constraint.name == 'finite' %}
            {% for column in constraint.columns or doubles %}
                {% do conditions.append(is_finite(column)) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(conditions) }}
{% endmacro %}

{# Constraints of a whole table are held by constraints_query, and are no part of a contract's table. #}
{% macro duckdb__get_table_columns_and_constraints() %}
    ({{ adapter.render_raw_columns_constraints(raw_columns=model.columns) | join(', ') }})
{% endmacro %}
