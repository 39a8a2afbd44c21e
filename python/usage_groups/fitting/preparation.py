"""What is done to the matrix of features in Python: check it, winsorise it, draw a sample."""

import numpy as np

from usage_groups.exact import on_grid
from usage_groups.fitting.population import GroupPrior, Population, describe_population


def check_matrix(matrix: np.ndarray, calls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return features on a grid, and calls, or say what is wrong with them.

    Parameters
    ----------
    matrix : array_like of shape (n_users, n_features)
        Scaled features.
    calls : array_like of shape (n_users,)
        Calls per user.

    Returns
    -------
    matrix : ndarray of shape (n_users, n_features)
    calls : ndarray of shape (n_users,)

    Raises
    ------
    ValueError
        Where there are no users, shapes do not fit, no feature is given, or a value is missing,
        infinite or (calls) negative.
    """
    matrix = np.ascontiguousarray(matrix, dtype=float)
    calls = np.ascontiguousarray(calls, dtype=float)
    if matrix.ndim != 2 or matrix.size == 0:  # noqa: PLR2004 - users and features
        message = f"matrix must be users by features, at least one of each, not {matrix.shape}"
        raise ValueError(message)
    if calls.shape != (len(matrix),):
        message = f"calls must hold one number per user, not have shape {calls.shape}"
        raise ValueError(message)
    if not (np.isfinite(matrix).all() and np.isfinite(calls).all()):
        message = "features and calls must be finite numbers"
        raise ValueError(message)
    if (calls < 0).any():
        message = "calls must not be negative"
        raise ValueError(message)
    return on_grid(matrix), calls


def winsorise(matrix: np.ndarray, least_users: int) -> np.ndarray:
    """Winsorise: move values back to the last one that enough users reach or pass.

    A group needs `least_users` users: fewer cannot make one however far out they are, and how far
    out they are must not decide about the others.

    Parameters
    ----------
    matrix : ndarray of shape (n_users, n_features)
        Scaled features.
    least_users : int
        Smallest group allowed.

    Returns
    -------
    ndarray of shape (n_users, n_features)
    """
    return np.clip(matrix, *winsor_limits(matrix, least_users))


def winsor_limits(matrix: np.ndarray, least_users: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest value that :func:`winsorise` leaves in each column.

    Parameters
    ----------
    matrix, least_users
        As for :func:`winsorise`.

    Returns
    -------
    low, high : ndarray of shape (n_features,)
    """
    position = min(least_users - 1, (len(matrix) - 1) // 4)
    ordered = np.sort(matrix, axis=0)
    return ordered[position], ordered[-1 - position]


def sample_population(
    rows: np.ndarray, weights: np.ndarray, prior: GroupPrior, *, most_users: int, seed: int
) -> tuple[np.ndarray, Population]:
    """Describe the population, or a random sample of it where it is larger than `most_users`.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
        Distinct rows of scaled features.
    weights : ndarray of shape (n_rows,)
        Users with that row.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    most_users : int
        Of more, so many are drawn.
    seed : int
        Of every draw.

    Returns
    -------
    sampled : ndarray of int
        The rows of which somebody was drawn.
    population : Population
        These rows, and how many users of each were drawn.
    """
    drawn = sample_weights(weights, most_users, seed)
    sampled = np.flatnonzero(drawn)
    return sampled, describe_population(rows[sampled], drawn[sampled], prior)


def sample_weights(weights: np.ndarray, most_users: int, seed: int) -> np.ndarray:
    """Draw users without replacement where there are more than so many.

    Parameters
    ----------
    weights : ndarray of shape (n_rows,)
        Users with each row, at least one.
    most_users : int
        How many are drawn.
    seed : int
        Of the draw.

    Returns
    -------
    ndarray of shape (n_rows,)
        Users drawn with each row; all of them where they are not too many.
    """
    if weights.sum() <= most_users:
        return weights
    random = np.random.default_rng(seed)
    drawn = random.multivariate_hypergeometric(weights.astype(int), most_users, method="marginals")
    return drawn.astype(float)
