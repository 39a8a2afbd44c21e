from usage_groups.searches import search_shapes


def model(dbt, session):
    weekly_usage = dbt.ref("int_weekly_usage")
    labels = search_shapes(weekly_usage).labels
    users = weekly_usage.filter("week_number = 0").order("api_type, user_id")
    users = users.project("user_id, api_type")
    return users.join(session.from_df(labels), how="positional")
