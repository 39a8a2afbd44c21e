"""The SQL of the features against an oracle that shares nothing with it."""

import datetime as dt

import numpy as np
import oracle
import pandas as pd
import pytest
from feature_models import WINDOW_MODELS, feature_models
from hypothesis import example, given, settings
from hypothesis import strategies as st

MONTH_END = dt.date(2021, 11, 29)
YEAR_END = dt.date(2023, 12, 30)
LEAP_DAY = dt.date(2024, 2, 27)
LARGEST = 10**15


@pytest.fixture(scope="module")
def run_models():
    """Make a function that runs the models on rows of usage, of which the whole period counts."""
    keys = {
        "int_user_api_features": "user_id, api_type",
        "int_user_features": "user_id",
        "int_baseline_features": "user_id, api_type",
    }
    with feature_models(WINDOW_MODELS, window_days="whole") as models:

        def run(usage: pd.DataFrame) -> dict[str, pd.DataFrame]:
            models.run(usage)
            return {name: models.rows(f"from {name} order by {key}") for name, key in keys.items()}

        yield run


def rows_of_usage():
    days = st.one_of(
        *(
            st.integers(0, 20).map(lambda day, start=start: start + dt.timedelta(day))
            for start in (MONTH_END, YEAR_END, LEAP_DAY)
        ),
        st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
    )
    counts = st.one_of(
        st.integers(1, 3), st.integers(1, LARGEST), st.integers(LARGEST - 3, LARGEST)
    )
    users = st.sampled_from(["1", "2", "10", "ä", "', --"])
    types = st.sampled_from(["gnql", "GNQL", "riot", "context ", "Ω", "t6", "t7", "t8", "t9"])
    return st.lists(st.tuples(users, types, days, counts), min_size=1, max_size=60)


def assert_features_agree(found: pd.DataFrame, expected: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        np.testing.assert_allclose(
            found[name].astype(float), expected[name].astype(float), rtol=1e-9, atol=1e-9
        )


@settings(max_examples=100, deadline=None)
@given(rows=rows_of_usage())
@example(rows=[("1", "gnql", MONTH_END, 5)])
@example(rows=[("1", "gnql", MONTH_END + dt.timedelta(day), LARGEST) for day in range(9)])
@example(rows=[("1", "gnql", MONTH_END, LARGEST)] * 9 + [("1", "gnql", YEAR_END, 1)])
@example(rows=[(str(user), "gnql", YEAR_END, 7) for user in range(5)])
@example(rows=[("1", name, YEAR_END, LARGEST - less) for name, less in [("a", 2), ("A", 6)]])
@example(rows=[("1", name, YEAR_END, LARGEST - less) for name, less in [("a", 2), ("A", 400)]])
def test_features_equal_the_oracle(run_models, rows):
    usage = pd.DataFrame(rows, columns=["user_id", "api_type", "usage_date", "call_count"])
    found = run_models(usage)
    whole_users = oracle.usage_features(usage.assign(api_type="all"))
    names = [*oracle.FEATURES, *oracle.FURTHER_FEATURES]
    assert_features_agree(found["int_user_features"], whole_users, names)
    features = found["int_user_api_features"]
    expected = oracle.usage_features(usage)
    for name in ("user_id", "api_type"):
        assert features[name].tolist() == expected[name].tolist()
    for name in ("first_used_on", "last_used_on"):
        assert [date.isoformat() for date in expected[name]] == [
            str(date)[:10] for date in features[name]
        ]
    assert_features_agree(features, expected, [*names, "total_calls"])
    assert_features_agree(
        found["int_baseline_features"], oracle.baseline_features(expected), oracle.FEATURES
    )
