"""The evidence that chooses, the scores beside it, and the stability of groups."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import multivariate_t
from sklearn.metrics import silhouette_score
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.likelihood import (
    log_densities,
    log_evidence,
    log_group_evidence,
    sum_groups,
)
from usage_groups.fitting.partition import Rules
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.measures import cluster_count, dbcv, grouped_silhouette, noise_share
from usage_groups.search.bootstrap import NaturalSearch, Redraw, Redraws
from usage_groups.search.selection import ChoiceRule, is_open, surely_holds
from usage_groups.search.stability import Stability, overlaps, rate_groups


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


def test_densities_are_student_t_whatever_the_number_of_features():
    prior = GroupPrior(resolution=0.0)
    matrix = np.random.default_rng(0).normal(size=(20, 13))
    population = describe_population(matrix, np.ones(20), prior)
    labels = np.repeat([0, 1], [12, 8])
    new = np.vstack([matrix[:2], np.full((1, 13), 1e6)])
    found = log_densities(population, sum_groups(population, labels), new, prior)
    assert np.isfinite(found).all()
    # Adding a user to a group multiplies the group's integral by the user's density in it.
    for group in (0, 1):
        joined = describe_population(np.vstack([matrix, new[0]]), np.ones(21), prior)
        joined = replace(joined, centre=population.centre)
        with_user = sum_groups(joined, np.append(labels, group))
        before = log_group_evidence(sum_groups(population, labels), prior)[group]
        density = log_group_evidence(with_user, prior)[group] - before
        assert found[0, group] == pytest.approx(density + np.log(labels.tolist().count(group) / 20))


def test_outliers_count_alike_with_and_without_groups():
    prior = GroupPrior()
    matrix = np.random.default_rng(1).normal(0, 0.1, (40, 3))
    population = describe_population(matrix, np.ones(40), prior)
    one, nobody = np.zeros(40, dtype=int), np.full(40, -1)
    alone = np.where(np.arange(40) == 0, -1, 0)
    background = np.log(prior.outlier_share) - population.log_volume
    assert log_evidence(population, nobody, prior) == pytest.approx(40 * background)
    kept = log_group_evidence(sum_groups(population, alone), prior).sum()
    assert log_evidence(population, alone, prior) == pytest.approx(
        kept + background + 39 * np.log1p(-prior.outlier_share)
    )
    assert log_evidence(population, one, prior) > log_evidence(population, alone, prior)


def test_groups_are_rated_by_what_redraws_find():
    reference = np.array([0, 0, 0, 1, 1, 1])
    weights = np.ones(6)
    found, unaided = np.array([0, 0, 0, 1, 0, 1]), np.array([0, 0, 0, 1, 1, 0])
    swapped = {2: np.array([1, 1, 1, 0, 0, 0])}
    same = Redraw(np.array([2.0, 0, 1, 3, 0, 0]), swapped, swapped)
    other = Redraw(np.array([1.0, 1, 1, 3, 0, 0]), {2: found}, {2: unaided})
    rated = rate_groups(reference, [same, other], weights)
    assert rated.jaccard.tolist() == [1.0, 1.0]
    assert rated.error.tolist() == [0.0, 0.0]
    # Of the pair left out of group 1 the first redraw keeps it together, the second does not.
    assert np.isnan(rated.strength[0])
    assert rated.strength[1] == pytest.approx(0.5)
    # And of these two the search that did not know the groups puts one there.
    assert rated.agreement[[1, 4, 5]].tolist() == [1.0, 1.0, 0.5]
    assert np.isnan(rated.agreement[[0, 2, 3]]).all()


def test_the_error_of_a_coefficient_is_that_of_a_mean():
    reference = np.array([0, 0, 1, 1])
    drawn = np.ones(4)
    found = [np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0, 0, 0, 1])]
    redraws = [Redraw(drawn, {2: labels}, {2: labels}) for labels in found]
    rated = rate_groups(reference, redraws, drawn)
    best = np.array([[1, 1], [1 / 2, 2 / 3], [2 / 3, 1 / 2]])
    np.testing.assert_allclose(rated.jaccard, best.mean(axis=0))
    np.testing.assert_allclose(rated.error, best.std(axis=0, ddof=1) / np.sqrt(3))
    assert np.isinf(rate_groups(reference, redraws[:1], drawn).error).all()


def test_the_first_redraws_are_the_same_however_many_follow():
    matrix = np.random.default_rng(2).normal(np.repeat([[0.0], [2.0]], 20, axis=0), 0.2, (40, 2))
    population = describe_population(matrix, np.ones(40), GroupPrior())
    reference = np.repeat([0, 1], 20)

    def drawn(*counts):
        start = Candidate("kmeans", (("n_clusters", 2),))
        search = NaturalSearch([start], population, reference, Rules(5, most_groups=2), 3)
        redraws = Redraws(population, search, 3)
        found = [redraws.first(count) for count in counts]
        return [redraw.drawn.tolist() for redraw in found[-1]]

    assert drawn(2, 5) == drawn(5)
    assert drawn(5, 2) == drawn(5)[:2]
    assert len(set(map(tuple, drawn(5)))) == 5


@pytest.mark.parametrize(
    ("jaccard", "outlier_group", "expected"),
    [
        ([0.9, 0.8], -1, False),
        ([0.9, 0.65], -1, True),
        ([0.9, 0.55], -1, True),
        ([0.9, 0.45], -1, False),
        ([0.45, 0.65], -1, False),
        # Outliers that are no group for sure do not decide about the others.
        ([0.65, 0.45], 1, True),
        ([0.9, 0.45], 1, False),
        ([0.9, 0.65], 1, True),
    ],
)
def test_more_is_drawn_while_chance_could_decide(jaccard, outlier_group, expected):
    certain = np.ones(2)
    stability = Stability(np.array(jaccard), np.full(2, 0.05), certain, certain)
    assert is_open(stability, outlier_group, ChoiceRule()) == expected


def test_groups_hold_where_chance_is_no_explanation():
    rated = Stability(
        np.array([0.61, 0.71, 0.61]), np.array([0.05, 0.05, 0.0]), np.ones(3), np.ones(1)
    )
    assert surely_holds(rated, ChoiceRule()).tolist() == [False, True, True]
