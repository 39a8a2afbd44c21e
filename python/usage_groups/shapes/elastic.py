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
    # To split or merge a value costs half the detour over it from the one before to the other
    # series, (|a - b| + |a - c| - |b - c|) / 2. Summed along a way, what is between the series
    # cancels out but for its end.
    edits = _cheapest_edits(first / 2, second / 2, cost, 0, weeks)
    ends = _ends(first, weeks)
    pairs = np.arange(len(first))
    return edits + np.abs(first[pairs, ends - 1] - second[pairs, ends - 1]) / 2


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
    return _cheapest_edits(first, second, stiffness + penalty, stiffness, weeks)


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
    compared = first.shape[1] if weeks is None else weeks[:, None]
    counted = np.arange(first.shape[1]) < compared
    return np.sqrt(((first - second) ** 2 * counted).sum(axis=1))


def _ends(series: Floats, weeks: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return how many weeks of each pair are compared."""
    return np.full(len(series), series.shape[1]) if weeks is None else weeks


def _with_start(series: Floats) -> Floats:
    """Turn series so that weeks come first, and put a week of 0 before the first one."""
    return np.vstack([np.zeros(len(series)), series.T])


def _cheapest_edits(
    first: Floats,
    second: Floats,
    penalty: float,
    stiffness: float,
    weeks: NDArray[np.int64] | None,
) -> Floats:
    """Find the cheapest way from one series to the other, diagonal by diagonal for all pairs.

    To match two weeks costs what is between their values and between the values before, and
    stiffness for each week between them, twice; to delete or insert a week costs the penalty and
    the step to its value. The cells of a diagonal do not depend on one another, so that each is one
    pass over arrays, in memory that is there: to find new one would take a third of the time.

    Parameters
    ----------
    first, second : ndarray of shape (n_pairs, n_weeks)
        The two series of each pair.
    penalty, stiffness : float
        As for `time_warp_edit`, at least 0.
    weeks : ndarray of shape (n_pairs,), optional
        Compare only so many weeks from the start, at least 1.

    Returns
    -------
    ndarray of shape (n_pairs,)
    """
    ends, last = _ends(first, weeks), first.shape[1]
    first, second = _with_start(first), _with_start(second)
    deletions, insertions = (
        np.abs(np.diff(series, axis=0)) + penalty for series in (first, second)
    )
    distances = np.zeros(len(ends))
    # Row i of a diagonal is the cell of week i of the first series. What a match continues is the
    # way so far and what is between the values there, two diagonals before.
    old, new, matched_older, matched_old, matched_new = (
        np.full(first.shape, np.inf) for _ in range(5)
    )
    matched_older[0] = 0
    between, step = np.empty((2, *first.shape))
    for total in range(2, 2 * last + 1):
        low, high = max(1, total - last), min(last, total - 1)
        rows, before = slice(low, high + 1), slice(low - 1, high)
        gap, cheapest = between[rows], new[rows]
        np.subtract(first[rows], second[total - high : total - low + 1][::-1], out=gap)
        np.abs(gap, out=gap)
        np.add(matched_older[before], gap, out=cheapest)
        if stiffness:
            lag = np.abs(2 * np.arange(low, high + 1) - total)
            cheapest += 2 * stiffness * lag[:, None]
        np.add(old[before], deletions[before], out=step[rows])
        np.minimum(cheapest, step[rows], out=cheapest)
        np.add(old[rows], insertions[total - high - 1 : total - low][::-1], out=step[rows])
        np.minimum(cheapest, step[rows], out=cheapest)
        np.add(cheapest, gap, out=matched_new[rows])
        matched_older[0] = np.inf
        if total % 2 == 0:
            np.copyto(distances, new[total // 2], where=ends == total // 2)
        old, new = new, old
        matched_older, matched_old, matched_new = matched_old, matched_new, matched_older
    return distances
