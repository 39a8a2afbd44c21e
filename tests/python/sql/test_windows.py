"""Features of a window, and of the windows of earlier days, which are what builds of then had."""

import datetime as dt

import oracle
import pandas as pd
import pytest
from feature_models import HISTORY_MODELS, WINDOW_MODELS, feature_models
from hypothesis import example, given, settings
from hypothesis import strategies as st

FIRST_DAY = dt.date(2024, 1, 30)
WINDOW = 14
ORACLE_FEATURES = [*oracle.FEATURES, *oracle.FURTHER_FEATURES, "total_calls"]
# What a row is of: series have other numbers in other builds.
OWN = "* exclude (series_id, is_whole_user)"
AS_OF = {
    "features of types": f"select {OWN} from int_as_of_features where api_type is not null",
    "features of users": (
        f"select {OWN} replace (null as api_type) from int_as_of_features where is_whole_user"
    ),
    "shares": "from int_as_of_api_shares",
    "dormant": "select * exclude series_id from int_as_of_dormant",
}


@pytest.fixture(scope="module", params=["week", "month"])
def models(request):
    """Render the models with a window, and both kinds of history."""
    options = {"history_every": request.param, "history_periods": 4, "window_days": WINDOW}
    with feature_models(WINDOW_MODELS + HISTORY_MODELS, **options) as models:
        yield models


def rows_of_usage():
    days = st.integers(0, 75).map(lambda day: FIRST_DAY + dt.timedelta(day))
    counts = st.one_of(st.integers(1, 3), st.integers(1, 10**15))
    users, types = st.sampled_from(["1", "2", "3"]), st.sampled_from(["gnql", "riot"])
    return st.lists(st.tuples(users, types, days, counts), min_size=1, max_size=80)


def frame(rows):
    return pd.DataFrame(rows, columns=["user_id", "api_type", "usage_date", "call_count"])


def daily(api_type, days, calls=lambda day: 1 + day % 5):
    return [("1", api_type, FIRST_DAY + dt.timedelta(day), calls(day)) for day in days]


def as_of(models, day):
    """Read all tables of an as-of day."""
    return {
        name: models.rows(f"select * from ({query}) where as_of_date = date '{day}' order by all")
        for name, query in AS_OF.items()
    }


@settings(max_examples=15, deadline=None)
@given(rows=rows_of_usage())
# The first day of the window has usage, as have the days around it.
@example(rows=daily("gnql", range(20)))
@example(rows=daily("gnql", [0, 6, 19]) + daily("riot", [0, 5]))
@example(rows=daily("gnql", range(20), lambda _: 10**15))
def test_features_of_a_window_equal_the_oracle(models, rows):
    usage = frame(rows)
    last_day = usage["usage_date"].max()
    start = max(last_day - dt.timedelta(WINDOW - 1), usage["usage_date"].min())
    models.run(usage)
    seen = usage[usage["usage_date"] >= start]
    for found, expected in (
        ("int_user_api_features", oracle.usage_features(seen, (start, last_day))),
        ("int_user_features", oracle.usage_features(seen.assign(api_type="a"), (start, last_day))),
    ):
        table = models.rows(f"from {found} order by all").sort_values(["user_id", "first_used_on"])
        keys = [name for name in ("user_id", "api_type") if name in table]
        table = table.sort_values(keys, ignore_index=True)
        pd.testing.assert_frame_equal(
            table[ORACLE_FEATURES].astype(float),
            expected[ORACLE_FEATURES].astype(float),
            rtol=1e-9,
            atol=1e-9,
        )
    silent = usage[~usage["user_id"].isin(seen["user_id"])]
    dormant = models.rows("from int_dormant_users where grouping = 'user' order by user_id")
    assert dormant["user_id"].tolist() == sorted(set(silent["user_id"]))
    days = silent.groupby("user_id")
    assert [day.date() for day in dormant["last_used_on"]] == days["usage_date"].max().tolist()
    assert [day.date() for day in dormant["first_used_on"]] == days["usage_date"].min().tolist()
    assert dormant["use_days"].tolist() == days["usage_date"].nunique().tolist()
    assert dormant["total_calls"].tolist() == days["call_count"].sum().tolist()


@settings(max_examples=3, deadline=None)
@given(rows=rows_of_usage())
@example(rows=daily("gnql", range(70)) + daily("riot", range(0, 70, 3)))
@example(rows=daily("gnql", [0, 1, 2, 40, 69]) + daily("riot", [3, 30, 31]))
@example(rows=daily("gnql", range(0, 70, 7), lambda _: 10**15))
def test_history_is_what_builds_that_ended_then_have(models, rows):
    usage = frame(rows)
    models.run(usage)
    days = [day.date() for day in models.rows("from int_as_of_days")["as_of_date"]]
    assert days[-1] == usage["usage_date"].max()
    history = {day: as_of(models, day) for day in days}
    for day, tables in history.items():
        models.run(usage, day)
        current = models.rows("select user_id, last_used_on from int_user_api_features")
        assert len(tables["features of types"]) == len(current)
        for name, then in as_of(models, day).items():
            pd.testing.assert_frame_equal(tables[name], then, check_exact=True)
        dormant = models.rows(
            "select grouping, user_id, api_type, last_used_on from int_dormant_users order by all"
        )
        pd.testing.assert_frame_equal(tables["dormant"].drop(columns="as_of_date"), dormant)


def test_calls_of_late_are_counted_to_the_day(models):
    usage = frame(daily("gnql", range(70), lambda day: 10**day if day < 15 else 1))
    models.run(usage)
    calls = models.rows("select * from int_as_of_features order by as_of_date")
    by_day = usage.set_index("usage_date")["call_count"]
    for row in calls.itertuples():
        day = row.as_of_date.date()
        last, before = (
            by_day[(by_day.index > day - dt.timedelta(far)) & (by_day.index <= day - near)].sum()
            for far, near in ((28, dt.timedelta(0)), (56, dt.timedelta(28)))
        )
        assert (row.recent_calls, row.earlier_calls) == (last, before)
