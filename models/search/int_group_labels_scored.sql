{{ score(ref('int_clustering_columns'), ref('int_user_api_shares'), ref('int_group_models')) }}
