{# Where the usage comes from: the var, else the environment; '' for the sample in seeds/. #}
{% macro usage_path() %}
    {% set path = var('usage_path') or env_var('USAGE_PATH', '') %}
    {{ return('' if path == 'sample' else path) }}
{% endmacro %}

{# The file of the sample, inside the project. #}
{% macro sample_path() %}
    {{ return('seeds/user_api_data.csv') }}
{% endmacro %}

{# The same as a list of paths. #}
{% macro usage_paths() %}
    {{ return([usage_path()] if usage_path() is string else usage_path()) }}
{% endmacro %}

{# What a build reads, for Python: the usage as vars describe it, or what Spark has made of it. #}
{% macro usage_request() %}
    {% set project = {'project': project_path('')} %}
    {% if features_path() %}
        {{ return(tojson(dict(project, is_usage=false, paths=[features_path() ~ '/*/*.parquet']))) }}
    {% elif not usage_path() %}
        {{ return(tojson(dict(project, is_usage=false, paths=[project_path(sample_path())]))) }}
    {% endif %}
    {{ return(tojson(dict(
        project,
        is_usage=true,
        paths=usage_paths(),
        columns=var('usage_columns') or {},
        usage_type=var('usage_type'),
        usage_table=var('usage_table'),
    ))) }}
{% endmacro %}

{# The usage files that hold rows, with the number of these where it is known; none of the sample, which is a seed. #}
{% macro found_files() %}
    {{ return(call_python('usage_files', [usage_request()]) if usage_path() and execute else []) }}
{% endmacro %}

{# Paths as they are published: relative to the project, or by their last part. #}
{% macro shown_paths(paths) %}
    {{ return(call_python('path_names', [tojson(paths), project_path('')])) }}
{% endmacro %}

{# Number, bytes and hash of these files. #}
{% macro describe_input_files() %}
    {{ return(call_python('describe_files', [usage_request()])) }}
{% endmacro %}

{# The name that a required column has in the file. #}
{% macro usage_column(name) %}
    {{ return((var('usage_columns') or {}).get(name) or name) }}
{% endmacro %}

{# The rows of the usage file, as text and not yet judged. #}
{% macro usage_rows() %}
    {% if usage_path() %}
        {{ adapter.dispatch('usage_file_rows', 'usage_groups')() }}
    {% else %}
        select
            {{ sql_text(sample_path()) }} as file_name,
            dt,
            user_id,
            type,
            api_count,
            1 as header_rows,
            cast(null as string) as malformed,
            cast(null as string) as original_text,
            cast(null as bigint) as row_in_file
            {{ adapter.dispatch('sample_order', 'usage_groups')() }}
        from {{ ref('user_api_data') }}
    {% endif %}
{% endmacro %}

{% macro default__usage_file_rows() %}
    {{ call_python('read_usage_query', [usage_request(), tojson(kept_files(this))]) }}
{% endmacro %}

{% macro default__sample_order() %}
{% endmacro %}

{# Columns that keep the order of the rows in their file, where the engine's tables do not. #}
{% macro file_order() %}
    {{ adapter.dispatch('file_order', 'usage_groups')() }}
{% endmacro %}

{% macro default__file_order() %}
{% endmacro %}

{# Where a row stands in the table of staged rows, from which a view takes it, and then its name in this view. #}
{% macro row_place() %}
    {{ adapter.dispatch('row_place', 'usage_groups')() }}
{% endmacro %}

{% macro default__row_place() %}
    , usage_rows.rowid as row_position
{% endmacro %}

{% macro row_place_columns() %}
    {{ adapter.dispatch('row_place_columns', 'usage_groups')() }}
{% endmacro %}

{% macro default__row_place_columns() %}
    , row_position
{% endmacro %}

{# Rows of such a view with their row_position, which grows by one from row to row of a file. #}
{% macro rows_in_file_order(view) %}
    {{ adapter.dispatch('rows_in_file_order', 'usage_groups')(view) }}
{% endmacro %}

{% macro default__rows_in_file_order(view) %}
    select * from {{ view }}
{% endmacro %}

{# CSV lines that do not split into the header's columns, which DuckDB keeps in temporary tables. #}
{% macro insert_malformed_rows(staged) %}
    {{ adapter.dispatch('insert_malformed_rows', 'usage_groups')(staged) }}
{% endmacro %}

{% macro default__insert_malformed_rows(staged) %}
    {% set found %}
        select count(*) from duckdb_tables() where table_name = 'malformed_rows'
    {% endset %}
    {% if execute and run_query(found).rows[0][0] > 0 %}
        insert into {{ staged }} by name
        {{ malformed_rows_query(staged) }}
    {% endif %}
{% endmacro %}

{# These lines, and those that disappear behind a quote that nobody closes, which DuckDB counts as one. #}
{% macro malformed_rows_query(staged) %}
    with malformed_lines as (
        select
            malformed_scans.file_path,
            cast(malformed_rows.line as bigint) as row_number,
            lower(min(malformed_rows.error_message)) as reject_reason,
            trim(min(malformed_rows.csv_line), chr(10) || chr(13)) as original_text,
            bool_or(regexp_matches(malformed_rows.error_message, 'quote|line size')) as may_hide_lines
        from malformed_rows
        inner join malformed_scans using (scan_id, file_id)
        group by malformed_scans.file_path, malformed_rows.line
    ),

    malformed as (
        select
            *,
            source_name(file_path) ->> 'result' as file_name
        from malformed_lines
    ),

    damaged_files as (
        select
            file_path,
            file_name,
            min(row_number) filter (where may_hide_lines) as first_row_number,
            count(*) + coalesce(sum({{ line_ends('original_text') }}) filter (where not may_hide_lines), 0)
                as malformed_lines
        from malformed
        group by file_path, file_name
        having bool_or(may_hide_lines)
    ),

    well_formed_files as (
        select
            file_name,
            -- Rows that give several are counted by the last of them.
            coalesce(
                max(row_in_file) + 1,
                sum(1 + {{ line_ends('user_id') }} + {{ line_ends('api_type') }})
            ) as well_formed_lines
        from {{ staged }}
        where file_name in (select damaged_files.file_name from damaged_files)
        group by file_name
    ),

    hidden as (
        select
            damaged_files.file_name,
            damaged_files.first_row_number,
            cast(greatest(
                cast(count_lines(damaged_files.file_path) ->> 'result' as bigint) - 1
                - damaged_files.malformed_lines
                - coalesce(well_formed_files.well_formed_lines, 0),
                0
            ) as bigint) as line_count
        from damaged_files
        left join well_formed_files using (file_name)
    ),

    hidden_rows as (
        select
            file_name,
            unnest(range(first_row_number + 1, first_row_number + 1 + line_count))
                as malformed_row_number,
            'stands behind a quote that is not closed' as reject_reason,
            concat('(one of ', line_count, ' lines behind row ', first_row_number, ')')
                as original_text
        from hidden
    ),

    found_rows as (
        select
            malformed.file_name,
            malformed.row_number + case
                when malformed.row_number > hidden.first_row_number then hidden.line_count else 0
            end as malformed_row_number,
            malformed.reject_reason,
            malformed.original_text
        from malformed
        left join hidden using (file_name)
        union all
        select * from hidden_rows
    )

    select
        *,
        1 as header_rows,
        'rejected' as verdict
    from found_rows
{% endmacro %}

{# How many line ends a text holds. #}
{% macro line_ends(text) -%}
    (length(coalesce({{ text }}, '')) - length(replace(coalesce({{ text }}, ''), chr(10), '')))
{%- endmacro %}

{# Where the numbers come from: path of the usage, the vars that decided, and the versions that made them. #}
{% macro provenance() %}
    {% if not features_path() %}
        {{ return({
            'usage_path': shown_paths(usage_paths()) if usage_path() else sample_path(),
            'features_path': '',
            'parameters': parameters(),
            'versions': call_python('versions', []),
        }) }}
    {% endif %}
    {% set run = call_python('spark_run', [features_path()]) or {} %}
    {% set versions = call_python('versions', []) or {} %}
    {{ return({
        'usage_path': shown_paths([run.usage_path]) if run.usage_path else '',
        'features_path': shown_paths([features_path()]),
        'parameters': run.parameters or {},
        'versions': dict(versions, **(run.versions or {})),
    }) }}
{% endmacro %}

{# The vars that decide what a build finds. #}
{% macro parameters() %}
    {{ return({
        'usage_columns': var('usage_columns'),
        'usage_type': var('usage_type'),
        'usage_table': var('usage_table'),
        'overlaps': var('overlaps'),
        'period_start': var('period_start'),
        'period_end': var('period_end'),
        'window_days': var('window_days'),
        'max_reject_rate': var('max_reject_rate'),
        'max_lost_users': var('max_lost_users'),
        'max_lost_calls': var('max_lost_calls'),
        'date_format': var('date_format'),
        'time_zone': var('time_zone'),
        'thousands': var('thousands'),
        'decimal': var('decimal'),
        'nobody': var('nobody'),
        'fold_spellings': var('fold_spellings'),
        'most_days_ahead': var('most_days_ahead'),
        'most_years_apart': var('most_years_apart'),
    }) }}
{% endmacro %}
