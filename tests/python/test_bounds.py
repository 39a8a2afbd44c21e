"""What a definition bounds is within its bounds, whatever the users do.

A test of the tables that valid usage can fail would stop a build of which nobody can change
anything: so what the tests ask is asked here of very many populations.
"""

import numpy as np
import pandas as pd
import pytest
from usage_groups.baseline.sweep import score_settings
from usage_groups.differences.comparison import Options, compare_groups, compare_halves
from usage_groups.explain.rules import describe_groups
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.search.confidence import fit_curve
from usage_groups.search.groups import group_users
from usage_groups.shapes.groups import group_shapes
from usage_groups.shapes.series import WeeklySeries

FEW = Options(resamples=20, draws=10)
CANDIDATES = expand_candidates(
    pd.DataFrame(
        [
            ("kmeans", "n_clusters", "2 4", "true"),
            ("hdbscan", "min_cluster_size", "5", "true"),
            ("gaussian_mixture", "n_components", "3", "true"),
            ("gaussian_mixture", "covariance_type", "full", "true"),
        ],
        columns=["algorithm", "parameter", "values", "enabled"],
    )
)
SHARES = ["held_out_p_value", "continuum_p_value", "p_value", "p_value_adjusted"]
EFFECTS = ["effect_size", "effect_size_low", "effect_size_high"]


def assert_within(values, low: float, high: float):
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    assert ((known >= low) & (known <= high)).all(), known[(known < low) | (known > high)]


def assert_differences_are_bounded(table: pd.DataFrame):
    assert_within(table[SHARES], 0, 1)
    assert_within(table[EFFECTS], -1, 1)
    of_all = table["group_a"].isna()
    assert_within(table.loc[of_all, EFFECTS], 0, 1)
    assert_within(table["statistic"], 0, np.inf)
    assert (table["effect_size_low"] <= table["effect_size"])[table["effect_size"].notna()].all()
    assert (table["effect_size"] <= table["effect_size_high"])[table["effect_size"].notna()].all()


def test_groups_that_separate_perfectly_differ_by_all_of_the_variance():
    """Every third pair of sizes gave 1.0000000000000007 or the like."""
    for first in range(3, 24, 2):
        for second in range(3, 60, 3):
            labels = np.repeat([0, 1], [first, second])
            table = compare_groups(pd.DataFrame({"days": labels * 1.0}), labels, options=FEW)
            assert_differences_are_bounded(table)
            assert table["effect_size"].tolist() == pytest.approx([1, -1], abs=1e-12)


@pytest.mark.parametrize("groups", [2, 3, 5])
def test_groups_that_are_alike_differ_by_nothing(groups):
    for users in range(3, 40):
        labels = np.tile(np.arange(groups), users)
        values = pd.DataFrame({"days": np.repeat(np.arange(users), groups) % 7 + 0.5})
        table = compare_groups(values, labels, options=FEW)
        assert_differences_are_bounded(table)
        assert table["effect_size"].dropna().tolist() == pytest.approx([0] * len(table), abs=1e-12)


def degenerate(seed: int) -> np.ndarray:
    """Draw users of few kinds, or of one, with features that are equal, tied or far apart."""
    draw = np.random.default_rng(seed)
    kinds, features = int(draw.integers(1, 6)), int(draw.integers(1, 9))
    centres = draw.integers(0, 4, (kinds, features)) * draw.choice([0.25, 1, 15])
    users = centres[draw.integers(0, kinds, draw.choice([1, 2, 9, 40, 120]))].astype(float)
    spread = draw.choice([0, 0, 1e-12, 0.1])
    return users + spread * draw.normal(size=users.shape)


@pytest.mark.parametrize("seed", range(24))
def test_whatever_users_do_is_within_bounds(seed):
    matrix = degenerate(seed)
    calls = np.random.default_rng(seed).choice([1.0, 1e15], len(matrix))
    found = group_users(matrix, calls, CANDIDATES)
    assert_within(found.confidence, 0, 1)
    assert not np.isnan(found.confidence).any()
    assert_within(found.stability, 0.6, 1)
    assert_within(found.trials[["stability", "prediction_strength", "noise_share"]], 0, 1)
    assert_within(found.trials[["silhouette", "silhouette_coverage"]], -1, 1)
    assert found.trials["is_selected"].sum() == 1
    assert np.isfinite(found.trials["score"]).all()
    labels = found.labels if found.labels.max() > 0 else np.arange(len(matrix)) % 2
    names = [f"feature_{column}" for column in range(matrix.shape[1])]
    features = pd.DataFrame(matrix, columns=names)
    if len(set(labels) - {-1}) > 1:
        assert_differences_are_bounded(compare_halves(features, features, labels))
    rules = describe_groups(features, labels)
    assert_within(rules[["precision", "recall", "cv_precision", "cv_recall"]], 0, 1)
    assert rules["recall"].notna().all()
    scaled = np.clip(matrix - matrix.min(axis=0), 0, 1)
    trials, _ = score_settings(scaled)
    assert_within(trials["silhouette"], -1, 1)
    assert_within(trials["silhouette_standard_error"], 0, 1)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_weeks_look_like_is_within_bounds(seed):
    draw = np.random.default_rng(seed)
    count, weeks = int(draw.choice([1, 2, 30, 60])), int(draw.choice([1, 4, 17]))
    kinds = draw.poisson(draw.choice([0.3, 2]), (int(draw.integers(1, 5)), weeks)).astype(float)
    calls = kinds[draw.integers(0, len(kinds), count)] * draw.choice([1, 1e15])
    calls[:, 0] += 1
    series = WeeklySeries(calls, draw.integers(max(1, weeks - 2), weeks + 1, count))
    calls[np.arange(weeks) >= series.lengths[:, None]] = 0
    found = group_shapes(series, resamples=5)
    groups = found.model.assign(series)
    assert_within(groups["confidence"], 0, 1)
    assert groups["confidence"].notna().all()
    assert_within(groups["stability"], 0, 1)
    assert_within(found.trials["silhouette"], -1, 1)
    assert found.trials["is_selected"].sum() == (len(found.trials) > 0)


def test_confidence_is_a_share_whatever_was_seen():
    draw = np.random.default_rng(0)
    for _ in range(50):
        rows, groups = int(draw.integers(1, 40)), int(draw.integers(1, 5))
        labels = draw.integers(0, groups, rows)
        agreement = draw.choice([0, 0.3, 1, np.nan], rows)
        margin = draw.exponential(10.0 ** draw.integers(-6, 9), rows)
        curve = fit_curve(margin, labels, agreement, draw.integers(1, 1000, rows), groups)
        confidence = curve.at(np.append(margin, 1e300), np.append(labels, 0))
        assert_within(confidence, 0, 1)
        assert np.isfinite(confidence).all()
