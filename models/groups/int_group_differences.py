from usage_groups.entrypoints.differences import compare_members


def model(dbt, _session):
    members = dbt.ref("int_group_members_halved").order("grouping, api_type, user_id, part")
    features = dbt.ref("features").filter("comparable is not null").order("comparable")
    return compare_members(members.df(), features.df()["name"])
