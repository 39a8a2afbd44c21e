from usage_groups.workers import run_parts


def model(dbt, _session):
    points = (
        dbt.ref("int_baseline_features")
        .order("api_type, try_cast(user_id as hugeint), user_id")
        .df()
    )
    most_scored = int(dbt.config.meta_get("most_scored_users"))
    score, parts = "usage_groups.baseline:score_settings", [(points, most_scored)]
    (found,) = run_parts(score, parts, users=len(points), title="Baseline")
    return found
