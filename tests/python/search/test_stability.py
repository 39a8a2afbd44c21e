"""Whether groups come back when other users are drawn."""

import numpy as np
import pytest
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.search.bootstrap import Resample, Resamples
from usage_groups.search.selection import Criteria, is_open, surely_holds
from usage_groups.search.stability import Stability, rate_groups


def test_groups_are_rated_by_what_resamples_find():
    reference = np.array([0, 0, 0, 1, 1, 1])
    weights = np.ones(6)
    same = Resample(np.array([2.0, 0, 1, 3, 0, 0]), {2: np.array([1, 1, 1, 0, 0, 0])})
    other = Resample(np.array([1.0, 1, 1, 3, 0, 0]), {2: np.array([0, 0, 0, 1, 0, 1])})
    rated = rate_groups(reference, [same, other], weights)
    assert rated.jaccard.tolist() == [1.0, 1.0]
    assert rated.error.tolist() == [0.0, 0.0]
    # Of the pair left out of group 1 the first resample keeps it together, the second does not.
    assert np.isnan(rated.strength[0])
    assert rated.strength[1] == pytest.approx(0.5)
    assert rated.agreement[[1, 4, 5]].tolist() == [1.0, 0.5, 1.0]
    assert np.isnan(rated.agreement[[0, 2, 3]]).all()


def test_the_error_of_a_coefficient_is_that_of_a_mean():
    reference = np.array([0, 0, 1, 1])
    drawn = np.ones(4)
    found = [np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0, 0, 0, 1])]
    resamples = [Resample(drawn, {2: labels}) for labels in found]
    rated = rate_groups(reference, resamples, drawn)
    best = np.array([[1, 1], [1 / 2, 2 / 3], [2 / 3, 1 / 2]])
    np.testing.assert_allclose(rated.jaccard, best.mean(axis=0))
    np.testing.assert_allclose(rated.error, best.std(axis=0, ddof=1) / np.sqrt(3))
    assert np.isinf(rate_groups(reference, resamples[:1], drawn).error).all()


def test_the_first_resamples_are_the_same_however_many_follow():
    matrix = np.random.default_rng(2).normal(np.repeat([[0.0], [2.0]], 20, axis=0), 0.2, (40, 2))
    population = describe_population(matrix, np.ones(40), GroupPrior())
    reference = np.repeat([0, 1], 20)

    def drawn(*counts):
        start = Candidate("kmeans", (("n_clusters", 2),))
        resamples = Resamples([start], population, reference, Limits(5, most_groups=2), 3)
        found = [resamples.first(count) for count in counts]
        return [resample.drawn.tolist() for resample in found[-1]]

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
    assert is_open(stability, outlier_group, Criteria()) == expected


def test_groups_hold_where_chance_is_no_explanation():
    rated = Stability(
        np.array([0.61, 0.71, 0.61]), np.array([0.05, 0.05, 0.0]), np.ones(3), np.ones(1)
    )
    assert surely_holds(rated, Criteria()).tolist() == [False, True, True]
