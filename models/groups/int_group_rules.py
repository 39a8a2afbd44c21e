from usage_groups.entrypoints.rules import describe_members, judge_rules


def model(dbt, _session):
    members = dbt.ref("int_group_members").join(dbt.ref("int_user_api_mix"), "user_id")
    stored = dbt.ref("int_stored_rules").order("grouping, api_type, group_id")
    sample = dbt.ref("int_group_members_sampled").filter("grouping <> 'shape'")
    sample = sample.join(stored.project("group_key"), "group_key", how="anti")
    known = sample.filter("grouping = 'user'").project("user_id")
    mixes = dbt.ref("int_user_api_mix").join(known, "user_id", how="semi").order("user_id").df()
    features = dbt.ref("features").filter("speakable is not null").order("speakable").df()
    sampled = sample.order("grouping, api_type, user_id").df()
    rules = describe_members(sampled, mixes, features["name"], stored.df())
    return judge_rules(rules, members)
