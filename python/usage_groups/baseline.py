"""The case study's method: DBSCAN per API type, its ``min_samples`` searched by silhouette."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from usage_groups.progress import counted

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


class Neighbourhood(NamedTuple):
    """Distinct points, what they stand for, and which of them are near each other."""

    points: NDArray[np.float64]
    """(n_distinct, n_features), in the order in which they are first met."""
    weights: NDArray[np.int64]
    """(n_distinct,) How many points each stands for."""
    inverse: NDArray[np.int64]
    """(n_points,) The distinct point of each point."""
    graph: csr_array
    """(n_distinct, n_distinct) Pairs within eps, each point with itself."""


def find_neighbours(points: NDArray[np.float64], eps: float = EPS) -> Neighbourhood:
    """Find the neighbours of every distinct point, once for all settings.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_features)
    eps : float
        Largest Euclidean distance between neighbours.
    """
    _, first, inverse, weights = np.unique(
        points, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    distinct = np.ascontiguousarray(points[first[order]])
    search = NearestNeighbors(radius=eps).fit(distinct)
    graph = csr_array(search.radius_neighbors_graph(distinct, mode="connectivity"))
    return Neighbourhood(distinct, weights[order], rank[inverse.ravel()], graph)


def dbscan_labels(near: Neighbourhood, min_samples: int) -> NDArray[np.int64]:
    """Label the distinct points as DBSCAN labels all points.

    Clusters are numbered in the order in which their first core point is met, and a border point
    belongs to the first cluster that reaches it, as in ``sklearn.cluster.DBSCAN``.

    Parameters
    ----------
    near : Neighbourhood
    min_samples : int
        Points, itself included, that make a neighbourhood dense.

    Returns
    -------
    ndarray of shape (n_distinct,)
        Cluster of each distinct point, -1 for noise.
    """
    labels = np.full(len(near.weights), -1, dtype=np.int64)
    is_core = near.graph @ near.weights >= min_samples
    core = np.flatnonzero(is_core)
    if not len(core):
        return labels
    _, components = connected_components(near.graph[core][:, core], directed=False)
    _, first = np.unique(components, return_index=True)
    labels[core] = np.argsort(np.argsort(first))[components]
    border = np.flatnonzero(~is_core)
    reach = near.graph[border][:, core].tocoo()
    nearest = np.full(len(border), len(core), dtype=np.int64)
    np.minimum.at(nearest, reach.coords[0], labels[core][reach.coords[1]])
    labels[border] = np.where(nearest < len(core), nearest, -1)
    return labels


def silhouettes(near: Neighbourhood, settings: Sequence[NDArray[np.int64]]) -> list[float]:
    """Mean silhouette of several labellings from one pass over the distances.

    Noise counts as one more cluster, as in the case study.

    Parameters
    ----------
    near : Neighbourhood
    settings : sequence of ndarray of shape (n_distinct,)
        Labellings with at least two labels each.

    Returns
    -------
    list of float
        One mean over all points for each labelling.

    References
    ----------
    Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of cluster
    analysis; a point that is alone in its cluster scores 0, as in ``sklearn.metrics``.
    """
    codes = [np.unique(labels, return_inverse=True)[1] for labels in settings]
    members = [np.eye(code.max() + 1)[code] * near.weights[:, None] for code in codes]
    stacked = np.hstack(members) if members else np.empty((len(near.weights), 0))
    bounds = np.cumsum([0, *(member.shape[1] for member in members)])
    totals = np.zeros(len(settings))
    step = max(1, BLOCK_ELEMENTS // len(near.weights))
    for start in counted(range(0, len(near.weights), step), "blocks of distances"):
        block = slice(start, start + step)
        sums = cdist(near.points[block], near.points) @ stacked
        for index, code in enumerate(codes):
            scores = _block_silhouettes(
                sums[:, bounds[index] : bounds[index + 1]],
                members[index].sum(axis=0),
                code[block],
            )
            totals[index] += near.weights[block] @ scores
    return list(totals / near.weights.sum())


def _block_silhouettes(
    sums: NDArray[np.float64], sizes: NDArray[np.float64], own: NDArray[np.int64]
) -> NDArray[np.float64]:
    rows = np.arange(len(own))
    own_sizes = sizes[own]
    within = sums[rows, own] / np.maximum(own_sizes - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    between = means.min(axis=1)
    largest = np.maximum(within, between)
    scores = np.divide(between - within, largest, out=np.zeros(len(own)), where=largest > 0)
    return np.where(own_sizes > 1, scores, 0.0)


def score_settings(
    points: pd.DataFrame, eps: float = EPS, min_samples: Sequence[int] = MIN_SAMPLES
) -> pd.DataFrame:
    """Try every ``min_samples`` in every API type.

    Parameters
    ----------
    points : DataFrame
        Columns ``user_id``, ``api_type`` and the seven ``FEATURES``.
    eps : float
        Largest Euclidean distance between neighbours.
    min_samples : sequence of int
        Settings to try.

    Returns
    -------
    DataFrame
        One row per type and setting: ``noise_count``, ``cluster_count`` and ``silhouette``, which
        is missing where the case study skips the setting: nothing but noise, or a single label.
    """
    trials = []
    for api_type, near in _types(points, eps):
        labellings = [
            dbscan_labels(near, least) for least in counted(min_samples, "settings tried")
        ]
        scored = [index for index, labels in enumerate(labellings) if len(np.unique(labels)) > 1]
        scores = dict(
            zip(scored, silhouettes(near, [labellings[index] for index in scored]), strict=True)
        )
        for index, labels in enumerate(labellings):
            noise_count = int(near.weights[labels == -1].sum())
            trial = (api_type, min_samples[index], noise_count, int(labels.max()) + 1)
            trials.append((*trial, scores.get(index, np.nan)))
    columns = ["api_type", "min_samples", "noise_count", "cluster_count", "silhouette"]
    return pd.DataFrame(trials, columns=columns)


def label_choices(points: pd.DataFrame, choices: pd.DataFrame, eps: float = EPS) -> pd.DataFrame:
    """Label every point by the best and by the published setting of its type.

    Parameters
    ----------
    points : DataFrame
        As for :func:`score_settings`.
    choices : DataFrame
        Columns ``api_type``, ``best_min_samples`` and ``published_min_samples``; a type without a
        row had no setting with a silhouette, and all its points are noise.

    Returns
    -------
    DataFrame
        Columns ``user_id``, ``api_type``, ``best_label`` and ``published_label``, -1 for noise.
    """
    chosen = choices.set_index("api_type")
    labelled = points[["user_id", "api_type"]].assign(best_label=-1, published_label=-1)
    for api_type, near in _types(points, eps):
        if api_type not in chosen.index:
            continue
        rows = labelled["api_type"] == api_type
        for name in ("best", "published"):
            labels = dbscan_labels(near, int(chosen.loc[api_type, f"{name}_min_samples"]))
            labelled.loc[rows, f"{name}_label"] = labels[near.inverse]
    return labelled


def _types(points: pd.DataFrame, eps: float) -> Iterator[tuple[str, Neighbourhood]]:
    for api_type, rows in points.groupby("api_type", sort=True):
        yield api_type, find_neighbours(rows[list(FEATURES)].to_numpy(dtype=np.float64), eps)
