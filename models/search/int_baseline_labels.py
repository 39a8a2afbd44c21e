from usage_groups.entrypoints.searches import BASELINE_ORDER, search_baseline


def model(dbt, session):
    points = dbt.ref("int_baseline_features")
    found = search_baseline(points, int(dbt.config.meta_get("most_scored_users")))
    labels = session.from_df(found.choose(dbt.ref("int_baseline_choices")))
    return points.order(BASELINE_ORDER).project("user_id, api_type").join(labels, how="positional")
