from usage_groups.entrypoints.searches import search_shapes


def model(dbt, _session):
    return search_shapes(dbt.ref("int_series_weeks")).trials
