"""Distinct rows of a matrix, in an order of their own, and the numbers of groups of rows."""

import numpy as np


def collapse_rows(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Put equal rows together, in an order that does not depend on the order of the users.

    Parameters
    ----------
    matrix : ndarray of shape (n_users, n_features)
        Scaled features.

    Returns
    -------
    rows : ndarray of shape (n_rows, n_features)
        Each distinct row once, sorted.
    weights : ndarray of shape (n_rows,)
        Users with that row.
    row_of_user : ndarray of shape (n_users,)
    """
    first, row_of_user, counts = distinct_rows(matrix)
    return matrix[first], counts.astype(float), row_of_user


def distinct_rows(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the rows that differ, sorted, as ``numpy.unique`` does in four times the time.

    Parameters
    ----------
    matrix : ndarray of shape (n_rows, n_columns)
        Finite numbers.

    Returns
    -------
    first : ndarray of shape (n_distinct,)
        Where each is first met.
    inverse : ndarray of shape (n_rows,)
        Which of them each row equals.
    counts : ndarray of shape (n_distinct,)
    """
    # To see that rows are in order, as those of resamples are, takes less time than to sort them.
    order = np.arange(len(matrix)) if _are_sorted(matrix) else np.lexsort(matrix.T[::-1])
    ordered = matrix[order]
    is_new = np.ones(len(matrix), dtype=bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(is_new)
    inverse = np.empty(len(matrix), dtype=np.int64)
    inverse[order] = np.cumsum(is_new) - 1
    return order[starts], inverse, np.diff(np.append(starts, len(matrix)))


def _are_sorted(matrix: np.ndarray) -> bool:
    """Tell whether no row is before the one above it."""
    places = np.arange(1, len(matrix))
    deciding = (matrix[1:] != matrix[:-1]).argmax(axis=1)
    return bool((matrix[places, deciding] >= matrix[places - 1, deciding]).all())


def in_order(labels: np.ndarray) -> np.ndarray:
    """Renumber groups by their first rows, so that equal partitions are equal arrays."""
    groups, first, numbers = np.unique(labels, return_index=True, return_inverse=True)
    ranks = np.empty_like(groups)
    ranks[np.argsort(np.where(groups < 0, -1, first))] = np.arange(len(groups))
    return ranks[numbers] - (groups[0] < 0)


def renumber(labels: np.ndarray) -> np.ndarray:
    """Close the holes in the numbers of the groups; outliers stay -1."""
    is_present = np.bincount(labels + 1, minlength=1) > 0
    is_present[0] = False  # outliers, so that their number comes out as -1
    return (np.cumsum(is_present) - 1)[labels + 1]
