"""Which features tell groups apart on days that did not make the groups, and by more than chance.

Groups always differ in the features that made them, even groups cut from noise. The weeks of the
window are therefore dealt in turn: users are put into groups by the first, third, ... week (part A),
and compared by the second, fourth, ... (part B), with the same features computed from each.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from sklearn.model_selection import KFold, cross_val_predict

from usage_groups.continuum import (
    Continuum,
    draw_continuum,
    draw_effects,
    normal_scores,
    recogniser,
    tail_above,
)
from usage_groups.effect_sizes import (
    cliffs_deltas,
    count_levels,
    epsilon_squareds,
    interval,
    resample_users,
)

FOLDS = 5
LEAST_USERS = 3  # of a group that have a feature, for the group to be compared in it
MISSING = (np.nan,) * 6
COLUMNS = {
    "feature": "str",
    "group_a": "Int64",
    "group_b": "Int64",
    "test": "str",
    "statistic": "float64",
    "held_out_p_value": "float64",
    "continuum_p_value": "float64",
    "p_value": "float64",
    "p_value_adjusted": "float64",
    "effect_size": "float64",
    "effect_size_low": "float64",
    "effect_size_high": "float64",
}


class Options(NamedTuple):
    """How many random draws are made, and from which seed."""

    resamples: int = 300
    """Bootstrap samples of the users, within each group."""
    draws: int = 100
    """Populations without groups."""
    confidence: float = 0.95
    """Share of the bootstrap samples inside an interval."""
    seed: int = 0


class Sample(NamedTuple):
    """One feature on the held-out days, of those users who have it."""

    values: NDArray[np.float64]
    """(n_present,)"""
    codes: NDArray[np.int64]
    """(n_present,) Groups 0, 1, ...; one of them may have nobody left."""
    counts: NDArray[np.float64]
    """(1 + resamples, n_groups, n_levels) The users themselves, then the bootstrap samples."""
    null_squareds: NDArray[np.float64]
    """(draws,) Epsilon squared in populations without groups."""
    null_deltas: NDArray[np.float64]
    """(draws, n_groups, n_groups) Cliff's deltas in them."""

    def of(self, group: int) -> NDArray[np.float64]:
        """Return the values of a group's users."""
        return self.values[self.codes == group]


def recognise_groups(
    features: pd.DataFrame, labels: ArrayLike, *, seed: int = 0
) -> NDArray[np.int64]:
    """Tell each user's published group from part A alone, as learned from other users.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_columns)
        Features on the days of part A: numbers and booleans, missing values allowed.
    labels : array-like of int, shape (n_users,)
        Published groups, made on all days; -1 is an outlier.
    seed : int
        Of the folds.

    Returns
    -------
    ndarray of shape (n_users,)
        Labels in which a user's own days of part B have no say.
    """
    labels = np.asarray(labels)
    order = _fixed_order(features, labels)
    folds = KFold(min(FOLDS, len(labels)), shuffle=True, random_state=seed)
    recognised = np.empty_like(labels)
    recognised[order] = cross_val_predict(
        recogniser(), _scores(features)[order], labels[order], cv=folds
    )
    return recognised


def compare_groups(
    features: pd.DataFrame,
    labels: ArrayLike,
    made_from: pd.DataFrame | None = None,
    options: Options = Options(),
) -> pd.DataFrame:
    """Test and measure the differences between all groups, and between each two.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_features)
        Features on the held-out days (part B); a user may miss any of them.
    labels : array-like of int, shape (n_users,)
        Groups made on the other days (part A); users with -1 are left out.
    made_from : DataFrame of shape (n_users, n_columns), optional
        Features on the days that made the groups. Without them p-values are those of the held-out
        days, which also find groups that are slices of one continuum.
    options : Options

    Returns
    -------
    DataFrame
        For every feature a row for all groups (`group_a` and `group_b` missing) and one for each
        two groups: `test` and its `statistic` (H, or U of group_a), `held_out_p_value`,
        `continuum_p_value`, the larger of them as `p_value`, `p_value_adjusted`, and `effect_size`
        (epsilon squared, 0 to 1; or Cliff's delta, -1 to 1, positive where group_a has more) with
        its interval `effect_size_low` to `effect_size_high`. Missing where fewer than two groups
        have `LEAST_USERS` users with the feature, or all values are equal.

    Raises
    ------
    ValueError
        If the rows of features and labels differ in number.

    Notes
    -----
    The first p-value asks whether the groups differ on the held-out days; the second one whether
    they differ more than groups cut from a population without gaps, see `continuum`. Holm's
    families are the features for all groups, and all features and pairs for pairs; an adjusted
    p-value of a pair is at least that of all groups in the same feature.
    """
    labels = np.asarray(labels)
    if not len(features) == len(labels) == len(labels if made_from is None else made_from):
        message = f"{len(labels)} labels do not fit the {len(features)} rows of features"
        raise ValueError(message)
    order = _fixed_order(features, labels)
    order = order[labels[order] >= 0]
    groups, codes = np.unique(labels[order], return_inverse=True)
    rows = []
    if len(groups) > 1:
        weights = resample_users(codes, options.resamples, options.seed)
        weights = np.column_stack([np.ones(len(codes)), weights])
        continuum = None
        if made_from is not None:
            scores = _scores(made_from)[order]
            continuum = draw_continuum(scores, codes, options.draws, options.seed)
        values = features.to_numpy(dtype=np.float64, na_value=np.nan)[order]
        for column, name in enumerate(features.columns):
            sample = _sample(values[:, column], codes, weights, continuum, options.seed + column)
            rows.append((name, pd.NA, pd.NA, *_compare_all(sample, options.confidence)))
            for one, other in combinations(range(len(groups)), 2):
                pair = _compare_pair(sample, one, other, options.confidence)
                rows.append((name, groups[one], groups[other], *pair))
    names = [name for name in COLUMNS if not name.startswith("p_value")]
    return _adjust(pd.DataFrame(rows, columns=names))


def _fixed_order(features: pd.DataFrame, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order users by all that is known of them, so that no draw depends on the order of rows."""
    values = features.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.lexsort((*values.T, labels))


def _scores(features: pd.DataFrame) -> NDArray[np.float64]:
    """Return normal scores; a missing value stands in the middle."""
    return np.nan_to_num(normal_scores(features.to_numpy(dtype=np.float64, na_value=np.nan)))


def _sample(
    values: NDArray[np.float64],
    codes: NDArray[np.int64],
    weights: NDArray[np.float64],
    continuum: Continuum | None,
    seed: int,
) -> Sample:
    n_groups = codes.max() + 1
    present = ~np.isnan(values)
    sizes = np.bincount(codes[present], minlength=n_groups)
    # Groups with too few users are left out, and with them what would compare them.
    present &= (sizes >= LEAST_USERS)[codes]
    values, codes = values[present], codes[present]
    if not len(values) or values.min() == values.max():
        values, codes = values[:0], codes[:0]
    counts = count_levels(values, codes, n_groups, weights[present][: len(values)])
    squareds, deltas = np.full(1, np.nan), np.full((1, n_groups, n_groups), np.nan)
    if continuum is not None and len(values):
        squareds, deltas = draw_effects(continuum, values, present, seed)
    return Sample(values, codes, counts, squareds, deltas)


def _compare_all(sample: Sample, confidence: float) -> tuple:
    present = np.unique(sample.codes)
    test = "kruskal_wallis"
    if len(present) < 2:  # noqa: PLR2004
        return (test, *MISSING)
    tested = stats.kruskal(*(sample.of(group) for group in present))
    estimate = tested.statistic / (len(sample.values) - 1)
    ends = interval(estimate, epsilon_squareds(sample.counts[1:]), confidence, least=0)
    beyond = tail_above(estimate, sample.null_squareds)
    return test, tested.statistic, tested.pvalue, beyond, estimate, *ends


def _compare_pair(sample: Sample, one: int, other: int, confidence: float) -> tuple:
    first, second = sample.of(one), sample.of(other)
    test = "mann_whitney"
    if not len(first) or not len(second):
        return (test, *MISSING)
    tested = stats.mannwhitneyu(first, second)
    estimate = 2 * tested.statistic / (len(first) * len(second)) - 1
    resampled = cliffs_deltas(sample.counts[1:, [one, other]])[:, 0, 1]
    ends = interval(estimate, resampled, confidence, least=-1)
    # A difference in the other direction than a continuum's is no less of a difference.
    sign = 1 if estimate >= 0 else -1
    beyond = tail_above(sign * estimate, sign * sample.null_deltas[:, one, other])
    return test, tested.statistic, tested.pvalue, beyond, estimate, *ends


def _adjust(table: pd.DataFrame) -> pd.DataFrame:
    """Add the p-values that count, and adjust them in families."""
    table["p_value"] = table[["held_out_p_value", "continuum_p_value"]].max(axis=1)
    is_pair = table["group_a"].notna()
    table["p_value_adjusted"] = np.nan
    for family in (~is_pair, is_pair):
        table.loc[family, "p_value_adjusted"] = holm(table.loc[family, "p_value"])
    of_all = table[~is_pair].set_index("feature")["p_value_adjusted"]
    floor = table["feature"].map(of_all)
    table["p_value_adjusted"] = table["p_value_adjusted"].clip(lower=floor)
    return table[list(COLUMNS)].astype(COLUMNS)


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
