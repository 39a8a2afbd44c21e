{# Rows of files that have not changed since the last build are not read again: they stand in its database. #}
{% materialization kept_by_file, adapter='duckdb' %}
    {% set target = this.incorporate(type='table') %}
    {% set kept = kept_files(this) %}
    {% if not kept %}
        {% call statement('main') %}{{ make_room() }} {{ create_table_as(False, target, compiled_code) }}{% endcall %}
    {% else %}
        {% call statement('forget') %}
            delete from {{ target }}
            where not list_contains(cast({{ sql_text(tojson(kept)) }} as json)::varchar[], file_name)
        {% endcall %}
        {% call statement('main') %}insert into {{ target }} by name {{ compiled_code }}{% endcall %}
    {% endif %}
    {% call statement('constraints') %}{{ constraints_query(target, model) }}{% endcall %}
    {% set made = finish_in_place(target) %}
    {% do adapter.commit() %}
    {{ return(made) }}
{% endmaterialization %}
