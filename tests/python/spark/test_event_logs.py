"""Logs of single calls in several files, with zones, of one type, read alike by both engines."""

import json

import duckdb
import numpy as np
import pandas as pd
import pytest
from engines import (
    ONLY_MODELS,
    assert_engines_agree,
    assert_labels_agree,
    computed,
    handed_over,
    spark,
)

ZONE = "Australia/Sydney"
OPTIONS = {
    "usage_columns": {"dt": "called_at", "api_count": None},
    "usage_type": "maps",
    "time_zone": ZONE,
    "window_days": 28,
    "search": "never",
}
# Where the first file ends, and the second one begins.
LAST, FIRST = "2021-11-20", "2021-11-10"


def group(number, frequency):
    """Make a group of whole users who come so often, and its component."""
    own = {"group_id": number, "centres": {"frequency": frequency, "type_1": 1.0}}
    spreads = {"frequency": 0.5, "type_1": 0.5}
    return (
        own | {"users": 9, "stability": 1.0, "intercept": 1.0, "spreads": spreads},
        own | {"constant": 0.1 * number, "freedom": 5.0, "scales": spreads},
    )


def groups_of_whole_users():
    """Write groups as a build does, of users who come less than some, and use another type."""
    groups, components = zip(*(group(number, 0.3 * number) for number in range(3)), strict=True)
    feature = {"weight": 1.0, "low": 0.0, "high": 5.0, "least": 0.0, "most": 0.5, "deciles": []}
    model = {
        "is_tier": False,
        "slope": 2.0,
        "far_limit": 1.0,
        "usual_spread": 0.2,
        "period_days": 28,
        "others_place": 1,
        "dormant_id": 3,
        "next_id": 4,
        "api_types": [{"api_type": "gnql", "place": 0}],
        "features": {"frequency": feature, "type_1": feature},
        "components": components,
        "groups": groups,
    }
    part = {"part_key": "users", "grouping": "user", "api_type": None, "searched_on": "2021-12-01"}
    part |= {"window_days": 28, "feature_version": 1, "model": model, "names": [], "rules": []}
    return {"parts": [part]}


def single_calls(usage):
    """Make each row up to five calls at instants of its day in UTC."""
    random = np.random.default_rng(0)
    counts = usage["api_count"].astype(int).clip(upper=5)
    calls = usage.loc[usage.index.repeat(counts)]
    seconds = pd.to_timedelta(random.integers(0, 86_400, len(calls)), unit="s")
    instants = pd.to_datetime(calls["dt"], utc=True) + seconds
    return pd.DataFrame({"called_at": instants, "user_id": calls["user_id"]})


@pytest.fixture(scope="module")
def calls(usage):
    """Take the calls of some users."""
    return single_calls(usage[usage["dt"] >= "2021-09-01"])


@pytest.fixture(scope="module")
def project(on_shared_spark, calls, tmp_path_factory):
    """Run both engines on two exports that overlap, with groups that do not know their type."""
    folder = tmp_path_factory.mktemp("calls")
    for name, part in (
        ("a", calls[calls["called_at"] < LAST]),
        ("b", calls[calls["called_at"] >= FIRST]),
    ):
        duckdb.from_df(part).write_parquet(str(folder / f"{name}.parquet"))
    project = on_shared_spark(is_quick=True)
    (project.folder / "groups.json").write_text(json.dumps(groups_of_whole_users()))
    options = {"usage_path": f"{folder}/*.parquet", "group_model": "groups.json"} | OPTIONS
    spark(project, *ONLY_MODELS, select="+usage_features +user_labels", **options)
    select = ("--select", "+usage_features", "+int_group_labels_scored", "+int_dormant_groups")
    project.dbt("build", *select, *ONLY_MODELS[:4], "--vars", json.dumps(options))
    return project


def test_calls_are_counted_by_the_day_of_the_zone(project, calls):
    days = calls["called_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    assert (days != calls["called_at"].dt.tz_localize(None).dt.normalize()).mean() > 0.3
    expected = calls.assign(usage_date=days).groupby(["user_id", "usage_date"]).size()
    found = handed_over(project, "int_usage_days").set_index(["user_id", "usage_date"])
    assert set(found["api_type"]) == {"maps"}
    pd.testing.assert_series_equal(
        found["call_count"].sort_index(), expected, check_names=False, check_index_type=False
    )


def test_features_agree(project):
    assert_engines_agree(project, project)


def test_what_overlaps_counts_once_on_both(project):
    found, expected = handed_over(project, "int_overlaps"), computed(project, "int_overlaps")
    counts = [name for name in expected if "file" not in name]
    pd.testing.assert_frame_equal(found[counts], expected[counts])
    assert found["rows_counted_once"][0] > 100


def test_whoever_is_unlike_all_is_marked_on_both(project):
    labels = assert_labels_agree(project, project, unknown=["maps"])
    # The type is one of those that the groups of whole users know as others.
    assert set(labels["grouping"]) == {"user"}
    assert 0 < labels["is_far"].sum() < len(labels)
    assert set(labels["beyond_feature"].dropna()) == {"frequency"}
    assert len(labels["group_key"].unique()) > 1
