from usage_groups.searches import search_types


def model(dbt, _session):
    features = dbt.ref("int_grouping_features").order("api_type, user_id").df()
    candidates = dbt.ref("clustering_candidates").order("algorithm, parameter").df()
    return search_types(features, candidates).labels
