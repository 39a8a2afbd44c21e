from usage_groups.entrypoints.searches import search_groups


def model(dbt, session):
    features, shares = dbt.ref("int_clustering_features"), dbt.ref("int_user_api_shares")
    most_fitted = int(dbt.config.meta_get("most_fitted_users"))
    found = search_groups(features, shares, dbt.ref("clustering_candidates"), most_fitted)
    users = (
        features.filter("api_type is not null")
        .order("api_type, user_id")
        .project("user_id, api_type")
    )
    return users.join(session.from_df(found.types.labels), how="positional")
