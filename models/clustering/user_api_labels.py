from interim import label


def model(dbt, _session):
    return label(dbt.ref("int_grouping_features").order("api_type, user_id").df())
