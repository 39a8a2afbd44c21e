from usage_groups.group_differences import compare_members


def model(dbt, _session):
    members = dbt.ref("group_members").filter("grouping <> 'shape'")
    halves = dbt.ref("int_usage_features").filter("part <> 'all weeks'")
    features = halves.project("* exclude (api_type), api_type as used_api_type")
    return compare_members(
        members.order("grouping, api_type, user_id").df(),
        features.order("used_api_type, user_id, part").df(),
    )
