{# Tables and views are made in the place of those of the build before, and their constraints held, by one statement.
   dbt's own way makes them beside these in a transaction, renames both and drops one, for the sake of readers; the
   database of a build has none, and it took an eighth of its time. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {% set target = this.incorporate(type='table') %}
    {% set rows = create_table_as(False, target, compiled_code, model['language']) %}
    {% if model['language'] == 'python' %}
        {# They write by a connection of their own: what was there is gone before they begin. #}
        {% call statement('room', auto_begin=False) %}{{ make_room() }}{% endcall %}
        {% call statement('main', auto_begin=False, language='python') %}{{ rows }}{% endcall %}
        {% call statement('constraints', auto_begin=False) %}{{ constraints_query(target, model) }}{% endcall %}
    {% else %}
        {% call statement('main', auto_begin=False) -%}
            {{ make_room() }} {{ rows }}; {{ constraints_query(target, model) }}
        {%- endcall %}
    {% endif %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% set target = this.incorporate(type='view') %}
    {% call statement('main', auto_begin=False) -%}
        {{ make_room() }} {{ get_create_view_as_sql(target, sql) }}; {{ constraints_query(target, model) }}
    {%- endcall %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}

{# What there is goes, and what a model asks for comes before its rows. #}
{% macro make_room() %}
    {% set existing = load_cached_relation(this) %}
    {% if existing %}
        drop {{ existing.type }} if exists {{ existing }};
    {% endif %}
    {% for hook in pre_hooks %}
        {{ render(hook.sql) }};
    {% endfor %}
{% endmacro %}

{% macro finish_in_place(target) %}
    {# The statement that makes a model has held its constraints. #}
    {% for hook in post_hooks if 'hold_constraints' not in hook.sql %}
        {% set statements = render(hook.sql) | trim %}
        {% if statements %}
            {% call statement('hook', auto_begin=False) %}{{ statements }}{% endcall %}
        {% endif %}
    {% endfor %}
    {{ return({'relations': [target]}) }}
{% endmacro %}
