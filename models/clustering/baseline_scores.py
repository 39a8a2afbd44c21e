from usage_groups.workers import run_parts


def model(dbt, _session):
    points = (
        dbt.ref("int_baseline_features")
        .order("api_type, try_cast(user_id as hugeint), user_id")
        .df()
    )
    score, users = "usage_groups.baseline:score_settings", len(points)
    (found,) = run_parts(score, [(points,)], users=users, title="Baseline")
    return found
