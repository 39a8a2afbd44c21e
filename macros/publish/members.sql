{# The file with the members of a group, within exports/: named by the key where any disk takes that, else by a part and a hash of it. #}
{% macro members_file(group_key) -%}
    'members/' || case
        when regexp_full_match({{ group_key }}, '[a-z0-9][a-z0-9_-]{0,63}')
            then {{ group_key }}
        else ltrim(regexp_replace(lower({{ group_key }}), '[^a-z0-9]+', '-', 'g')[:32], '-') || '-' || md5({{ group_key }})[:8]
    end || '.csv'
{%- endmacro %}

{# Whether each group has a file with its members: not where row-level files are Parquet, which user_groups has as well. #}
{% macro has_members_files() %}
    {{ return(var('row_files') == 'csv') }}
{% endmacro %}

{# Write the members of each group to build/, the heaviest first, from where a complete build publishes them. #}
{% macro write_members(relation) %}
    {% if execute %}
        {% do call_python('empty_folder', [project_path('build/members')]) %}
        {% set copies = [] %}
        {% set columns = adapter.get_columns_in_relation(relation) | rejectattr('name', 'equalto', 'grouping') %}
        {% set cells = csv_cells(columns | list) %}
        {% set group_keys = '(select distinct group_key from ' ~ relation ~ ')' %}
        {% for row in run_query(
            'select group_key, ' ~ members_file('group_key') ~ ' from ' ~ group_keys ~ ' order by group_key'
        ).rows if has_members_files() %}
            {% do copies.append(members_copy(relation, cells, row[0], row[1])) %}
        {% endfor %}
        {{ return(copies | join(';\n')) }}
    {% endif %}
{% endmacro %}

{# The statement that writes one of these files. #}
{% macro members_copy(relation, cells, group_key, file_name) %}
    copy (
        select {{ cells }}
        from {{ relation }}
        where group_key = {{ sql_text(group_key) }}
        order by total_calls desc, user_id
    )
    to {{ sql_text(project_path('build/' ~ file_name)) }}
    (format csv, header, preserve_order true)
{% endmacro %}
