with sheets as (
    select sheets.*
    from
        (
            values
            (1, 'int_workbook_watch_list', 'watch_list'),
            (2, 'int_workbook_key_accounts', 'key_accounts'),
            (3, 'int_workbook_groups', 'group_profiles'),
            (4, 'int_workbook_users', 'user_groups'),
            (5, 'int_workbook_user_apis', 'user_api_groups'),
            (6, 'int_workbook_moves', 'user_moves')
        ) as sheets (place, sheet_relation, table_name)
),

columns as (
    select
        table_name,
        column_index,
        column_name,
        comment
    from duckdb_columns()
    where database_name = '{{ target.database }}' and schema_name = '{{ target.schema }}'
)

select
    sheets.table_name,
    shown.column_name,
    documented.comment as meaning
from sheets
inner join columns as shown on sheets.sheet_relation = shown.table_name
inner join columns as documented
    on
        sheets.table_name = documented.table_name
        and shown.column_name = documented.column_name
order by sheets.place, shown.column_index
