{# The rows that the file of the var group_model has for a table, none where the var is unset. The start of a run reads them
   on the machine where dbt runs, which may be the only one that sees the file. #}
{% macro given_rows(table) -%}
    {{ rows_of_table(table, var('given_groups', {}).get(table, [])) }}
{%- endmacro %}
