from usage_groups.population import Limits
from usage_groups.searches import search_users


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").filter("api_type is null")
    shares, candidates = dbt.ref("int_user_api_shares"), dbt.ref("clustering_candidates")
    searched = dbt.config.meta_get("most_searched_users")
    limits = Limits(int(searched), int(dbt.config.meta_get("most_fitted_users")))
    return search_users(features, shares, candidates, limits).trials
