"""Scores of a partition: counts, shares and the silhouette."""

import numpy as np

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
