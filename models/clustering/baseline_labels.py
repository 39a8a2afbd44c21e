from usage_groups.workers import run_parts


def model(dbt, _session):
    points = (
        dbt.ref("int_baseline_features")
        .order("api_type, try_cast(user_id as hugeint), user_id")
        .df()
    )
    choices = dbt.ref("baseline_choices").order("api_type").df()
    label, users = "usage_groups.baseline:label_choices", len(points)
    (found,) = run_parts(label, [(points, choices)], users=users, title="Baseline")
    return found
