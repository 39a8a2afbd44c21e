"""Elastic distances between short series: how much one must be edited to become the other.

Both are metrics on series of real numbers. Holder, Middlehurst and Bagnall (2024, "A review and
evaluation of elastic distance functions for time series clustering", Knowledge and Information
Systems 66) found move-split-merge with k-medoids best of nine, time warp edit a close second, and
dynamic time warping no better than Euclidean distance.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def move_split_merge(
    first: Floats, second: Floats, cost: float, weeks: NDArray[np.int64] | None = None
) -> Floats:
    """Compute the move-split-merge distance of many pairs of series at once.

    Parameters
    ----------
    first, second : ndarray of shape (n_pairs, n_weeks)
        The two series of each pair.
    cost : float
        Of splitting one value into two equal ones or merging two into one, in the unit of the
        values; moving a value costs its change.
    weeks : ndarray of shape (n_pairs,), optional
        Compare only so many weeks from the start, at least 1; by default all.

    Returns
    -------
    ndarray of shape (n_pairs,)
        In the unit of the values.

    References
    ----------
    Stefan, Athitsos and Das (2013), The move-split-merge metric for time series, IEEE Transactions
    on Knowledge and Data Engineering 25.
    """
    first, second = first.T, second.T
    ends = _last_weeks(first, weeks)
    insertions = _edit_costs(second[1:], second[:-1], first[0], cost)
    row = np.abs(first[0] - second[0]) + _cumulated(insertions)
    distances = np.where(ends == 0, row[0], 0.0)
    for week in range(1, len(first)):
        best = row + _edit_costs(first[week], first[week - 1], second, cost)
        moved = row[:-1] + np.abs(first[week] - second[1:])
        np.minimum(best[1:], moved, out=best[1:])
        row = _with_insertions(best, _edit_costs(second[1:], second[:-1], first[week], cost))
        distances = np.where(ends == week, row[week], distances)
    return distances


def time_warp_edit(
    first: Floats,
    second: Floats,
    stiffness: float,
    penalty: float,
    weeks: NDArray[np.int64] | None = None,
) -> Floats:
    """Compute the time warp edit distance of many pairs of series at once.

    Parameters
    ----------
    first, second : ndarray of shape (n_pairs, n_weeks)
        The two series of each pair.
    stiffness : float
        Cost of one week of difference in time (nu), above 0, in the unit of the values.
    penalty : float
        Cost of deleting a value (lambda), at least 0, in the unit of the values.
    weeks : ndarray of shape (n_pairs,), optional
        Compare only so many weeks from the start, at least 1; by default all.

    Returns
    -------
    ndarray of shape (n_pairs,)
        In the unit of the values.

    References
    ----------
    Marteau (2009), Time warp edit distance with stiffness adjustment for time series matching,
    IEEE Transactions on Pattern Analysis and Machine Intelligence 31.
    """
    # Both series start from 0 in a week before the first.
    first, second = (np.pad(series.T, ((1, 0), (0, 0))) for series in (first, second))
    ends = _last_weeks(first[1:], weeks) + 1
    insertions = np.abs(np.diff(second, axis=0)) + stiffness + penalty
    numbers = np.arange(len(second) - 1)[:, None]
    row = np.full(second.shape, np.inf)
    row[0] = 0
    distances = np.zeros(first.shape[1])
    for week in range(1, len(first)):
        best = row + np.abs(first[week] - first[week - 1]) + stiffness + penalty
        best[0] = np.inf
        matched = np.abs(first[week] - second[1:]) + np.abs(first[week - 1] - second[:-1])
        matched += row[:-1] + 2 * stiffness * np.abs(week - 1 - numbers)
        np.minimum(best[1:], matched, out=best[1:])
        row = _with_insertions(best, insertions)
        distances = np.where(ends == week, row[week], distances)
    return distances


def euclidean(first: Floats, second: Floats, weeks: NDArray[np.int64] | None = None) -> Floats:
    """Compute the Euclidean distance of many pairs of series, rigid in time.

    Parameters
    ----------
    first, second : ndarray of shape (n_pairs, n_weeks)
        The two series of each pair.
    weeks : ndarray of shape (n_pairs,), optional
        Compare only so many weeks from the start, at least 1; by default all.

    Returns
    -------
    ndarray of shape (n_pairs,)
        In the unit of the values.
    """
    counted = np.arange(first.shape[1])[:, None] <= _last_weeks(first.T, weeks)
    return np.sqrt(((first - second).T ** 2 * counted).sum(axis=0))


def _last_weeks(series: Floats, weeks: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the index of the last week to compare of each pair, shape (n_pairs,)."""
    return np.full(series.shape[1], len(series)) - 1 if weeks is None else weeks - 1


def _edit_costs(new: Floats, before: Floats, other: Floats, cost: float) -> Floats:
    """Return what a split or merge costs: more when the value is not between its neighbours."""
    beyond = np.maximum(new - np.maximum(before, other), np.minimum(before, other) - new)
    return cost + np.maximum(beyond, 0)


def _cumulated(costs: Floats) -> Floats:
    """Return running totals down the weeks, with 0 before the first."""
    totals = np.zeros((len(costs) + 1, costs.shape[1]))
    np.cumsum(costs, axis=0, out=totals[1:])
    return totals


def _with_insertions(best: Floats, insertions: Floats) -> Floats:
    """Let each week also be reached from the one before it, for all weeks in one pass."""
    totals = _cumulated(insertions)
    return np.minimum.accumulate(best - totals, axis=0) + totals
