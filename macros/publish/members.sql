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
        {% set group_keys = '(select distinct group_key from ' ~ relation ~ ')' %}
        {% set files = run_query(
            'select group_key, ' ~ members_file('group_key') ~ ' from ' ~ group_keys ~ ' order by group_key'
        ).rows if has_members_files() else [] %}
        {{ return(members_copies(relation, files) if files else '') }}
    {% endif %}
{% endmacro %}

{# The statements that write these files: the cells of all, which take long to plan, then each of its own. #}
{% macro members_copies(relation, files) %}
    {% set columns = adapter.get_columns_in_relation(relation) | rejectattr('name', 'equalto', 'grouping') | list %}
    create or replace temporary table members_cells as
    select
        {{ relation }}.group_key as key_of_group,
        {{ csv_cells(columns) }}
    from {{ relation }}
    order by key_of_group, total_calls desc, user_id;
    {% for row in files %}
        copy (
            select * exclude (key_of_group)
            from members_cells
            where key_of_group = {{ sql_text(row[0]) }}
        )
        to {{ sql_text(project_path('build/' ~ row[1])) }}
        (format csv, header, preserve_order true);
    {% endfor %}
    drop table members_cells
{% endmacro %}
