"""k-means of several starts in the same steps: what each of them would find by itself."""

import numpy as np
import pytest
from usage_groups.exact import on_grid
from usage_groups.fitting import kmeans
from usage_groups.fitting.kmeans import centres_of, descend, fit_kmeans, squared_distances


def random_rows(seed, count=200):
    random = np.random.default_rng(seed)
    rows = on_grid(random.normal(random.integers(0, 3, (count, 1)), 0.5, (count, 3)))
    return rows, random.integers(1, 4, count).astype(float)


def lloyd(rows, weights, centres):
    """Reassign everybody, and take the mean of everybody, until nobody moves."""
    labels = np.full(len(rows), -1)
    while True:
        found = squared_distances(rows, centres).argmin(axis=1)
        if (found == labels).all():
            return labels, centres
        labels, centres = found, centres.copy()
        for group in np.unique(labels):
            centres[group] = centres_of(rows, weights, labels)[group]


@pytest.mark.parametrize("seed", range(5))
def test_descents_are_those_of_lloyd(seed):
    rows, weights = random_rows(seed)
    # Nobody is near the last centre, which stays where it is.
    centres = np.vstack([rows[:5], np.full((1, 3), 50.0)])
    found = descend(rows, weights, centres)
    labels, expected = lloyd(rows, weights, centres)
    assert found.labels.tolist() == labels.tolist()
    assert (found.centres == expected).all()
    assert found.squares == weights @ squared_distances(rows, expected).min(axis=1)


@pytest.mark.parametrize("together", [1, 3, 8])
def test_the_best_start_is_the_same_however_many_are_followed_together(together, monkeypatch):
    rows, weights = random_rows(7)
    expected = fit_kmeans(rows, weights, 4, seed=1, starts=8)
    monkeypatch.setattr(kmeans, "_BLOCK", together * len(rows) * 4)
    found = fit_kmeans(rows, weights, 4, seed=1, starts=8)
    assert found.squares == expected.squares
    assert found.labels.tolist() == expected.labels.tolist()
    fewer = fit_kmeans(rows, weights, 4, seed=1, starts=1)
    assert fewer.squares >= found.squares


def test_more_centres_than_places_leave_some_without_users():
    rows, weights = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([3.0, 2.0])
    found = fit_kmeans(rows, weights, 4, seed=0)
    assert found.squares == 0
    assert sorted(found.labels.tolist()) != [0, 0]
