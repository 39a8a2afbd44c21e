from usage_groups.searches import search_shapes


def model(dbt, _session):
    weekly_usage = dbt.ref("int_weekly_usage").order("api_type, user_id, week_number")
    return search_shapes(weekly_usage.df()).labels
