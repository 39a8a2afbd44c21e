{# What a build says of the rows that it left out, and of what may be one thing under two names. #}
{% macro log_remarks(results) %}
    {% for sentence in remarks(results) %}
        {% do log(sentence, info=true) %}
    {% endfor %}
{% endmacro %}

{# The sentences, in a list. A model of another build is not asked. #}
{% macro remarks(results) %}
    {% set made = {} %}
    {% for result in results if result.status == 'success' and result.node.resource_type == 'model' %}
        {% do made.update({result.node.name: result.node.relation_name}) %}
    {% endfor %}
    {% set sentences = [] %}
    {% if 'int_row_counts' in made and not features_path() %}
        {% do sentences.append(remark_on_nobody(made.int_row_counts)) %}
    {% endif %}
    {% if 'stg_usage_rejects' in made %}
        {% do sentences.append(remark_on_far_days(made.stg_usage_rejects)) %}
    {% endif %}
    {% if 'int_lost_names' in made %}
        {% do sentences.append(remark_on_losses(made.int_lost_names, made.int_row_counts)) if 'int_row_counts' in made %}
    {% endif %}
    {% if 'stg_usage_id_forms' in made and run_query('select drops_point from ' ~ made.stg_usage_id_forms).rows[0][0] %}
        {% do sentences.append('Users like 17005.0 are whole numbers written as floats, and read as 17005.') %}
    {% endif %}
    {% if 'int_group_models' in made %}
        {% do sentences.extend(remarks_on_searches(made.int_group_models)) %}
    {% endif %}
    {% if 'build_info' in made %}
        {% do sentences.extend(remarks_on_spellings(made.build_info)) %}
    {% endif %}
    {{ return(sentences | select | list) }}
{% endmacro %}

{# Rows and calls that belong to nobody. #}
{% macro remark_on_nobody(row_counts) %}
    {% set row = run_query(
        'select rows_without_user, calls_without_user, call_count from ' ~ row_counts
    ).rows[0] %}
    {% if row[0] %}
        {{ return(
            'Without a user: ' ~ row[0] ~ ' rows with ' ~ row[1] ~ ' calls ('
            ~ percent(row[1], row[1] + row[2]) ~ ' of all) are left out; the var nobody lists the spellings.'
        ) }}
    {% endif %}
    {{ return('') }}
{% endmacro %}

{# Rows whose day lies far from all others, with the first of them. #}
{% macro remark_on_far_days(rejects) %}
    {% set query %}
        select count(*), min(concat(file_name, ' row ', row_number, ' ', original_text))
        from {{ rejects }}
        where reason in (
            {{ sql_text(usage_column('dt') ~ late_reason()) }}, {{ sql_text(usage_column('dt') ~ far_reason()) }}
        )
    {% endset %}
    {% set row = run_query(query).rows[0] %}
    {% if row[0] %}
        {{ return(
            'Days far from all others: ' ~ row[0] ~ (' row is' if row[0] == 1 else ' rows are') ~ ' rejected, like ' ~ row[1]
            ~ '. Set period_start and period_end to decide which days count.'
        ) }}
    {% endif %}
    {{ return('') }}
{% endmacro %}

{# What only rejected rows tell of, and the calls that are lost with them. #}
{% macro remark_on_losses(lost_names, row_counts) %}
    {% set parts = [] %}
    {% for kind in ('user', 'type', 'day') %}
        {% set query %}
            select lost_name, coalesce(call_count, 0), count(*) over ()
            from {{ lost_names }}
            where kind = '{{ kind }}'
            order by coalesce(call_count, 0) desc, lost_name
            limit 3
        {% endset %}
        {% set rows = run_query(query).rows %}
        {% if rows | length %}
            {% set shown = [] %}
            {% for row in rows %}
                {% do shown.append("'" ~ row[0] ~ "'" ~ (' with ' ~ row[1] ~ ' calls' if row[1] else '')) %}
            {% endfor %}
            {% do parts.append(counted(rows[0][2], kind) ~ ' (' ~ shown | join(', ') ~ (', …' if rows[0][2] > 3 else '') ~ ')') %}
        {% endif %}
    {% endfor %}
    {% set calls = run_query('select calls_rejected, call_count from ' ~ row_counts).rows[0] %}
    {% set share = ' Rejected rows hold ' ~ percent(calls[0], calls[0] + calls[1]) ~ ' of the calls that can be read.' if calls[0] else '' %}
    {% if parts %}
        {{ return('Only rejected rows tell of ' ~ parts | join(', ') ~ '.' ~ share) }}
    {% endif %}
    {{ return(share | trim) }}
{% endmacro %}

{# What may be one user or one type that is spelled in several ways. #}
{% macro remarks_on_spellings(build_info) %}
    {% set row = run_query(
        'select similar_api_types, similar_user_count, similar_users from ' ~ build_info
    ).rows[0] %}
    {% set advice = '. If they are one, set fold_spellings: true, or spell them alike in the usage.' %}
    {% set sentences = [] %}
    {% if row[0] %}
        {% do sentences.append('Types that differ only in case, spaces or Unicode form are kept apart: ' ~ row[0] ~ advice) %}
    {% endif %}
    {% if row[1] %}
        {% do sentences.append(
            row[1] ~ ' users differ only in case, spaces or Unicode form from others, and are kept apart: ' ~ row[2] ~ advice
        ) %}
    {% endif %}
    {{ return(sentences) }}
{% endmacro %}

{# Say what became of rows that are equal in two files. #}
{% macro log_overlaps() %}
    {% for node in models_in('marts') if node.name == 'build_info' %}
        {% set found = run_query(
            'select overlapping_files, rows_counted_once, calls_counted_once from ' ~ node.relation_name
        ).rows[0] %}
        {% if found[0] and found[1] %}
            {% do log(
                found[0] ~ '. What such files have of the same days counts once: ' ~ found[1] ~ ' rows with '
                ~ found[2] ~ ' calls were left out. If it is other usage, set the var overlaps to add.', info=true
            ) %}
        {% elif found[0] %}
            {% do log(
                found[0] ~ '. They were added up. If it is the same usage, set the var overlaps to drop.', info=true
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{# A part of a number in per cent, for people. #}
{% macro percent(part, whole) %}
    {% set value = 100 * (part | float) / (whole | float) if whole else 0 %}
    {{ return('less than 1 %' if 0 < value < 1 else '%.0f %%' | format(value)) }}
{% endmacro %}

{# Which groups were searched again, and what became of those known before. #}
{% macro remarks_on_searches(group_models) %}
    {% set query %}
        select
            reason,
            string_agg(part_key, ', ' order by part_key) filter (where is_new) as replaced,
            string_agg(part_key, ', ' order by part_key) filter (where not is_new) as kept
        from {{ group_models }}
        where
            searched_on = (select max(searched_on) from {{ group_models }})
            and reason not in ('no groups are stored', 'nobody has usage in the window', 'asked for')
            and (is_new or outcome = 'kept')
        group by reason
        order by reason
    {% endset %}
    {% set sentences = [] %}
    {% for row in run_query(query).rows %}
        {% do sentences.append(
            'Groups were searched, since ' ~ row[0] ~ ':'
            ~ (' new groups of ' ~ row[1] if row[1] else '') ~ (';' if row[1] and row[2] else '')
            ~ (' those of ' ~ row[2] ~ ' stay' if row[2] else '') ~ '.'
        ) %}
    {% endfor %}
    {{ return(sentences) }}
{% endmacro %}
