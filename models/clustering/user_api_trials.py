from usage_groups.searches import search_types


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").filter("api_type is not null")
    candidates = dbt.ref("clustering_candidates").order("algorithm, parameter")
    most_fitted = int(dbt.config.meta_get("most_fitted_users"))
    found = search_types(features.order("api_type, user_id").df(), candidates.df(), most_fitted)
    return found.trials
