from usage_groups.entrypoints.searches import search_baseline


def model(dbt, session):
    most_scored = int(dbt.config.meta_get("most_scored_users"))
    return search_baseline(session, dbt.ref("int_baseline_points"), most_scored)
