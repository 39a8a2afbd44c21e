{# A path relative to the project, wherever dbt was started; an absolute one or a URL stays as it is. #}
{% macro project_path(path) %}
    {% if modules.re.match('/|[A-Za-z][A-Za-z0-9+.-]*:', path) %}
        {{ return(path) }}
    {% endif %}
    {{ return(invocation_args_dict.project_dir ~ '/' ~ path) }}
{% endmacro %}

{# Where the rejected rows of the last build stand, whether it failed or not. #}
{% macro rejects_file() %}
    {{ return(adapter.dispatch('rejects_file', 'usage_groups')()) }}
{% endmacro %}

{% macro default__rejects_file() %}
    {{ return(project_path('build/usage_rejects.csv')) }}
{% endmacro %}

{# The file in exports/ that a model of models/exports/ stands for. #}
{% macro export_file(model_name) %}
    {% if var('row_files') == 'parquet' and model_name in row_level_exports() %}
        {{ return(model_name | replace('_csv', '.parquet')) }}
    {% endif %}
    {{ return(modules.re.sub('_(csv|json|xlsx)$', '.\\1', model_name)) }}
{% endmacro %}

{# The models of models/exports/ that grow with the number of users. #}
{% macro row_level_exports() %}
    {{ return(['usage_labeled_csv', 'user_api_groups_csv', 'user_groups_csv', 'baseline_groups_csv',
        'user_moves_csv', 'watch_list_csv']) }}
{% endmacro %}

{# Text that no spreadsheet takes for a formula, also where it splits cells at semicolons, tabs or bars: each part
   between these and line ends that starts with = + - @ (also full-width, also behind spaces or quotes) or an
   apostrophe gets an apostrophe before it, and so does a text that starts with a tab or line end; a number does not.
   Taking one apostrophe off each part that starts with one undoes it. Most texts start with a letter or digit and
   are not split, which is told in a tenth of the time that a regular expression takes. #}
{% macro harmless_text(column) -%}
    {% set formula = '[ "]*[-=+@\\x{FF0B}\\x{FF0D}\\x{FF1D}\\x{FF20}\'\']' -%}
    case
        when
            (
                {{ column }} >= '0' and {{ column }} < ':'
                or {{ column }} >= 'A' and {{ column }} < '['
                or {{ column }} >= 'a' and {{ column }} < '{'
            )
            {% for separator in ["';'", "'|'", 'chr(9)', 'chr(10)', 'chr(13)'] -%}
                and not contains({{ column }}, {{ separator }})
            {% endfor -%}
            then {{ column }}
        when regexp_full_match({{ column }}, '[+-]?[0-9]+([.][0-9]+)?')
            then {{ column }}
        else
            case when regexp_matches({{ column }}, '^([\t\n\r]|{{ formula }})') then '''' else '' end
            || regexp_replace({{ column }}, '([;|\t\n\r])({{ formula }})', '\1''\2', 'g')
    end
{%- endmacro %}

{# What a number of computing means to people: four digits, of 1,000 and more all before the point; below 10^-12 is
   what computing leaves of nothing, but of a p-value. Keys and counts are BIGINT, and no such number. #}
{% macro rounded(column) -%}
    {% if 'p_value' in column -%}
        cast(format('{:.3e}', {{ column }}) as double)
    {%- else -%}
        case
            when abs({{ column }}) >= 1000 then round({{ column }})
            when abs({{ column }}) < 1e-12 then 0
            else round({{ column }}, 3 - cast(floor(log10(abs({{ column }}))) as integer))
        end
    {%- endif %}
{%- endmacro %}

{# Write a relation, in its own order, to a file in build/, from where a complete build publishes it. #}
{% macro write_export(relation) %}
    {% set file = export_file(relation.identifier) %}
    {% if file.endswith('.json') %}
        select write_documents(
            {{ sql_text(project_path('build/' ~ file)) }},
            (select cast(to_json(list(contents order by part_key)) as varchar) from {{ relation }})
        )
    {% elif file.endswith('.xlsx') %}
        copy (select content from {{ relation }})
        to {{ sql_text(project_path('build/' ~ file)) }} (format blob)
    {% elif file.endswith('.parquet') %}
        copy (select * from {{ relation }})
        to {{ sql_text(project_path('build/' ~ file)) }} (format parquet, compression zstd, preserve_order true)
    {% else %}
        {{ write_csv(relation, file) }}
    {% endif %}
{% endmacro %}

{# Write a relation as CSV, with texts that are harmless in a spreadsheet and numbers that mean something. Unless it
   is asked to, DuckDB keeps no order on many threads where a query joins, and it makes a join of `in` with a list. #}
{% macro write_csv(relation, file) %}
    {{ adapter.dispatch('write_csv', 'usage_groups')(relation, file) }}
{% endmacro %}

{# Columns as CSV files have them: texts harmless, numbers rounded, the first one after the mark by which spreadsheets
   know UTF-8. #}
{% macro csv_cells(columns) %}
    {% set cells = [] %}
    {% for column in columns %}
        {% set name = adapter.quote(column.name) %}
        {% set written = harmless_text(name) if column.is_string() else rounded(name) if column.dtype == 'DOUBLE' else name %}
        {% set mark = '\ufeff' if loop.first and var('csv_bom') else '' %}
        {% do cells.append(written ~ ' as ' ~ adapter.quote(mark ~ column.name)) %}
    {% endfor %}
    {{ return(cells | join(', ')) }}
{% endmacro %}

{% macro default__write_csv(relation, file) %}
    copy (
        select {{ csv_cells(adapter.get_columns_in_relation(relation)) }}
        from {{ relation }}
    )
    to {{ sql_text(project_path('build/' ~ file)) }}
    (format csv, header, preserve_order true)
{% endmacro %}
