"""The table of candidates that analysts edit, and the fit of each algorithm."""

import numpy as np
import pandas as pd
import pytest
from usage_groups.candidates import Points, expand_candidates, fit_candidate

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
