from usage_groups.entrypoints.shapes import search_shapes


def model(dbt, session):
    return search_shapes(session, dbt.ref("int_searched_weeks"), dbt.ref("int_search_plan"))
