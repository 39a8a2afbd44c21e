"""Which features tell groups apart on days that did not make the groups.

Groups always differ in the features that made them, even groups cut from noise. Days are therefore
divided by weeks: users are put into groups by the even weeks of the window (part A, counted from 0),
and compared by the odd weeks (part B), the same features being computed from the rows of each.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from usage_groups.continuum import normal_scores, step_p_value
from usage_groups.effect_sizes import (
    cliffs_deltas,
    count_levels,
    epsilon_squareds,
    interval,
    resample_users,
)

LEAST_USERS = 3  # of a group with a value, to be compared at all
NEIGHBOURS = 5
FOLDS = 5


class Options(NamedTuple):
    """How the intervals are drawn."""

    resamples: int = 300
    """Bootstrap samples, within each group."""
    confidence: float = 0.95
    """Share of the resamples inside an interval."""
    seed: int = 0


def recognise_groups(
    features: pd.DataFrame, labels: ArrayLike, *, seed: int = 0
) -> NDArray[np.int64]:
    """Tell the published group of each user from part A alone, as seen by other users.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_columns)
        Features on the days of part A, missing values allowed.
    labels : array-like of int, shape (n_users,)
        Published groups, made on all days; -1 is an outlier.
    seed : int
        Of the folds.

    Returns
    -------
    ndarray of shape (n_users,)
        The label that most of the nearest users have, among users of other folds. A user's own days
        of part B, which shaped the published label, have no say in it.
    """
    labels = np.asarray(labels)
    order = np.lexsort((*features.to_numpy(dtype=np.float64).T, labels))
    positions = _positions(features)[order]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    nearest = KNeighborsClassifier(NEIGHBOURS)
    recognised = np.empty(len(labels), dtype=labels.dtype)
    recognised[order] = cross_val_predict(nearest, positions, labels[order], cv=folds)
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
        Features on held-out days (part B); a user may miss any of them.
    labels : array-like of int, shape (n_users,)
        Groups made on other days (part A); users with -1 are left out.
    made_from : DataFrame of shape (n_users, n_columns), optional
        Features on the days that made the groups; with them the steps are tested too.
    options : Options

    Returns
    -------
    DataFrame
        For every feature one row for all groups (`group_a` and `group_b` missing) and one for each
        two: `test`, `statistic` (H, or U of group_a) and `p_value` of the held-out days;
        `p_value_adjusted` after Holm; `effect_size` (epsilon squared, 0 to 1; Cliff's delta, -1 to
        1, positive where group_a has more) with `effect_size_low` and `effect_size_high`;
        `step_p_value` and `step_p_value_adjusted`, see :func:`continuum.step_p_value`. Missing
        where a group has fewer than `LEAST_USERS` users with the feature, or all values are equal.

    Notes
    -----
    Holm's families are the features for all groups, and all pairs and features for pairs; a pair's
    adjusted p-value is at least that of all groups for the feature. Should no group differ from
    another in anything, one adjusted p-value or more is under 5 % in at most 5 % of tables.
    """
    labels = np.asarray(labels)
    values = features.to_numpy(dtype=np.float64, na_value=np.nan)
    if len(values) != len(labels):
        message = f"{len(values)} rows of features do not fit {len(labels)} labels"
        raise ValueError(message)
    order = np.lexsort((*values.T, labels))
    order = order[labels[order] >= 0]
    positions = None if made_from is None else _positions(made_from)[order]
    groups, codes = np.unique(labels[order], return_inverse=True)
    rows = []
    if len(groups) > 1:
        draws = resample_users(codes, options.resamples, options.seed)
        for column, name in enumerate(features.columns):
            sample = Sample(values[order, column], codes, positions, draws)
            rows += [(name, *row) for row in _compare(sample, groups, options.confidence)]
    table = pd.DataFrame(rows, columns=["feature", *COLUMNS])
    return _adjust(table.astype({"group_a": "Int64", "group_b": "Int64"}))
