"""Rank tests of one feature, with effect sizes and their intervals."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from usage_groups.differences.effect_sizes import interval

MOST_EXACT = 8  # users of a group of a pair that is tested exactly


class HeldOut(NamedTuple):
    """One feature on the held-out days, of those users who have it."""

    values: NDArray[np.float64]
    """(n_present,) Not all equal; none where there is nothing to compare."""
    codes: NDArray[np.int64]
    """(n_present,) Groups 0, 1, ...; some may have nobody left."""
    squareds: NDArray[np.float64]
    """(resamples,) Epsilon squared in bootstrap resamples."""
    deltas: NDArray[np.float64]
    """(resamples, n_groups, n_groups) Cliff's deltas in them."""


class Comparison(NamedTuple):
    """What a test found; missing where it could not be made."""

    test: str
    statistic: float = np.nan
    held_out_p_value: float = np.nan
    effect_size: float = np.nan
    effect_size_low: float = np.nan
    effect_size_high: float = np.nan


def compare_all(held_out: HeldOut, confidence: float) -> Comparison:
    """Compare all groups by Kruskal-Wallis; the effect is epsilon squared, 0 to 1."""
    present = np.unique(held_out.codes)
    if len(present) < 2:  # noqa: PLR2004
        return Comparison("kruskal_wallis")
    groups = [held_out.values[held_out.codes == group] for group in present]
    statistic, p_value = stats.kruskal(*groups)
    # Rounding may go beyond the ends: groups that do not overlap, and groups that are alike.
    most = len(held_out.values) - 1
    statistic = min(max(float(statistic), 0.0), float(most))
    effect = statistic / most
    low, high = interval(np.array([effect]), held_out.squareds[:, None], confidence, least=0)
    return Comparison("kruskal_wallis", statistic, p_value, effect, float(low[0]), float(high[0]))


def compare_pairs(held_out: HeldOut, n_groups: int, confidence: float) -> list[Comparison]:
    """Compare each two groups by Mann-Whitney; the effect is Cliff's delta.

    Parameters
    ----------
    held_out : HeldOut
        One feature.
    n_groups : int
        Groups, from 0; some may have nobody left.
    confidence : float
        Of the intervals.

    Returns
    -------
    list of Comparison
        In the order of ``itertools.combinations``; the effect is positive if the first has more.
    """
    first, second = np.triu_indices(n_groups, 1)
    found = [Comparison("mann_whitney")] * len(first)
    sizes = np.bincount(held_out.codes, minlength=n_groups)
    pairs = np.flatnonzero((sizes[first] > 0) & (sizes[second] > 0))
    if not len(pairs):
        return found
    first, second = first[pairs], second[pairs]
    statistics, p_values = mann_whitney(held_out.values, held_out.codes, first, second)
    effects = 2 * statistics / (sizes[first] * sizes[second]) - 1
    ends = interval(effects, held_out.deltas[:, first, second], confidence, least=-1)
    columns = zip(statistics, p_values, effects, *ends, strict=True)
    for pair, numbers in zip(pairs, columns, strict=True):
        found[pair] = Comparison("mann_whitney", *map(float, numbers))
    return found


def mann_whitney(
    values: NDArray[np.float64],
    codes: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Test pairs of groups by the Mann-Whitney U test, all of them at once.

    Parameters
    ----------
    values : ndarray of shape (n_users,)
        One feature.
    codes : ndarray of shape (n_users,)
        Groups from 0.
    first, second : ndarray of shape (n_pairs,)
        The groups of each pair, each with somebody.

    Returns
    -------
    statistics, p_values : ndarray of shape (n_pairs,)
        U of the first group, and the two-sided p-value: exact where a group has at most
        `MOST_EXACT` users and no two are equal, else from the normal distribution, with
        corrections for ties and continuity; as ``scipy.stats.mannwhitneyu`` has it.
    """
    distinct, level = np.unique(values, return_inverse=True)
    counts = np.zeros((codes.max() + 1, len(distinct)))
    np.add.at(counts, (codes, level), 1)
    sizes = counts.sum(axis=1)
    below = np.cumsum(counts, axis=1) - counts / 2
    # Sums of halves and whole numbers: exact in whatever order.
    statistics = (counts[first] * below[second]).sum(axis=1)
    one, other = sizes[first], sizes[second]
    both, pooled = one + other, counts[first] + counts[second]
    ties = (pooled**3 - pooled).sum(axis=1) / (both * (both - 1))
    spread = np.sqrt(one * other / 12 * (both + 1 - ties))
    further = np.maximum(statistics, one * other - statistics) - one * other / 2
    with np.errstate(divide="ignore"):
        p_values = np.minimum(2 * stats.norm.sf((further - 0.5) / spread), 1)
    is_exact = (np.minimum(one, other) <= MOST_EXACT) & (pooled.max(axis=1) == 1)
    for pair in np.flatnonzero(is_exact):
        groups = (values[codes == group] for group in (first[pair], second[pair]))
        p_values[pair] = stats.mannwhitneyu(*groups, method="exact").pvalue
    return statistics, p_values


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values for their number.

    Parameters
    ----------
    p_values : array-like of shape (n_tests,)
        Missing values are no tests.

    Returns
    -------
    ndarray of shape (n_tests,)
        To be compared with the share of families in which any false difference may be found.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6.
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full_like(p_values, np.nan)
    tests = np.flatnonzero(~np.isnan(p_values))
    ranked = tests[np.argsort(p_values[tests], kind="stable")]
    raised = p_values[ranked] * np.arange(len(ranked), 0, -1)
    adjusted[ranked] = np.minimum(np.maximum.accumulate(raised), 1)
    return adjusted
