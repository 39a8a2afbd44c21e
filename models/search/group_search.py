from usage_groups.entrypoints.searches import search_groups


def model(dbt, session):
    features, mix = dbt.ref("int_searched_features"), dbt.ref("int_user_api_mix_pivoted")
    plan, candidates = dbt.ref("int_search_plan"), dbt.ref("clustering_candidates")
    plan = plan.join(dbt.ref("int_searched_ranges"), "part_key")
    most_fitted = int(dbt.config.meta_get("most_fitted_users"))
    return search_groups(session, features, mix, plan, candidates, most_fitted)
