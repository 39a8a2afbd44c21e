"""The case study's method: DBSCAN per API type, its ``min_samples`` swept by silhouette."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.spatial.distance import cdist

from usage_groups.arrays import distinct_rows
from usage_groups.dbscan import Neighbourhood, dbscan_labels, find_neighbours
from usage_groups.measures import silhouette_widths
from usage_groups.progress import counted
from usage_groups.sizes import MOST_SCORED

FEATURES = (
    "use_days",
    "use_duration",
    "avg_cont_use",
    "total_calls_log10",
    "usage_range",
    "mean_usage_scaled",
    "sd_usage_scaled",
)
EPS = 0.15
MIN_SAMPLES = tuple(range(3, 25))
BLOCK_ELEMENTS = 4_000_000
# The silhouettes of so many estimate the mean of very many.
SAMPLED_POINTS = 2_000
COLUMNS = [
    *("min_samples", "noise_count", "cluster_count"),
    *("silhouette", "silhouette_standard_error"),
]


class Scored(NamedTuple):
    """Points whose silhouettes make a mean, and how many they stand for."""

    rows: NDArray[np.int64]
    """(n_rows,) Distinct points."""
    weights: NDArray[np.int64]
    """(n_rows,) How often each counts."""
    population: int
    """Points that the mean is about."""


def scored_points(near: Neighbourhood, most_scored: int, seed: int = 0) -> Scored:
    """Take all points, or of more than ``most_scored`` a random sample that does not grow."""
    count = len(near.inverse)
    if count <= most_scored:
        return Scored(np.arange(len(near.weights)), near.weights, count)
    size = min(SAMPLED_POINTS, most_scored)
    drawn = np.random.default_rng(seed).choice(count, size, replace=False, shuffle=False)
    return Scored(*np.unique(near.inverse[drawn], return_counts=True), count)


def silhouettes(
    near: Neighbourhood, settings: Sequence[NDArray[np.int64]], scored: Scored
) -> NDArray[np.float64]:
    """Mean silhouette of several labellings from one pass over the distances.

    Noise counts as one more cluster, as in the case study.

    Parameters
    ----------
    near : Neighbourhood
        The points and their neighbours, as `find_neighbours` finds them.
    settings : sequence of ndarray of shape (n_distinct,)
        Labellings with at least two labels each.
    scored : Scored
        Whose silhouettes make the mean.

    Returns
    -------
    ndarray of shape (n_settings, 2)
        The mean over the scored points for each labelling, and its standard error, which is 0 where
        all points are scored.

    References
    ----------
    Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of cluster
    analysis; a point that is alone in its cluster scores 0, as in ``sklearn.metrics``. Cochran
    (1977), Sampling techniques, chapter 2, for the error of a sample without replacement.
    """
    codes = np.column_stack([np.unique(labels, return_inverse=True)[1] for labels in settings])
    # Most points share their clusters in all settings with many others, and are summed up once.
    first, kind, _ = distinct_rows(codes)
    order = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[order], np.arange(len(first)))
    points, weights = near.points[order], near.weights[order].astype(float)
    bounds = np.cumsum([0, *(codes.max(axis=0) + 1)])
    members = _members(codes[first] + bounds[:-1], bounds[-1])
    sizes = np.add.reduceat(weights, starts) @ members
    sums, squares = np.zeros(len(settings)), np.zeros(len(settings))
    step = max(1, BLOCK_ELEMENTS // len(points))
    for start in counted(range(0, len(scored.rows), step), "blocks of distances"):
        rows, counts = (each[start : start + step] for each in (scored.rows, scored.weights))
        distances = cdist(near.points[rows], points)
        distances *= weights
        totals = np.add.reduceat(distances, starts, axis=1) @ members
        for index, code in enumerate(codes[rows].T):
            columns = slice(bounds[index], bounds[index + 1])
            scores = silhouette_widths(totals[:, columns], sizes[columns], code)
            sums[index] += (counts * scores).sum()
            squares[index] += (counts * scores**2).sum()
    count = scored.weights.sum()
    means = sums / count
    variances = np.maximum(squares - count * means**2, 0) / max(count - 1, 1)
    errors = np.sqrt(variances / count * (1 - count / scored.population))
    return np.column_stack([means, errors])


def _members(columns: NDArray[np.int64], count: int) -> csr_array:
    """Mark the clusters of each kind of point, shape (n_kinds, n_clusters_of_all_settings)."""
    rows = np.repeat(np.arange(len(columns)), columns.shape[1])
    marks = np.ones(columns.size)
    return coo_array((marks, (rows, columns.ravel())), shape=(len(columns), count)).tocsr()


def score_settings(
    points: NDArray[np.float64],
    most_scored: int = MOST_SCORED,
    *,
    eps: float = EPS,
    min_samples: Sequence[int] = MIN_SAMPLES,
) -> tuple[pd.DataFrame, NDArray[np.int32]]:
    """Try every ``min_samples`` on the users of one API type.

    Parameters
    ----------
    points : ndarray of shape (n_points, 7)
        The seven ``FEATURES``.
    most_scored : int
        Of more points than this the silhouettes of a random sample are taken.
    eps : float
        Largest Euclidean distance between neighbours.
    min_samples : sequence of int
        Settings to try.

    Returns
    -------
    trials : DataFrame
        One row per setting: ``min_samples``, ``noise_count``, ``cluster_count`` and ``silhouette``
        with its ``silhouette_standard_error`` (0 where all points are scored), missing where the
        case study skips the setting: nothing but noise, or a single label.
    labels : ndarray of int, shape (n_points, n_settings)
        Cluster of each point, -1 for noise.
    """
    near = find_neighbours(points, eps, max(min_samples))
    labellings = [dbscan_labels(near, least) for least in counted(min_samples, "settings tried")]
    kept = [index for index, labels in enumerate(labellings) if len(np.unique(labels)) > 1]
    scores = np.full((len(labellings), 2), np.nan)
    if kept:
        scored = scored_points(near, most_scored)
        scores[kept] = silhouettes(near, [labellings[index] for index in kept], scored)
    trials = [
        (least, int(near.weights[labels == -1].sum()), int(labels.max()) + 1, *score)
        for least, labels, score in zip(min_samples, labellings, scores, strict=True)
    ]
    labels = np.column_stack(labellings).astype(np.int32)[near.inverse]
    return pd.DataFrame(trials, columns=COLUMNS), labels


def search_settings(
    points: NDArray[np.float64], most_scored: int = MOST_SCORED
) -> tuple[pd.DataFrame, NDArray[np.int32]]:
    """Try every setting, and keep the labels of the two that matter.

    Parameters
    ----------
    points : ndarray of shape (n_points, 7)
        Finite numbers.
    most_scored : int
        As for `score_settings`.

    Returns
    -------
    trials : DataFrame
        As `score_settings` returns it, with ``is_best`` (of equal silhouettes the first, as a
        search that keeps the best so far would find) and ``is_published`` (the last one that has a
        silhouette); neither where no setting has one.
    labels : ndarray of int, shape (n_points, 2)
        Cluster of each point by the best and by the published setting, -1 for noise.
    """
    trials, labels = score_settings(points, most_scored)
    scored = trials["silhouette"].dropna()
    chosen = [scored.idxmax(), scored.index[-1]] if len(scored) else []
    is_best, is_published = (trials.index.isin([row]) for row in chosen or (-1, -1))
    trials = trials.assign(is_best=is_best, is_published=is_published)
    return trials, labels[:, chosen] if chosen else np.full((len(points), 2), -1, labels.dtype)
