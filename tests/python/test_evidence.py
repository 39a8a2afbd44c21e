"""The evidence that chooses, the scores beside it, and the stability of groups."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import multivariate_t
from sklearn.metrics import silhouette_score
from usage_groups.mixture import log_group_evidence, sum_groups
from usage_groups.population import GroupPrior, describe_population
from usage_groups.scores import cluster_count, dbcv, grouped_silhouette, noise_share
from usage_groups.stability import overlaps


def test_evidence_is_the_integral_over_centre_and_spread():
    prior = GroupPrior(resolution=0.0)
    values = np.array([[0.1], [0.3], [-0.2], [0.25]])
    population = describe_population(values, np.ones(4), prior)
    sums = sum_groups(population, np.zeros(4, dtype=int))
    # A normal-inverse-gamma prior makes the users jointly Student t.
    shape = prior.spread**2 / 2 * 2 * (np.eye(4) + np.ones((4, 4)) / prior.centre_weight)
    expected = multivariate_t(
        loc=np.full(4, population.centre[0]), shape=shape / 2, df=2 * prior.shape
    ).logpdf(values.ravel())
    assert log_group_evidence(sums, prior)[0] == pytest.approx(expected)


def test_scores_of_clusters():
    random = np.random.default_rng(0)
    points = np.vstack([random.normal(0, 0.2, (30, 2)), random.normal(3, 0.2, (20, 2))])
    labels = np.repeat([0, 1], [30, 20])
    distances = cdist(points, points)
    assert grouped_silhouette(distances, labels) == pytest.approx(silhouette_score(points, labels))
    noisy = labels.copy()
    noisy[::7] = -1
    kept = noisy >= 0
    assert grouped_silhouette(distances, noisy) == pytest.approx(
        silhouette_score(points[kept], noisy[kept])
    )
    assert (cluster_count(noisy), noise_share(noisy)) == (2, (~kept).mean())
    assert grouped_silhouette(distances, np.zeros(50, dtype=int)) is None
    mixed = random.permutation(labels)
    assert dbcv(distances, labels, 2) > 0.5 > dbcv(distances, mixed, 2)


def test_overlaps_are_jaccard_coefficients():
    reference = np.array([0, 0, 0, 1, 1, -1])
    found = np.array([1, 1, 0, 0, 0, 0])
    weights = np.array([1.0, 1, 1, 1, 2, 1])
    assert overlaps(reference, found, weights).tolist() == [[1 / 7, 2 / 3], [3 / 5, 0.0]]
