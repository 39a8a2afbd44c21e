"""The baseline against scikit-learn's own DBSCAN and silhouette."""

import numpy as np
import oracle
import pandas as pd
import pytest
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
