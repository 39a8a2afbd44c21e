"""How well segments of one period foretell what their users do in the next.

A segment foretells the mean of its other users (ten-fold cross-validation, three times), drawn a
little to the mean of all, so that many small segments gain nothing.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from segments import SEED, cut_by_k_means, cut_by_rfm
from sklearn.model_selection import KFold

FOLDS, TIMES = 10, 3
LEAST_PROBABILITY = 1e-4


class Value(NamedTuple):
    """What one segmentation foretells."""

    losses: np.ndarray
    """Deviance of each user's being active, of shape (n_users,)."""
    explained: float
    """Share of the deviance of "active in the next period" that the segments explain."""
    r_squared: float
    """The same of the variance of log10(1 + calls)."""


class Comparison(NamedTuple):
    """What the groups and two other segmentations of the same users foretell."""

    users: int
    segments: int
    active_share: float
    by_method: dict[str, Value]
    """By `groups`, `rfm` and `k_means`."""

    @property
    def gains(self) -> np.ndarray:
        """Deviance of each user by RFM less that by the groups, of shape (n_users,)."""
        return self.by_method["rfm"].losses - self.by_method["groups"].losses


def foretell(codes: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """Foretell the outcome of each user from the others of its segment.

    Parameters
    ----------
    codes : ndarray of shape (n_users,)
        The segment of each user, from 0.
    outcomes : ndarray of shape (n_users,)
        What is foretold.

    Returns
    -------
    ndarray of shape (n_users,)
        The mean over the repetitions.
    """
    foretold, segments = np.zeros(len(outcomes)), codes.max() + 1
    for time in range(TIMES):
        folds = KFold(FOLDS, shuffle=True, random_state=SEED + time)
        for known, asked in folds.split(codes):
            sums = np.bincount(codes[known], outcomes[known], segments)
            counts = np.bincount(codes[known], minlength=segments)
            means = (sums + outcomes[known].mean()) / (counts + 1)
            foretold[asked] += means[codes[asked]] / TIMES
    return foretold


def deviances(active: np.ndarray, foretold: np.ndarray) -> np.ndarray:
    """Return the deviance of each user, minus twice the log-likelihood of what happened."""
    happened = np.where(active, foretold, 1 - foretold)
    return -2 * np.log(happened.clip(LEAST_PROBABILITY, 1 - LEAST_PROBABILITY))


def value_segments(codes: np.ndarray, next_calls: np.ndarray) -> Value:
    """Compare what segments foretell with what the mean of all users foretells.

    Parameters
    ----------
    codes : ndarray of shape (n_users,)
        The segment of each user.
    next_calls : ndarray of shape (n_users,)
        Calls in the next period, some of them above 0.

    Returns
    -------
    Value
        The losses by the segments, and what these explain.
    """
    active, logs = next_calls > 0, np.log10(1 + next_calls)
    ours, one = np.unique(codes, return_inverse=True)[1], np.zeros(len(codes), int)
    losses, all_losses = (deviances(active, foretell(by, active)) for by in (ours, one))
    squares, all_squares = (np.sum((logs - foretell(by, logs)) ** 2) for by in (ours, one))
    return Value(losses, 1 - losses.sum() / all_losses.sum(), 1 - squares / all_squares)


def compare(users: pd.DataFrame) -> Comparison:
    """Compare the groups of users with as many segments of RFM and of k-means.

    Parameters
    ----------
    users : DataFrame
        A row per user with its `group_id`, the columns of `segments.LOGS` and `next_calls`.

    Returns
    -------
    Comparison
        All three have as many segments as there are groups.
    """
    groups, next_calls = users["group_id"].to_numpy(), users["next_calls"].to_numpy(float)
    count = len(np.unique(groups))
    codes = {
        "groups": groups,
        "rfm": cut_by_rfm(users, count),
        "k_means": cut_by_k_means(users, count),
    }
    values = {name: value_segments(segments, next_calls) for name, segments in codes.items()}
    return Comparison(len(users), count, float((next_calls > 0).mean()), values)


def standard_errors(gains: np.ndarray) -> float:
    """Return the sum of paired gains in its standard errors.

    Parameters
    ----------
    gains : ndarray of shape (n_users,)
        By how much one loss of a user is above another.

    Returns
    -------
    float
        0 where no two gains differ.
    """
    error = gains.std() * np.sqrt(len(gains))
    return float(gains.sum() / error) if error else 0.0
