"""The baseline against scikit-learn's own DBSCAN and silhouette."""

import duckdb
import numpy as np
import oracle
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN
from usage_groups.baseline import sweep
from usage_groups.entrypoints import searches


def random_points(seed: int, count: int, *, duplicates: bool) -> np.ndarray:
    """Draw points in dense and thin places, many of them equal if so wanted."""
    generator = np.random.default_rng(seed)
    centres = generator.random((4, 7))
    points = centres[generator.integers(4, size=count)] + generator.normal(0, 0.06, (count, 7))
    points[: count // 5] = generator.random((count // 5, 7))
    return np.round(points, 1) if duplicates else points


def as_frame(points: np.ndarray, api_type: str) -> pd.DataFrame:
    frame = pd.DataFrame(points, columns=list(sweep.FEATURES))
    return frame.assign(user_id=[f"{row}" for row in range(len(points))], api_type=api_type)


@pytest.mark.parametrize("duplicates", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_sweep_equals_scikit_learn(seed, duplicates):
    points = random_points(seed, 300, duplicates=duplicates)
    expected, best, published = oracle.baseline_search(points)
    trials, labels = sweep.score_settings(points)
    counts = ["min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(trials[counts], expected[counts])
    np.testing.assert_allclose(trials["silhouette"], expected["silhouette"], rtol=0, atol=1e-9)
    scored = trials.dropna(subset="silhouette")
    assert labels[:, scored["silhouette"].idxmax()].tolist() == best.tolist()
    assert labels[:, scored["min_samples"].idxmax()].tolist() == published.tolist()


def test_blocks_do_not_change_silhouettes(monkeypatch):
    points = random_points(1, 200, duplicates=False)
    whole, _ = sweep.score_settings(points)
    monkeypatch.setattr(sweep, "BLOCK_ELEMENTS", 700)
    np.testing.assert_allclose(
        sweep.score_settings(points)[0]["silhouette"], whole["silhouette"], rtol=0, atol=1e-12
    )


def choices(*rows: tuple) -> duckdb.DuckDBPyRelation:
    columns = ["api_type", "best_min_samples", "published_min_samples"]
    return duckdb.from_df(pd.DataFrame(rows, columns=columns))


def test_settings_without_two_labels_have_no_silhouette():
    frame = pd.concat([as_frame(np.zeros((2, 7)), "few"), as_frame(np.zeros((30, 7)), "equal")])
    found = searches.search_baseline(duckdb.from_df(frame))
    trials = found.trials
    assert trials["silhouette"].isna().all()
    assert (trials.loc[trials["api_type"] == "few", "noise_count"] == 2).all()
    assert (trials.loc[trials["api_type"] == "equal", "cluster_count"] == 1).all()
    assert (found.choose(choices()) == -1).all(axis=None)


def test_types_are_grouped_apart():
    one, other = random_points(2, 150, duplicates=False), random_points(3, 90, duplicates=True)
    frame = pd.concat([as_frame(one, "b"), as_frame(other, "a")])
    both = searches.search_baseline(duckdb.from_df(frame))
    (trials, labels), (more, others) = map(sweep.score_settings, (other, one))
    apart = [trials.assign(api_type="a"), more.assign(api_type="b")]
    pd.testing.assert_frame_equal(both.trials, pd.concat(apart, ignore_index=True))
    chosen = both.choose(choices(("b", 5, 7), ("a", 3, 24)))
    assert chosen["best_label"].tolist() == [*labels[:, 0], *others[:, 2]]
    assert chosen["published_label"].tolist() == [*labels[:, 21], *others[:, 4]]


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
    near = sweep.find_neighbours(points, sweep.EPS, 24)
    assert (near.region >= 0).mean() > 0.5, "most points are crowded"
    assert near.lists.nnz < 24 * len(points)
    for min_samples in (3, 8, 24):
        labels = sweep.dbscan_labels(near, min_samples)[near.inverse]
        expected = DBSCAN(eps=sweep.EPS, min_samples=min_samples).fit_predict(points)
        assert labels.tolist() == expected.tolist()


def test_a_sample_estimates_the_silhouettes_and_says_how_well(monkeypatch):
    points = random_points(4, 3000, duplicates=False)
    exact, _ = sweep.score_settings(points)
    monkeypatch.setattr(sweep, "SAMPLED_POINTS", 500)
    sampled, _ = sweep.score_settings(points, 2999)
    same = ["min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(sampled[same], exact[same])
    assert (exact["silhouette_standard_error"].dropna() == 0).all()
    errors = (sampled["silhouette"] - exact["silhouette"]) / sampled["silhouette_standard_error"]
    assert errors.abs().max() < 4
    assert sampled["silhouette_standard_error"].between(0.002, 0.03).all()
