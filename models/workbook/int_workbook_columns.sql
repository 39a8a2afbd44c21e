{% set sheets = {
    'int_workbook_watch_list': 'watch_list',
    'int_workbook_key_accounts': 'key_accounts',
    'int_workbook_groups': 'group_profiles',
    'int_workbook_users': 'user_groups',
    'int_workbook_user_apis': 'user_api_groups',
    'int_workbook_moves': 'user_moves',
} %}
with sheets as (
    {% for sheet_relation, table_name in sheets.items() %}
        select
            {{ loop.index }} as place,
            '{{ sheet_relation }}' as sheet_relation,
            '{{ table_name }}' as table_name
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- As the YAML files say it: comments are made when all tables are there.
documented as (
    select
        '' as table_name,
        '' as column_name,
        '' as meaning
    {% for node in (models_in('marts') if execute else []) if node.name in sheets.values() %}
        {% for column in node.columns.values() %}
            union all
            select
                '{{ node.name }}' as table_name,
                '{{ column.name }}' as column_name,
                {{ sql_text(column.description | trim) }} as meaning
        {% endfor %}
    {% endfor %}
)

select
    sheets.table_name,
    shown.column_name,
    documented.meaning
from sheets
inner join duckdb_columns() as shown
    on
        sheets.sheet_relation = shown.table_name
        and shown.database_name = '{{ this.database }}'
        and shown.schema_name = '{{ this.schema }}'
inner join documented
    on
        sheets.table_name = documented.table_name
        and shown.column_name = documented.column_name
order by sheets.place, shown.column_index
