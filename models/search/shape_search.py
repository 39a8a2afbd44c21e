from usage_groups.entrypoints.searches import search_shapes


def model(dbt, session):
    return search_shapes(session, dbt.ref("int_series_weeks"))
