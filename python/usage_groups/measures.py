"""Scores of partitions: silhouette, Jaccard coefficients, calibrated agreement."""

import numpy as np
from scipy.optimize import linear_sum_assignment

_FEWEST_GROUPS = 2


def cluster_count(labels: np.ndarray) -> int:
    """Return the number of groups, noise not counted."""
    return len(np.unique(labels[labels >= 0]))


def noise_share(labels: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the share of users (or of their weights) that are in no group, 0 to 1."""
    return float(np.average(labels < 0, weights=weights))


def silhouette_widths(sums: np.ndarray, sizes: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return how much nearer users are to their own group than to the next one.

    Parameters
    ----------
    sums : ndarray of shape (n_users, n_groups)
        Summed distances to the users of each group.
    sizes : ndarray of shape (n_groups,)
        Users of each group.
    own : ndarray of shape (n_users,)
        Group of each user.

    Returns
    -------
    ndarray of shape (n_users,)
        -1 to 1; 0 for a user alone in a group, as in ``sklearn.metrics``.

    References
    ----------
    Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of cluster
    analysis, Journal of Computational and Applied Mathematics 20.
    """
    rows = np.arange(len(own))
    own_sizes = sizes[own]
    within = sums[rows, own] / np.maximum(own_sizes - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    between = means.min(axis=1)
    largest = np.maximum(within, between)
    widths = np.divide(between - within, largest, out=np.zeros(len(own)), where=largest > 0)
    return np.where(own_sizes > 1, widths, 0.0)


def mean_silhouette(
    distances: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Return the mean silhouette over the users in groups, from ready distances.

    Parameters
    ----------
    distances : ndarray of shape (n_points, n_points)
        Symmetric, 0 on the diagonal.
    labels : ndarray of shape (n_points,)
        -1 is noise.
    weights : ndarray of shape (n_points,), optional
        How many users each point stands for; by default one.

    Returns
    -------
    float
        -1 to 1; missing with fewer than two groups, or as many groups as users.
    """
    kept = np.flatnonzero(labels >= 0)
    weights = np.ones(len(kept)) if weights is None else weights[kept]
    groups, own = np.unique(labels[kept], return_inverse=True)
    if not _FEWEST_GROUPS <= len(groups) < weights.sum():
        return np.nan
    # Sums group by group in an order of their own: the same on every processor.
    order = np.argsort(own, kind="stable")
    starts = np.searchsorted(own[order], np.arange(len(groups)))
    weighted = distances[np.ix_(kept, kept[order])] * weights[order]
    sums = np.add.reduceat(weighted, starts, axis=1)
    widths = silhouette_widths(sums, np.bincount(own, weights=weights), own)
    return float(np.average(widths, weights=weights))


def shared_users(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Count the users of each reference group that are in each group found.

    Parameters
    ----------
    reference, found : ndarray of shape (n_rows,)
        Groups from 0 without a hole; -1 is in no group.
    weights : ndarray of shape (n_rows,)
        Users with each row.

    Returns
    -------
    ndarray of shape (n_reference_groups + 1, n_found_groups + 1)
        Those in no group come first.
    """
    rows, columns = reference.max() + 2, max(found.max(), 0) + 2
    cells = (reference + 1) * columns + (found + 1)
    return np.bincount(cells, weights, rows * columns).reshape(rows, columns)


def jaccard_coefficients(
    reference: np.ndarray, found: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return the Jaccard coefficient of each reference group with each group found.

    Parameters
    ----------
    reference, found, weights
        As for :func:`shared_users`.

    Returns
    -------
    ndarray of shape (n_reference_groups, n_found_groups)
        0 to 1.
    """
    shared = shared_users(reference, found, weights)
    common, ours, theirs = shared[1:, 1:], shared[1:].sum(axis=1), shared[:, 1:].sum(axis=0)
    union = ours[:, None] + theirs - common
    return np.divide(common, union, out=np.zeros_like(union), where=union > 0)


def match_groups(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Rename the groups found after the reference groups that they overlap most (one to one).

    Parameters
    ----------
    reference, found, weights
        As for :func:`shared_users`.

    Returns
    -------
    ndarray of shape (n_rows,)
        Reference numbers; a group without a partner gets a number beyond them; -1 stays.
    """
    jaccard = jaccard_coefficients(reference, found, weights)
    rows, columns = linear_sum_assignment(-jaccard)
    names = reference.max() + 1 + np.arange(max(found.max() + 1, 1))
    names[columns] = rows
    return np.where(found < 0, -1, names[found])


def calibrate(
    margin: np.ndarray,
    agreement: np.ndarray,
    new_margin: np.ndarray,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Translate margins into agreement by a monotone curve (isotonic regression).

    Parameters
    ----------
    margin : ndarray of shape (n_rows,)
        How clearly rows are in their groups.
    agreement : ndarray of shape (n_rows,)
        How often they were put there, 0 to 1.
    new_margin : ndarray of shape (n_new,)
        How clearly others are in theirs.
    weights : ndarray of shape (n_rows,), optional
        Users with each row; by default one.

    Returns
    -------
    ndarray of shape (n_new,)
        How often these are expected to be put there, 0 to 1.

    References
    ----------
    Zadrozny and Elkan (2002), Transforming classifier scores into accurate multiclass probability
    estimates, SIGKDD.
    """
    # It takes a second to load, which the others of this module's users need not wait for.
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415

    curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    curve.fit(margin, agreement, sample_weight=weights)
    # Between two points a line may round beyond its ends.
    return np.clip(curve.predict(new_margin), 0, 1)
