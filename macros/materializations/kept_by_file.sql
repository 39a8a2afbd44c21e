{# Rows of files that have not changed since the last build are not read again: they stand in its database. #}
{% materialization kept_by_file, adapter='duckdb' %}
    {% set target = this.incorporate(type='table') %}
    {% set kept = kept_files(this) %}
    {% if not kept %}
        {% do make_room() %}
        {% call statement('main') %}{{ create_table_as(False, target, compiled_code) }}{% endcall %}
    {% else %}
        {% call statement('forget') %}
            delete from {{ target }}
            where not list_contains(cast({{ sql_text(tojson(kept)) }} as json)::varchar[], file_name)
        {% endcall %}
        {% call statement('main') %}insert into {{ target }} by name {{ compiled_code }}{% endcall %}
    {% endif %}
    {{ return(finish_in_place(target)) }}
{% endmaterialization %}
