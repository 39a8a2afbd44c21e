"""How many users make a group, how many are looked at, and groups numbered by size."""

import numpy as np

_LEAST_USERS = 5
_LEAST_SHARE = 0.01
# Of more users than this a sample is searched, unless the var most_fitted_users says otherwise.
MOST_FITTED = 4000
# Of more than this the baseline's silhouettes are estimated, or as the var most_scored_users says.
MOST_SCORED = 20_000


def least_users(size: float) -> int:
    """Return how many users make a group in a population of so many."""
    return max(_LEAST_USERS, int(np.ceil(_LEAST_SHARE * size)))


def number_by_size(labels: np.ndarray, weights: np.ndarray, groups: int) -> np.ndarray:
    """Return each group's new number, by falling size, ties by the first row; last -1 for outliers.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
        -1 is an outlier.
    weights : ndarray of shape (n_rows,)
        Users of each row.
    groups : int
        Number of groups.

    Returns
    -------
    ndarray of shape (groups + 1,)
    """
    sizes = np.bincount(labels + 1, weights=weights, minlength=groups + 1)[1:]
    first_rows = [
        np.flatnonzero(labels == group).min(initial=len(labels)) for group in range(groups)
    ]
    order = np.lexsort((first_rows, -sizes))
    numbers = np.full(groups + 1, -1)
    numbers[order] = np.arange(groups)
    return numbers
