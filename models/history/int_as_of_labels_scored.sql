{{ score(ref('int_as_of_columns'), ref('int_as_of_api_shares'), ref('int_group_models'), ['as_of_date']) }} -- noqa: PRS, LT01, LT05, RF01, RF04, ST06
