from usage_groups.entrypoints.searches import search_shapes


def model(dbt, session):
    labels = search_shapes(dbt.ref("int_series_weeks")).labels
    series = dbt.ref("int_series").filter("part = 'all weeks' and api_type is not null")
    users = series.order("series_id").project("user_id, api_type")
    return users.join(session.from_df(labels), how="positional")
