from usage_groups.entrypoints.rules import Mixes, describe_members, judge_rules


def model(dbt, _session):
    dbt.ref("usage_features")  # rules may ask it which API types a user has
    members = dbt.ref("int_group_members").join(dbt.ref("int_user_api_mix"), "user_id")
    sample = dbt.ref("int_group_members_sampled").filter("grouping <> 'shape'")
    known = sample.filter("grouping = 'user'").project("user_id")
    users = dbt.ref("int_user_api_mix").join(known, "user_id", how="semi").order("user_id")
    shares = dbt.ref("int_user_api_shares").join(known, "user_id", how="semi")
    mixes = Mixes(users.df(), shares.order("api_type, user_id").df())
    features = dbt.ref("features").filter("speakable is not null").order("speakable").df()
    sampled = sample.order("grouping, api_type, user_id").df()
    rules = describe_members(sampled, mixes, features["name"])
    return judge_rules(rules, members)
