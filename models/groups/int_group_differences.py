from usage_groups.entrypoints.differences import compare_members


def model(dbt, _session):
    halves = dbt.ref("int_usage_features").filter("part <> 'all weeks'")
    features = halves.project("* exclude (api_type), api_type as used_api_type")
    members = dbt.ref("int_group_members").filter("grouping <> 'shape'")
    compared = members.join(halves.project("user_id").distinct(), "user_id", how="semi")
    columns = compared.project("grouping, api_type, user_id, used_api_type, group_id")
    return compare_members(
        columns.order("grouping, api_type, user_id").df(),
        features.order("used_api_type, user_id, part").df(),
    )
