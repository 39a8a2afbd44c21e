"""How much groups differ in one feature, with bootstrap intervals from counts of equal values.

A rank statistic needs no more of a sample than how often each group has each value, so that all
resamples of all groups are one sparse product and a few sums.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

MOST_LEVELS = 128  # distinct values kept apart in resamples


def resample_users(labels: NDArray[np.int64], resamples: int, seed: int) -> NDArray[np.float64]:
    """Draw users with replacement, within each group.

    Parameters
    ----------
    labels : ndarray of shape (n_users,)
        Groups, each of which keeps its size.
    resamples : int
        Number of bootstrap resamples.
    seed : int
        Of every draw.

    Returns
    -------
    ndarray of shape (n_users, resamples)
        How often each user is drawn.
    """
    generator = np.random.default_rng(seed)
    draws = np.zeros((len(labels), resamples))
    for group in np.unique(labels):
        members = np.flatnonzero(labels == group)
        drawn = generator.integers(len(members), size=(len(members), resamples))
        cells = drawn * resamples + np.arange(resamples)
        counts = np.bincount(cells.ravel(), minlength=draws[members].size)
        draws[members] = counts.reshape(len(members), resamples)
    return draws


def count_levels(
    values: NDArray[np.float64],
    codes: NDArray[np.int64],
    n_groups: int,
    draws: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Count how often each group has each value in each resample.

    Parameters
    ----------
    values : ndarray of shape (n_users,)
        Without missing values; beyond `MOST_LEVELS` distinct ones, neighbours count as equal.
    codes : ndarray of shape (n_users,)
        Groups 0, 1, ...
    n_groups : int
        Number of groups.
    draws : ndarray of shape (n_users, resamples)
        How often each user counts.

    Returns
    -------
    ndarray of shape (resamples, n_groups, n_levels)
    """
    distinct, level = np.unique(values, return_inverse=True)
    if len(distinct) > MOST_LEVELS:
        edges = np.unique(np.quantile(values, np.arange(1, MOST_LEVELS) / MOST_LEVELS))
        level = np.searchsorted(edges, values, side="right")
    levels = level.max(initial=0) + 1
    cells = (codes * levels + level, np.arange(len(values)))
    indicator = coo_array((np.ones(len(values)), cells), shape=(n_groups * levels, len(values)))
    counts = indicator.tocsr() @ draws
    return np.moveaxis(counts.reshape(n_groups, levels, -1), -1, 0)


def cliffs_deltas(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much likelier a user of one group exceeds one of another than the reverse.

    Parameters
    ----------
    counts : ndarray of shape (resamples, n_groups, n_levels)
        As `count_levels` returns them.

    Returns
    -------
    ndarray of shape (resamples, n_groups, n_groups)
        Cliff's delta of the first group against the second, -1 to 1; missing where one is empty.

    References
    ----------
    Cliff (1993), Dominance statistics: ordinal analyses to answer ordinal questions, Psychological
    Bulletin 114; equal to the rank-biserial correlation, 2 U / (m n) - 1.
    """
    sizes = counts.sum(axis=2)
    # The users below each level less those above it: whole numbers, whose sums need no rounding.
    balance = 2 * np.cumsum(counts, axis=2) - counts - sizes[:, :, None]
    with np.errstate(invalid="ignore"):
        return counts @ balance.transpose(0, 2, 1) / (sizes[:, :, None] * sizes[:, None])


def epsilon_squareds(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the variance of the ranks that lies between groups.

    Parameters
    ----------
    counts : ndarray of shape (resamples, n_groups, n_levels)
        As `count_levels` returns them.

    Returns
    -------
    ndarray of shape (resamples,)
        Kruskal-Wallis statistic over n - 1, 0 to 1; missing where all values are equal.

    References
    ----------
    Tomczak and Tomczak (2014), The need to report effect size estimates revisited, Trends in Sport
    Sciences 1.
    """
    pooled = counts.sum(axis=1)
    ranks = np.cumsum(pooled, axis=1) - pooled / 2
    total = pooled.sum(axis=1, keepdims=True)
    sizes = counts.sum(axis=2)
    sums = (counts @ (ranks - total / 2)[:, :, None])[:, :, 0]
    between = np.divide(sums**2, sizes, out=np.zeros_like(sums), where=sizes > 0).sum(axis=1)
    within = (pooled * (ranks - total / 2) ** 2).sum(axis=1)
    shares = np.divide(between, within, out=np.full(len(within), np.nan), where=within > 0)
    # Where groups do not overlap, rounding may go beyond all of the variance.
    return np.minimum(shares, 1)


def interval(
    estimates: NDArray[np.float64], resampled: NDArray[np.float64], confidence: float, least: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return percentile intervals, moved by the bias of the resamples.

    Parameters
    ----------
    estimates : ndarray of shape (n_effects,)
        The effects among all users.
    resampled : ndarray of shape (resamples, n_effects)
        The effects in each resample; missing where there is none.
    confidence : float
        Share of the resamples inside, above 0 and below 1.
    least : float
        Lowest possible value; the highest is 1.

    Returns
    -------
    low, high : ndarray of shape (n_effects,)
        Missing where no resample has a value.
    """
    tail = (1 - confidence) / 2
    is_missing = np.isnan(resampled)
    is_empty = is_missing.all(axis=0)
    quantile, mean = (np.nanquantile, np.nanmean) if is_missing.any() else (np.quantile, np.mean)
    known = np.where(is_empty, 0.0, resampled)
    bias = mean(known, axis=0) - estimates
    low, high = np.clip(quantile(known, (tail, 1 - tail), axis=0) - bias, least, 1)
    ends = np.minimum(low, estimates), np.maximum(high, estimates)
    return tuple(np.where(is_empty, np.nan, end) for end in ends)
