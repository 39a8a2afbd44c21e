{{ score(ref('int_clustering_columns'), ref('int_user_api_shares'), ref('int_searched_models')) }} -- noqa: PRS, LT01, LT05, RF01, RF04, ST06
