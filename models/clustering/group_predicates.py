from usage_groups.group_rules import Mixes, describe_members


def model(dbt, _session):
    members = dbt.ref("group_members").filter("grouping <> 'shape'")
    users = dbt.ref("int_user_mix").order("user_id")
    shares = dbt.ref("int_user_api_shares").order("api_type, user_id")
    return describe_members(
        members.order("grouping, api_type, user_id").df(), Mixes(users.df(), shares.df())
    )
