from usage_groups.report.page import write_report


def model(dbt, _session):
    watch_list = dbt.ref("watch_list")
    members = dbt.ref("int_group_members").filter("grouping <> 'shape' and is_far")
    largest_first = "total_calls desc, grouping, api_type, user_id"
    tables = {
        "build_info": dbt.ref("build_info"),
        "group_profiles": dbt.ref("group_profiles"),
        "key_accounts": dbt.ref("key_accounts"),
        "group_rules": dbt.ref("group_rules"),
        "group_differences": dbt.ref("group_differences"),
        "clustering_trials": dbt.ref("clustering_trials"),
        "baseline_trials": dbt.ref("baseline_trials"),
        "features": dbt.ref("features"),
        "report_groups": dbt.ref("report_groups"),
        "report_users": dbt.ref("report_users"),
        "report_movers": dbt.ref("report_movers"),
        "report_weeks": dbt.ref("report_weeks"),
        "report_weekdays": dbt.ref("report_weekdays"),
        "report_quantiles": dbt.ref("report_quantiles"),
        "report_combinations": dbt.ref("report_combinations"),
        "report_user_moves": dbt.ref("report_user_moves").filter("rank <= 5"),
        "report_changes": dbt.ref("report_changes"),
        "group_sizes": dbt.ref("group_sizes"),
        "group_outcomes": dbt.ref("group_outcomes"),
        "group_models": dbt.ref("group_models"),
    }
    return write_report(
        far_users=members.order(largest_first).limit(20).df(),
        far_count=len(members),
        watched=watch_list.order("rank").limit(10).df(),
        watch_count=len(watch_list),
        **{name: table.order("all").df() for name, table in tables.items()},
    )
