from usage_groups.workbook import MOST_ROWS, write_workbook


def model(dbt, _session):
    dbt.config(materialized="table")
    build_info, columns = dbt.ref("build_info"), dbt.ref("int_workbook_columns")
    sheets = {
        "group_profiles": dbt.ref("int_workbook_groups"),
        "user_groups": dbt.ref("int_workbook_users"),
        "user_api_groups": dbt.ref("int_workbook_user_apis"),
        "key_accounts": dbt.ref("int_workbook_key_accounts"),
        "watch_list": dbt.ref("int_workbook_watch_list"),
        "user_moves": dbt.ref("int_workbook_moves"),
    }
    tables = {
        table: (sheet.columns, sheet.limit(MOST_ROWS).fetchall(), len(sheet))
        for table, sheet in sheets.items()
    }
    return write_workbook(build_info.df().iloc[0], tables, columns.fetchall())
