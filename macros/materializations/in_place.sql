{# Tables and views are made in the place of those of the build before. dbt's own way makes them beside these, renames
   both and drops one, for the sake of readers; the database of a build has none, and it took an eighth of its time. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {% set target = this.incorporate(type='table') %}
    {% do make_room() %}
    {% call statement('main', language=model['language']) -%}
        {{ create_table_as(False, target, compiled_code, model['language']) }}
    {%- endcall %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% set target = this.incorporate(type='view') %}
    {% do make_room() %}
    {% call statement('main') %}{{ get_create_view_as_sql(target, sql) }}{% endcall %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}

{# Python models write by a connection of their own: what was there is gone before they begin. #}
{% macro make_room() %}
    {% set existing = load_cached_relation(this) %}
    {% do run_hooks(pre_hooks, inside_transaction=False) %}
    {% if existing %}
        {% call statement('drop', auto_begin=False) %}drop {{ existing.type }} if exists {{ existing }}{% endcall %}
    {% endif %}
    {% do run_hooks(pre_hooks, inside_transaction=True) %}
{% endmacro %}

{% macro finish_in_place(target) %}
    {% do run_hooks(post_hooks, inside_transaction=True) %}
    {% do adapter.commit() %}
    {% do run_hooks(post_hooks, inside_transaction=False) %}
    {{ return({'relations': [target]}) }}
{% endmacro %}
