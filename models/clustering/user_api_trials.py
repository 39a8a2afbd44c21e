from usage_groups.searches import search_types


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").filter("api_type is not null")
    candidates = dbt.ref("clustering_candidates").order("algorithm, parameter")
    return search_types(features.order("api_type, user_id").df(), candidates.df()).trials
