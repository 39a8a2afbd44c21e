from usage_groups.population import Limits
from usage_groups.searches import search_types


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").filter("api_type is not null")
    searched = dbt.config.meta_get("most_searched_users")
    limits = Limits(int(searched), int(dbt.config.meta_get("most_fitted_users")))
    return search_types(features, dbt.ref("clustering_candidates"), limits).trials
