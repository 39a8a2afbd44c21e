"""The table of candidates that analysts edit, and the fit of each algorithm."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors
from usage_groups.fitting import candidates
from usage_groups.fitting.candidates import Points, expand_candidates, fit_candidate

COLUMNS = ["algorithm", "parameter", "values", "enabled"]


def expand(*rows):
    return expand_candidates(pd.DataFrame(rows, columns=COLUMNS))


def test_values_are_combined():
    found = expand(
        ("dbscan", "eps_quantile", "0.5 0.9", "true"), ("dbscan", "min_samples", "4 8", "TRUE")
    )
    assert [str(candidate) for candidate in found] == [
        f"eps_quantile={eps}, min_samples={least}" for eps in (0.5, 0.9) for least in (4, 8)
    ]


def test_what_is_off_is_left_out():
    found = expand(("kmeans", "n_clusters", "2 3", "false"), ("ward", "n_clusters", "4 4", "true"))
    assert [(candidate.algorithm, str(candidate)) for candidate in found] == [
        ("ward", "n_clusters=4")
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("kmean", "n_clusters", "2", "true"), "unknown algorithm 'kmean'; known are dbscan"),
        (("kmeans", "clusters", "2", "true"), "kmeans has no parameter 'clusters'"),
        (("kmeans", "n_clusters", " ", "true"), "kmeans has no value for n_clusters"),
        (("kmeans", "n_clusters", "2", "perhaps"), "enabled must be true or false"),
        (("dbscan", "min_samples", "4", "true"), "dbscan needs values for eps_quantile"),
        (
            ("gaussian_mixture", "covariance_type", "diag tied", "true"),
            "covariance_type is diag or full, not tied",
        ),
    ],
)
def test_mistakes_are_named(row, sentence):
    with pytest.raises(ValueError, match=sentence):
        expand(row)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="has no column enabled"):
        expand_candidates(pd.DataFrame(columns=COLUMNS[:3]))


@pytest.mark.parametrize(
    ("rows", "has_bic"),
    [
        ([("kmeans", "n_clusters", "2", "true")], False),
        ([("ward", "n_clusters", "2", "true")], False),
        ([("hdbscan", "min_cluster_size", "5", "true")], False),
        (
            [("dbscan", "eps_quantile", "0.9", "true"), ("dbscan", "min_samples", "4", "true")],
            False,
        ),
        (
            [
                ("gaussian_mixture", "n_components", "2", "true"),
                ("gaussian_mixture", "covariance_type", "full", "true"),
            ],
            True,
        ),
    ],
)
def test_every_algorithm_parts_two_clouds(rows, has_bic):
    random = np.random.default_rng(0)
    matrix = np.vstack([random.normal(0, 0.1, (40, 3)), random.normal(3, 0.1, (40, 3))])
    fit = fit_candidate(expand(*rows)[0], Points(matrix, resolution=0.05))
    assert len(set(fit.labels[:40]) - {-1}) >= 1
    assert not set(fit.labels[:40]) & set(fit.labels[40:]) - {-1}
    assert (fit.bic is not None) == has_bic


def test_too_few_users_are_no_fit():
    candidate = expand(("kmeans", "n_clusters", "8", "true"))[0]
    assert fit_candidate(candidate, Points(np.zeros((3, 2)))) is None


def crowded_points() -> np.ndarray:
    """Points of which many are equal."""
    random = np.random.default_rng(5)
    centres = random.random((5, 4)) * 2
    return np.round(centres[random.integers(5, size=300)] + random.normal(0, 0.1, (300, 4)), 1)


@pytest.mark.parametrize("least", [4, 8])
@pytest.mark.parametrize("quantile", [0.5, 0.9])
def test_dbscan_is_that_of_scikit_learn(least, quantile):
    matrix = crowded_points()
    neighbours = NearestNeighbors(n_neighbors=least).fit(matrix)
    radius = np.quantile(neighbours.kneighbors(matrix)[0][:, -1], quantile)
    expected = DBSCAN(eps=max(radius, 1e-9), min_samples=least).fit_predict(matrix)
    rows = [("eps_quantile", str(quantile)), ("min_samples", str(least))]
    candidate = expand(*(("dbscan", *row, "true") for row in rows))[0]
    assert fit_candidate(candidate, Points(matrix)).labels.tolist() == expected.tolist()


def test_one_tree_serves_every_number_of_groups():
    matrix = np.random.default_rng(6).random((200, 3))
    points = Points(matrix)
    for candidate in expand(("ward", "n_clusters", "2 3 8", "true")):
        groups = dict(candidate.parameters)["n_clusters"]
        expected = AgglomerativeClustering(groups, linkage="ward").fit_predict(matrix)
        found = fit_candidate(candidate, points).labels
        assert len(set(found)) == groups
        assert adjusted_rand_score(expected, found) == 1


def test_of_very_many_users_a_part_is_joined(monkeypatch):
    random = np.random.default_rng(7)
    truth = random.integers(3, size=500)
    matrix = 3 * truth[:, None] + random.normal(0, 0.2, (500, 2))
    monkeypatch.setattr(candidates, "_MOST_JOINED", 60)
    (candidate,) = expand(("ward", "n_clusters", "3", "true"))
    found = fit_candidate(candidate, Points(matrix)).labels
    assert adjusted_rand_score(truth, found) == 1
