from usage_groups.entrypoints.differences import compare_members


def model(dbt, _session):
    members = dbt.ref("int_group_members_halved")
    return compare_members(members.order("grouping, api_type, user_id, part").df())
