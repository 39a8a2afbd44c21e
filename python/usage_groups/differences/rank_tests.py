"""Rank tests of one feature, with effect sizes and their intervals."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from usage_groups.differences.effect_sizes import interval


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

    def of(self, group: int) -> NDArray[np.float64]:
        """Return the values of a group's users."""
        return self.values[self.codes == group]


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
    statistic, p_value = stats.kruskal(*(held_out.of(group) for group in present))
    # Rounding may go beyond the ends: groups that do not overlap, and groups that are alike.
    most = len(held_out.values) - 1
    statistic = min(max(float(statistic), 0.0), float(most))
    effect = statistic / most
    ends = interval(effect, held_out.squareds, confidence, least=0)
    return Comparison("kruskal_wallis", statistic, p_value, effect, *ends)


def compare_pair(held_out: HeldOut, one: int, other: int, confidence: float) -> Comparison:
    """Compare two groups by Mann-Whitney; the effect is Cliff's delta, positive if one has more."""
    first, second = held_out.of(one), held_out.of(other)
    if not len(first) or not len(second):
        return Comparison("mann_whitney")
    statistic, p_value = stats.mannwhitneyu(first, second)
    effect = 2 * statistic / (len(first) * len(second)) - 1
    ends = interval(effect, held_out.deltas[:, one, other], confidence, least=-1)
    return Comparison("mann_whitney", statistic, p_value, effect, *ends)


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
