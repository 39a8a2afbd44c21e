{# Marts are stored in the database that is published as it then is. All that leads to them and from them is made in one
   beside it, with marts that are views of that. #}
{% macro duckdb__generate_database_name(custom_database_name=none, node=none) %}
    {% set is_stored_mart = node and node.fqn[1] == 'marts' and node.config.materialized != 'view' %}
    {{ return(target.database if target.name == 'published' or is_stored_mart else 'steps') }}
{% endmacro %}
