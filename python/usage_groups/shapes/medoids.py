"""Groups around medoids (k-medoids) from a matrix of distances: fits, and how well they repeat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from usage_groups.measures import jaccard_coefficients, match_groups

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_SWAPS = 50
# Fits need no more than this many users to show whether a group holds.
RESAMPLE_USERS = 500


def fit_medoids(distances: Floats, weights: Floats, most_groups: int) -> list[Integers]:
    """Find 1, 2, ... medoids, each set by adding one to the set before and swapping while it helps.

    Parameters
    ----------
    distances : ndarray of shape (n_points, n_points)
        Symmetric, 0 on the diagonal.
    weights : ndarray of shape (n_points,)
        How many users each point stands for, above 0.
    most_groups : int
        Largest number of medoids, at least 1.

    Returns
    -------
    list of ndarray
        Item k - 1 has shape (k,): the points that are medoids. Shorter than `most_groups` where
        more medoids would have no user of their own.

    References
    ----------
    Schubert and Rousseeuw (2021), Fast and eager k-medoids clustering, Information Systems 101:
    all swaps are weighed in one pass over the distances.
    """
    medoids = np.array([np.argmin(distances @ weights)])
    fits = [medoids]
    for _ in range(1, min(most_groups, len(distances))):
        nearest = distances[:, medoids].min(axis=1)
        gains = weights @ np.maximum(nearest[:, None] - distances, 0)
        if gains.max() <= 0:
            break
        medoids = _swap_while_better(distances, weights, np.append(medoids, np.argmax(gains)))
        fits.append(medoids)
    return fits


def _swap_while_better(distances: Floats, weights: Floats, medoids: Integers) -> Integers:
    medoids = medoids.copy()
    rows = np.arange(len(distances))
    # Swaps that gain less than this share of the total are rounding.
    least_gain = 1e-9 * float(weights @ distances[:, medoids].min(axis=1))
    for _ in range(MOST_SWAPS):
        order = np.argsort(distances[:, medoids], axis=1, kind="stable")
        own = order[:, 0]
        nearest = distances[rows, medoids[own]]
        second = distances[rows, medoids[order[:, 1]]]
        # Row x of the sums: the change where x becomes a medoid and a point's own one goes or not.
        kept = np.minimum(distances - nearest, 0) * weights
        lost = (np.minimum(distances, second) - nearest) * weights - kept
        changes = kept.sum(axis=1)[:, None] + lost @ np.eye(len(medoids))[own]
        point, medoid = np.unravel_index(np.argmin(changes), changes.shape)
        if changes[point, medoid] >= -least_gain:
            break
        medoids[medoid] = point
    return medoids


def fit_halves(
    distances: Floats, weights: Floats, most_groups: int, count: int, generator: np.random.Generator
) -> list[list[Integers]]:
    """Fit medoids again on random halves of the users.

    Parameters
    ----------
    distances : ndarray of shape (n_points, n_points)
        Symmetric, 0 on the diagonal.
    weights : ndarray of shape (n_points,)
        Whole numbers of users.
    most_groups : int
        Largest number of medoids.
    count : int
        Number of halves.
    generator : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    list of list of ndarray
        One answer of :func:`fit_medoids` for each half, in points of the whole.
    """
    users = np.repeat(np.arange(len(weights)), weights.astype(int))
    size = min((len(users) + 1) // 2, RESAMPLE_USERS)
    fits = []
    for _ in range(count):
        drawn = generator.choice(users, size, replace=False, shuffle=False)
        points, counts = np.unique(drawn, return_counts=True)
        half = fit_medoids(distances[np.ix_(points, points)], counts.astype(float), most_groups)
        fits.append([points[medoids] for medoids in half])
    return fits


@dataclass(frozen=True)
class Agreement:
    """How well fits on halves of the users repeat a partition of all of them.

    Attributes
    ----------
    jaccard : ndarray of shape (n_groups,)
        Mean over the halves of each group's similarity to the most similar group, 0 to 1.
    confidence : ndarray of shape (n_points,)
        Share of the halves that put a point into the counterpart of its group, 0 to 1.
    """

    jaccard: Floats
    confidence: Floats


def measure_agreement(labels: Integers, weights: Floats, repeats: list[Integers]) -> Agreement:
    """Compare a partition with others of the same points.

    Parameters
    ----------
    labels : ndarray of shape (n_points,)
        Groups from 0, and -1 for outliers, which are a group of their own here.
    weights : ndarray of shape (n_points,)
        How many users each point stands for.
    repeats : list of ndarray of shape (n_points,)
        The other partitions, at least one.

    Returns
    -------
    Agreement

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics and Data
    Analysis 52: above 0.75 a group is stable, below 0.60 it should not be trusted.
    """
    groups = int(labels.max(initial=-1)) + 1
    similarities, agreed = np.zeros(groups), np.zeros(len(labels))
    for repeat in repeats:
        similarities += jaccard_coefficients(labels, repeat, weights).max(axis=1)
        agreed += match_groups(labels, repeat, weights) == labels
    return Agreement(similarities / len(repeats), agreed / len(repeats))
