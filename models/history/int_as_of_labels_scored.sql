{{ score(
    ref('int_as_of_columns'), ref('int_as_of_api_shares'), ref('int_group_models'), ['as_of_date']
) }}
