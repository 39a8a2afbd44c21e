"""Equal partitions are equal in all that is made of them, however they were found and numbered."""

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.mixture import GaussianMixture
from usage_groups.arrays import in_order
from usage_groups.exact import on_grid
from usage_groups.fitting.candidates import Candidate, Points, fit_candidate
from usage_groups.fitting.partition import Limits, finish_partition, make_partition
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.search.trial import Trial, pick_candidate, quick_companions

PRIOR = GroupPrior()


def users(seed: int, kinds: int = 4, count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, kinds, count)
    return on_grid(
        2 * draw.normal(size=(kinds, 7))[truth] + 0.2 * draw.normal(size=(count, 7))
    ), truth


def candidate(algorithm: str, **parameters: object) -> Candidate:
    return Candidate(algorithm, tuple(sorted(parameters.items())))


def test_groups_are_numbered_by_their_first_rows():
    labels = np.array([3, -1, 0, 3, 7, 0])
    assert in_order(labels).tolist() == [0, -1, 1, 0, 2, 1]
    assert in_order(np.array([-1, -1])).tolist() == [-1, -1]
    assert in_order(np.array([2, 1])).tolist() == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_evidence_does_not_depend_on_the_numbers(seed):
    matrix, truth = users(seed)
    population = describe_population(matrix, np.ones(len(matrix)), PRIOR)
    renamed = np.random.default_rng(seed).permutation(4)[truth]
    one, other = (
        finish_partition(population, labels, labels, PRIOR) for labels in (truth, renamed)
    )
    assert one.evidence == other.evidence
    assert one.components.tolist() == other.components.tolist()


def test_of_equal_trials_the_first_is_picked_and_companions_are_the_same():
    matrix, truth = users(0)
    population = describe_population(matrix, np.ones(len(matrix)), PRIOR)
    limits = Limits(5, PRIOR)
    partition = make_partition(population, in_order(truth), limits)
    names = [("dbscan", "min_samples"), ("kmeans", "n_clusters"), ("ward", "n_clusters")]
    trials = [
        Trial(candidate(name, **{parameter: 4}), truth, partition, limits)
        for name, parameter in names
    ]
    for order in (trials, trials[::-1]):
        assert pick_candidate(order, 3.0) is order[0]
        assert set(quick_companions(order)) == {trials[1].candidate, trials[2].candidate}


@pytest.mark.parametrize("seed", range(4))
def test_own_fits_are_as_good_as_those_of_scikit_learn(seed):
    matrix, _ = users(seed)
    points = Points(matrix, seed, PRIOR.resolution)

    def spread(labels):
        parts = [matrix[labels == group] for group in np.unique(labels)]
        return sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)

    ours = spread(fit_candidate(candidate("kmeans", n_clusters=4), points).labels)
    theirs = spread(KMeans(4, n_init=10, random_state=0).fit_predict(matrix))
    assert ours <= 1.01 * theirs
    for kind in ("diag", "full"):
        fit = fit_candidate(
            candidate("gaussian_mixture", n_components=4, covariance_type=kind), points
        )
        model = GaussianMixture(
            4, covariance_type=kind, reg_covar=PRIOR.resolution**2, random_state=0
        )
        assert fit.bic <= model.fit(matrix).bic(matrix) + 0.02 * abs(fit.bic)


def test_density_hierarchies_are_those_of_scikit_learn_where_nothing_ties():
    draw = np.random.default_rng(0)
    matrix = np.vstack([draw.normal(centre, 0.3, (40, 5)) for centre in (0, 2, 4)])
    found = fit_candidate(candidate("hdbscan", min_cluster_size=15), Points(matrix)).labels
    expected = HDBSCAN(min_cluster_size=15, copy=True).fit_predict(matrix)
    assert found.tolist() == expected.tolist()


def test_a_user_between_two_centres_goes_to_the_first():
    matrix = np.array([[0.0, 0], [0, 0], [1, 1], [2, 2], [2, 2]])
    labels = fit_candidate(candidate("kmeans", n_clusters=2), Points(matrix)).labels
    shifted = fit_candidate(candidate("kmeans", n_clusters=2), Points(matrix + 5.0)).labels
    assert labels.tolist() == shifted.tolist()
