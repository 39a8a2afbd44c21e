from usage_groups.baseline import label_choices


def model(dbt, _session):
    points = (
        dbt.ref("int_baseline_features")
        .order("api_type, try_cast(user_id as hugeint), user_id")
        .df()
    )
    choices = dbt.ref("baseline_choices").order("api_type").df()
    return label_choices(points, choices)
