{# How Spark reads what input/usage_rows.sql and reading/queries.py read on DuckDB. Spark's own readers see every file system
   that the cluster sees; nothing here looks at a file from this machine. #}

{# The usage files on Spark: path and length, in order of path. #}
{% macro spark_files() %}
    {{ return(run_query(
        'select path, length from binaryFile.' ~ spark_name(usage_path()) ~ ' order by path'
    ).rows) }}
{% endmacro %}

{% macro spark_name(name) %}
    {{ return('`' ~ (name | replace('`', '``')) ~ '`') }}
{% endmacro %}

{% macro spark__usage_file_rows() %}
    {% if execute %}
        {% set formats = [] %}
        {% for file in spark_files() %}
            {% do refuse_folder_values(file[0]) %}
            {% do formats.append(spark_format(file[0])) if spark_format(file[0]) not in formats %}
        {% endfor %}
        {% if formats | length != 1 %}
            {% do exceptions.raise_compiler_error(
                "usage_path '" ~ usage_path() ~ "' names files of several kinds (" ~ formats | join(', ')
                ~ '), or none. Spark reads one kind at a time: CSV, Parquet or JSON lines.'
            ) %}
        {% endif %}
        {{ context['spark_' ~ formats[0] ~ '_rows']() }}
    {% endif %}
{% endmacro %}

{# Spark takes columns from folders like dt=2021-08-13, also where the file has them. #}
{% macro refuse_folder_values(path) %}
    {% for column in ('dt', 'user_id', 'type', 'api_count') %}
        {% if '/' ~ usage_column(column) | lower ~ '=' in path | lower %}
            {% do exceptions.raise_compiler_error(
                "'" ~ path ~ "' lies in a folder that names the column " ~ usage_column(column)
                ~ ', which Spark would read in place of that of the file. Move the files elsewhere, or build on DuckDB.'
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{# What a file holds, by its name, as in reading/queries.py. #}
{% macro spark_format(file) %}
    {% if modules.re.search('[.](parquet|pq)$', file | lower) %}
        {{ return('parquet') }}
    {% endif %}
    {{ return('json' if modules.re.search('[.](jsonl|ndjson|json)([.]gz)?$', file | lower) else 'csv') }}
{% endmacro %}

{# What takes the place of a column that the vars do without, '' where there has to be one. #}
{% macro spark_constant(required) %}
    {% if required == 'type' and var('usage_type') is not none %}
        {{ return(sql_text(var('usage_type'))) }}
    {% elif required == 'api_count' and is_left_out(required) %}
        {{ return("'1'") }}
    {% endif %}
    {{ return('') }}
{% endmacro %}

{# Whether usage_columns maps a column to nothing. #}
{% macro is_left_out(required) %}
    {{ return((var('usage_columns') or {}).get(required, required) is none) }}
{% endmacro %}

{# The file's own name of each required column, whatever its case. #}
{% macro spark_columns(names) %}
    {% set found = {} %}
    {% for required in ('dt', 'user_id', 'type', 'api_count') if not is_left_out(required) %}
        {% set wanted = usage_column(required) | trim | lower %}
        {% for name in names if name | trim | lower == wanted %}
            {% if spark_constant(required) %}
                {% do exceptions.raise_compiler_error(
                    "'" ~ usage_path() ~ "' has a column " ~ wanted ~ ', and usage_type is set. Leave usage_type out, '
                    ~ 'or leave the column aside with usage_columns: {type: null}.'
                ) %}
            {% endif %}
            {% if required in found %}
                {% do exceptions.raise_compiler_error(
                    "'" ~ usage_path() ~ "' has more than one column " ~ wanted ~ ' (names are compared '
                    ~ 'without case). Found: ' ~ names | join(', ') ~ '. Rename all but one.'
                ) %}
            {% endif %}
            {% do found.update({required: name}) %}
        {% endfor %}
        {% if required not in found and not spark_constant(required) %}
            {% do exceptions.raise_compiler_error(
                "'" ~ usage_path() ~ "' has no column " ~ wanted ~ '. Found: ' ~ names | join(', ')
                ~ '. Other names can be mapped with usage_columns.'
            ) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{# The first line of the usage that is not blank. #}
{% macro spark_first_line() %}
    {% set lines = run_query(
        'select value from text.' ~ spark_name(usage_path()) ~ " where trim(value) <> '' limit 1"
    ).rows %}
    {% if not lines %}
        {% do exceptions.raise_compiler_error("'" ~ usage_path() ~ "' is empty.") %}
    {% endif %}
    {{ return(lines[0][0]) }}
{% endmacro %}

{# Where a row stands: Spark reads blocks of files, each from its start to its end by one task. #}
{% macro spark_position() %}
    regexp_replace(_metadata.file_path, '^file:(//)?/', '/') as file_name,
    _metadata.file_block_start as block_start,
    monotonically_increasing_id() as row_in_task,
    cast(null as bigint) as row_in_file
{% endmacro %}

{% macro spark__sample_order() %}
    , cast(0 as bigint) as block_start,
    monotonically_increasing_id() as row_in_task
{% endmacro %}

{% macro spark__file_order() %}
    , block_start,
    row_in_task
{% endmacro %}

{# The staged rows have these columns already. #}
{% macro spark__row_place() %}
{% endmacro %}

{% macro spark__row_place_columns() %}
    {{ file_order() }}
{% endmacro %}

{% macro spark__rows_in_file_order(staged) %}
    select
        staged.*,
        blocks.rows_before + staged.row_in_task - blocks.first_row_in_task as row_position
    from {{ staged }} as staged
    inner join (
        select
            file_name,
            block_start,
            min(row_in_task) as first_row_in_task,
            coalesce(sum(count(*)) over (
                partition by file_name order by block_start
                rows between unbounded preceding and 1 preceding
            ), 0) as rows_before
        from {{ staged }}
        group by file_name, block_start
    ) as blocks
        on staged.file_name = blocks.file_name and staged.block_start = blocks.block_start
{% endmacro %}

{# Spark keeps malformed lines among the others. #}
{% macro spark__insert_malformed_rows(staged) %}
{% endmacro %}

{# A table over the files, since only a table has both a column for malformed lines and their place. #}
{% macro spark_csv_rows() %}
    {% set header = spark_first_line() %}
    {% set counts = {} %}
    {% for sign in (',', ';', '\t', '|') %}
        {% do counts.update({sign: modules.re.sub('"[^"]*"', '', header).count(sign)}) %}
    {% endfor %}
    {% set delimiter = (counts | dictsort(by='value') | last)[0] %}
    {% set names = [] %}
    {% for quoted, plain in modules.re.findall(
        '(?:"((?:[^"]|"")*)"|([^' ~ delimiter ~ ']*))' ~ modules.re.escape(delimiter), header ~ delimiter
    ) %}
        {% do names.append(quoted | replace('""', '"') or plain) %}
    {% endfor %}
    {% set columns = spark_columns(names) %}
    {% set table = api.Relation.create(schema=this.schema, identifier='usage_file_lines') %}
    {% set definitions = [] %}
    {% for name in names %}
        {% do definitions.append(spark_name(name) ~ ' string') %}
    {% endfor %}
    {% do run_query('drop table if exists ' ~ table) %}
    {% do run_query(
        'create table ' ~ table ~ ' (' ~ definitions | join(', ') ~ ', malformed_line string) using csv '
        ~ 'options (path ' ~ sql_text(usage_path()) ~ ', sep ' ~ sql_text(delimiter) ~ ", header 'true', "
        ~ "enforceSchema 'false', mode 'PERMISSIVE', columnNameOfCorruptRecord 'malformed_line', "
        ~ "quote '\"', escape '\"', unescapedQuoteHandling 'BACK_TO_DELIMITER')"
    ) %}
    select
        {{ spark_position() }},
        {% for required in ('dt', 'user_id', 'type', 'api_count') %}
        {{ spark_constant(required) or spark_name(columns[required]) }} as {{ required }},
        {% endfor %}
        1 as header_rows,
        case
            when malformed_line is not null then 'does not split into the columns of the header'
            {% for required in ('user_id', 'type') if required in columns %}
            when {{ spark_name(columns[required]) }} like '%\ufffd%' then 'is not UTF-8'
            {% endfor %}
        end as malformed,
        malformed_line as original_text
    from {{ table }}
{% endmacro %}

{% macro spark_json_rows() %}
    {% set keys = run_query(
        'select json_object_keys(' ~ sql_text(spark_first_line()) ~ ')'
    ).rows[0][0] %}
    {% if not keys %}
        {% do exceptions.raise_compiler_error(
            "'" ~ usage_path() ~ "' is not JSON lines: expected one JSON object a line."
        ) %}
    {% endif %}
    {% set columns = spark_columns(fromjson(keys) if keys is string else keys) %}
    select
        *,
        {% for required in ('dt', 'user_id', 'type', 'api_count') %}
        {{ spark_constant(required) or 'record[' ~ sql_text(columns[required]) ~ ']' }} as {{ required }},
        {% endfor %}
        0 as header_rows,
        case when record is null then 'not a JSON object' end as malformed
    from (
        select
            {{ spark_position() }},
            value as original_text,
            from_json(value, 'map<string, string>') as record
        from text.{{ spark_name(usage_path()) }}
        where trim(value) <> ''
    )
{% endmacro %}

{% macro spark_parquet_rows() %}
    {% set types = {} %}
    {% for row in run_query('describe query select * from parquet.' ~ spark_name(usage_path())).rows %}
        {% do types.update({row[0]: row[1]}) %}
    {% endfor %}
    {% set columns = spark_columns(types.keys() | list) %}
    select
        {{ spark_position() }},
        {% for required in ('dt', 'user_id', 'type', 'api_count') %}
        {{ spark_constant(required) or spark_plain_text(spark_name(columns[required]), types[columns[required]]) }}
            as {{ required }},
        {% endfor %}
        0 as header_rows,
        cast(null as string) as malformed,
        cast(null as string) as original_text
    from parquet.{{ spark_name(usage_path()) }}
{% endmacro %}

{# A column as text; of a whole number that is stored as a float without exponent and point, of an instant with its zone. #}
{% macro spark_plain_text(column, type) -%}
    {% if type in ('double', 'float') -%}
        case
            when {{ column }} = floor({{ column }}) then cast(cast({{ column }} as decimal(38, 0)) as string)
            else cast({{ column }} as string)
        end
    {%- elif type == 'timestamp' -%}
        concat(cast({{ column }} as string), '+00')
    {%- else -%}
        cast({{ column }} as string)
    {%- endif %}
{%- endmacro %}
