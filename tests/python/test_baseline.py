"""The baseline against scikit-learn's own DBSCAN and silhouette."""

import numpy as np
import oracle
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN
from usage_groups import baseline


def random_points(seed: int, count: int, *, duplicates: bool) -> np.ndarray:
    """Draw points in dense and thin places, many of them equal if so wanted."""
    generator = np.random.default_rng(seed)
    centres = generator.random((4, 7))
    points = centres[generator.integers(4, size=count)] + generator.normal(0, 0.06, (count, 7))
    points[: count // 5] = generator.random((count // 5, 7))
    return np.round(points, 1) if duplicates else points


def as_frame(points: np.ndarray, api_type: str) -> pd.DataFrame:
    frame = pd.DataFrame(points, columns=list(baseline.FEATURES))
    return frame.assign(user_id=[str(row) for row in range(len(points))], api_type=api_type)


@pytest.mark.parametrize("duplicates", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_sweep_equals_scikit_learn(seed, duplicates):
    points = random_points(seed, 300, duplicates=duplicates)
    frame = as_frame(points, "gnql")
    expected, best, published = oracle.baseline_search(points)
    trials = baseline.score_settings(frame)
    counts = ["min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(trials[counts], expected[counts])
    np.testing.assert_allclose(trials["silhouette"], expected["silhouette"], rtol=0, atol=1e-9)
    scored = trials.dropna(subset="silhouette")
    choices = pd.DataFrame(
        {
            "api_type": ["gnql"],
            "best_min_samples": scored.loc[scored["silhouette"].idxmax(), "min_samples"],
            "published_min_samples": scored["min_samples"].max(),
        }
    )
    labels = baseline.label_choices(frame, choices)
    assert labels["best_label"].tolist() == best.tolist()
    assert labels["published_label"].tolist() == published.tolist()


def test_blocks_do_not_change_silhouettes(monkeypatch):
    frame = as_frame(random_points(1, 200, duplicates=False), "gnql")
    whole = baseline.score_settings(frame)
    monkeypatch.setattr(baseline, "BLOCK_ELEMENTS", 700)
    np.testing.assert_allclose(
        baseline.score_settings(frame)["silhouette"], whole["silhouette"], rtol=0, atol=1e-12
    )


def test_settings_without_two_labels_have_no_silhouette():
    frame = pd.concat([as_frame(np.zeros((2, 7)), "few"), as_frame(np.zeros((30, 7)), "equal")])
    trials = baseline.score_settings(frame)
    assert trials["silhouette"].isna().all()
    assert (trials.loc[trials["api_type"] == "few", "noise_count"] == 2).all()
    assert (trials.loc[trials["api_type"] == "equal", "cluster_count"] == 1).all()
    none = pd.DataFrame(columns=["api_type", "best_min_samples", "published_min_samples"])
    assert (baseline.label_choices(frame, none)[["best_label", "published_label"]] == -1).all(
        axis=None
    )


def test_types_are_grouped_apart():
    one, other = random_points(2, 150, duplicates=False), random_points(3, 90, duplicates=True)
    both = baseline.score_settings(pd.concat([as_frame(one, "b"), as_frame(other, "a")]))
    apart = [
        baseline.score_settings(as_frame(other, "a")),
        baseline.score_settings(as_frame(one, "b")),
    ]
    pd.testing.assert_frame_equal(both, pd.concat(apart, ignore_index=True))


def blobs(seed: int, count: int) -> np.ndarray:
    """Draw crowded places, some of which touch only at their edges."""
    generator = np.random.default_rng(seed)
    centres = np.column_stack([np.arange(8) * generator.uniform(0.2, 0.3, 8).cumsum(), np.zeros(8)])
    angles, radii = generator.uniform(0, 2 * np.pi, count), generator.uniform(0, 0.12, count)
    around = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    points = centres[generator.integers(8, size=count)] + around
    return np.column_stack([points, np.zeros((count, 5))])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("draw", [blobs, lambda seed, count: blobs(seed, count).round(2)])
def test_crowded_points_are_labelled_as_by_scikit_learn(seed, draw):
    points = draw(seed, 1200)
    near = baseline.find_neighbours(points, baseline.EPS, 24)
    assert (near.region >= 0).mean() > 0.5, "most points are crowded"
    assert near.lists.nnz < 24 * len(points)
    for min_samples in (3, 8, 24):
        labels = baseline.dbscan_labels(near, min_samples)[near.inverse]
        expected = DBSCAN(eps=baseline.EPS, min_samples=min_samples).fit_predict(points)
        assert labels.tolist() == expected.tolist()


def test_a_sample_estimates_the_silhouettes_and_says_how_well(monkeypatch):
    frame = as_frame(random_points(4, 3000, duplicates=False), "gnql")
    exact = baseline.score_settings(frame)
    monkeypatch.setattr(baseline, "SAMPLED_POINTS", 500)
    sampled = baseline.score_settings(frame, 2999)
    same = ["api_type", "min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(sampled[same], exact[same])
    assert (exact["silhouette_standard_error"].dropna() == 0).all()
    errors = (sampled["silhouette"] - exact["silhouette"]) / sampled["silhouette_standard_error"]
    assert errors.abs().max() < 4
    assert sampled["silhouette_standard_error"].between(0.002, 0.03).all()


def test_wide_settings_give_the_same_silhouettes(monkeypatch):
    frame = as_frame(random_points(1, 200, duplicates=False), "gnql")
    whole = baseline.score_settings(frame)
    monkeypatch.setattr(baseline, "FULL_COLUMNS", 0)
    np.testing.assert_allclose(
        baseline.score_settings(frame)["silhouette"], whole["silhouette"], rtol=0, atol=1e-12
    )
