"""Scores of partitions against scikit-learn and by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_score
from usage_groups.measures import (
    cluster_count,
    jaccard_coefficients,
    mean_silhouette,
    noise_share,
    shared_users,
)


def test_scores_of_clusters():
    random = np.random.default_rng(0)
    points = np.vstack([random.normal(0, 0.2, (30, 2)), random.normal(3, 0.2, (20, 2))])
    labels = np.repeat([0, 1], [30, 20])
    distances = cdist(points, points)
    assert mean_silhouette(distances, labels) == pytest.approx(silhouette_score(points, labels))
    noisy = labels.copy()
    noisy[::7] = -1
    kept = noisy >= 0
    assert mean_silhouette(distances, noisy) == pytest.approx(
        silhouette_score(points[kept], noisy[kept])
    )
    assert (cluster_count(noisy), noise_share(noisy)) == (2, (~kept).mean())
    assert np.isnan(mean_silhouette(distances, np.zeros(50, dtype=int)))


def test_overlaps_are_jaccard_coefficients():
    reference = np.array([0, 0, 0, 1, 1, -1])
    found = np.array([1, 1, 0, 0, 0, 0])
    weights = np.array([1.0, 1, 1, 1, 2, 1])
    assert jaccard_coefficients(reference, found, weights).tolist() == [
        [1 / 7, 2 / 3],
        [3 / 5, 0.0],
    ]


def test_users_are_counted_by_both_groups():
    reference, found = np.array([0, 0, 1, -1, -1]), np.array([1, -1, 0, 0, -1])
    weights = np.array([1.0, 2, 3, 4, 5])
    assert shared_users(reference, found, weights).tolist() == [[5, 4, 0], [2, 0, 1], [0, 3, 0]]
    nobody = jaccard_coefficients(reference, np.full(5, -1), weights)
    assert nobody.tolist() == [[0.0], [0.0]]
