from usage_groups.baseline import score_settings


def model(dbt, _session):
    points = (
        dbt.ref("int_baseline_features")
        .order("api_type, try_cast(user_id as hugeint), user_id")
        .df()
    )
    return score_settings(points)
