"""Scores of a partition: counts, shares, silhouette, and the density-based index DBCV."""

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree

from usage_groups import exact

_FEWEST_GROUPS = 2


def cluster_count(labels: np.ndarray) -> int:
    """Return the number of groups, noise not counted."""
    return len(np.unique(labels[labels >= 0]))


def noise_share(labels: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the share of users (or of their weights) that are in no group, 0 to 1."""
    return float(np.average(labels < 0, weights=weights))


def grouped_silhouette(distances: np.ndarray, labels: np.ndarray) -> float | None:
    """Return the silhouette over the users in groups (Rousseeuw 1987), from ready distances.

    Parameters
    ----------
    distances : ndarray of shape (n_users, n_users)
    labels : ndarray of shape (n_users,)
        -1 is noise.

    Returns
    -------
    float or None
        -1 to 1; None with fewer than two groups, or as many groups as users.
    """
    kept = labels >= 0
    groups, members = np.unique(labels[kept], return_inverse=True)
    if len(groups) < _FEWEST_GROUPS or len(groups) >= kept.sum():
        return None
    sizes = np.bincount(members)
    ordered = np.flatnonzero(kept)[np.argsort(members, kind="stable")]
    starts = np.cumsum(sizes) - sizes
    sums = np.add.reduceat(distances[np.ix_(kept, ordered)], starts, axis=1)
    users = np.arange(len(members))
    own = sums[users, members] / np.maximum(sizes[members] - 1, 1)
    others = sums / sizes
    others[users, members] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(own, nearest)
    alone = (sizes[members] == 1) | (widest == 0)
    widths = np.where(alone, 0.0, (nearest - own) / np.where(widest == 0, 1.0, widest))
    return float(widths.mean())


def _core_distances(distances: np.ndarray, features: int) -> np.ndarray:
    """Return each point's generalised mean distance to the others of its group."""
    logs = -features * exact.log(distances + np.eye(len(distances)))
    np.fill_diagonal(logs, -np.inf)
    totals = exact.log_sum_exp(logs)
    return exact.exp(-(totals - exact.log(len(distances) - 1)) / features)


def dbcv(distances: np.ndarray, labels: np.ndarray, features: int) -> float | None:
    """Return the density-based clustering validation index.

    Moulavi, Jaskowiak, Campello, Zimek and Sander (2014), "Density-based clustering validation",
    SIAM International Conference on Data Mining. It needs distinct points: hand it each row once.

    Parameters
    ----------
    distances : ndarray of shape (n_rows, n_rows)
        Greater than 0 off the diagonal.
    labels : ndarray of shape (n_rows,)
        -1 is noise.
    features : int
        Dimensions that the distances were taken in.

    Returns
    -------
    float or None
        -1 to 1; None with fewer than two groups of two or more rows.
    """
    members = [np.flatnonzero(labels == group) for group in np.unique(labels[labels >= 0])]
    members = [rows for rows in members if len(rows) >= _FEWEST_GROUPS]
    if len(members) < _FEWEST_GROUPS:
        return None
    cores = [_core_distances(distances[np.ix_(rows, rows)], features) for rows in members]
    sparsest, inner = zip(
        *(_inner_tree(distances[np.ix_(r, r)], c) for r, c in zip(members, cores, strict=True)),
        strict=True,
    )
    validities = np.zeros(len(members))
    for one in range(len(members)):
        gaps = [
            _density_gap(distances, members, cores, inner, (one, other))
            for other in range(len(members))
            if other != one
        ]
        gap = min(gaps)
        validities[one] = (gap - sparsest[one]) / max(gap, sparsest[one])
    sizes = np.array([len(rows) for rows in members])
    return float((sizes * validities).sum() / len(labels))


def _inner_tree(distances: np.ndarray, cores: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the longest inner edge of a group's spanning tree, and which points are inner."""
    reach = np.maximum(distances, np.maximum(cores[:, None], cores[None]))
    np.fill_diagonal(reach, 0)
    tree = minimum_spanning_tree(reach).toarray()
    degrees = (tree > 0).sum(axis=0) + (tree > 0).sum(axis=1)
    inner = degrees > 1
    if not inner.any():
        inner = np.ones(len(cores), dtype=bool)
    edges = tree[np.ix_(inner, inner)]
    return float(edges.max() if edges.any() else tree.max()), inner


def _density_gap(
    distances: np.ndarray, members: list, cores: list, inner: tuple, pair: tuple[int, int]
) -> float:
    """Return the smallest reachability distance between the inner points of two groups."""
    one, other = pair
    rows, columns = members[one][inner[one]], members[other][inner[other]]
    reach = np.maximum(cores[one][inner[one]][:, None], cores[other][inner[other]][None])
    return float(np.maximum(distances[np.ix_(rows, columns)], reach).min())
