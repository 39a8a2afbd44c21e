from usage_groups.searches import search_users


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").filter("api_type is null").order("user_id")
    shares = dbt.ref("int_user_api_shares").order("user_id, api_type")
    candidates = dbt.ref("clustering_candidates").order("algorithm, parameter")
    most_fitted = int(dbt.config.meta_get("most_fitted_users"))
    found = search_users(features.df(), shares.df(), candidates.df(), most_fitted)
    return found.labels
