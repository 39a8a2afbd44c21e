"""Which features tell groups apart on days that did not make the groups, and by more than chance.

Groups always differ in the features that made them, even groups cut from noise. The weeks of the
window are therefore dealt in turn: users are put into groups by the odd half, the first, third, ...
week, and compared by the even half, with the same features computed from each.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from usage_groups.differences.effect_sizes import (
    cliffs_deltas,
    count_levels,
    epsilon_squareds,
    resample_users,
)
from usage_groups.differences.null_populations import (
    draw_effects,
    draw_null_populations,
    normal_scores,
    tail_above,
)
from usage_groups.differences.rank_tests import HeldOut, compare_all, compare_pairs, holm
from usage_groups.differences.recognition import learn_groups
from usage_groups.progress import counted

FOLDS = 5
LEAST_USERS = 3  # of a group that have a feature, for the group to be compared in it
MEASURES = (
    *("statistic", "held_out_p_value", "continuum_p_value", "p_value", "p_value_adjusted"),
    *("effect_size", "effect_size_low", "effect_size_high"),
)
COLUMNS = {"feature": "str", "group_a": "Int64", "group_b": "Int64", "test": "str"}
COLUMNS |= dict.fromkeys(MEASURES, "float64")


class Options(NamedTuple):
    """How many random draws are made, and from which seed."""

    resamples: int = 300
    """Bootstrap resamples of the users, within each group."""
    draws: int = 100
    """Null populations."""
    confidence: float = 0.95
    """Share of the resamples inside an interval."""
    seed: int = 0


DEFAULTS = Options()


def recognise_groups(
    features: pd.DataFrame, labels: ArrayLike, *, seed: int = 0
) -> NDArray[np.int64]:
    """Tell each user's published group from the odd half alone, as learned from other users.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_columns)
        Features in the odd half: numbers and booleans, missing values allowed.
    labels : array-like of int, shape (n_users,)
        Published groups, made on all days; -1 is an outlier.
    seed : int
        Of the folds.

    Returns
    -------
    ndarray of shape (n_users,)
        Labels in which a user's own days in the even half have no say.
    """
    labels = np.asarray(labels)
    order = _fixed_order(labels, features)
    recognised = np.empty_like(labels)
    scores, ordered = _scores(features)[order], labels[order]
    shuffled = np.random.RandomState(seed).permutation(len(labels))
    for drawn in np.array_split(shuffled, min(FOLDS, len(labels))):
        told = np.zeros(len(labels), dtype=bool)
        told[drawn] = True
        learner = learn_groups(scores[~told], ordered[~told])
        recognised[order[told]] = learner.predict(scores[told])
    return recognised


def compare_halves(odd: pd.DataFrame, even: pd.DataFrame, labels: ArrayLike) -> pd.DataFrame:
    """Compare groups on other days than those that tell them.

    Parameters
    ----------
    odd, even : DataFrame of shape (n_users, n_features)
        Features of the same users on the days that tell the groups, and on the others.
    labels : array-like of int, shape (n_users,)
        Published groups, made on all days.

    Returns
    -------
    DataFrame
        As `compare_groups` returns it.
    """
    recognised = recognise_groups(odd, labels) if len(odd) else labels
    return compare_groups(even, recognised, made_from=odd if len(odd) else None)


def compare_groups(
    features: pd.DataFrame,
    labels: ArrayLike,
    made_from: pd.DataFrame | None = None,
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """Test and measure the differences between all groups, and between each two.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_features)
        Features on the held-out days (the even half); a user may miss any of them.
    labels : array-like of int, shape (n_users,)
        Groups made on the other days (the odd half); users with -1 are left out.
    made_from : DataFrame of shape (n_users, n_columns), optional
        Features on the days that made the groups. Without them nothing is compared with slices of
        a continuum, which differ on held-out days as well.
    options : Options
        Number of random draws, their seed, and the width of intervals.

    Returns
    -------
    DataFrame
        For every feature a row for all groups (`group_a` and `group_b` missing) and one for each
        two: `test` with its `statistic` (H, or U of group_a) and `held_out_p_value`;
        `continuum_p_value`, for all groups only; `p_value`, the larger of these; and
        `p_value_adjusted`. `effect_size` is epsilon squared (0 to 1) or Cliff's delta (-1 to 1,
        positive where group_a has more), with an interval `effect_size_low` to `effect_size_high`.
        Missing where fewer than two groups have `LEAST_USERS` users with the feature, or all
        values are equal.

    Raises
    ------
    ValueError
        If features and labels differ in their number of users.

    Notes
    -----
    The held-out p-value asks whether the groups differ on other days. Users who differ
    persistently along a continuum do so in whatever way they are cut into groups. The continuum
    p-value therefore asks whether the groups differ more than those of a population that has the
    same correlations, within and between the halves, and no gaps. Pairs follow up what is found:
    Holm's families are the features for all groups, and all features and pairs for pairs, and the
    adjusted p-value of a pair is at least that of all groups in the same feature.
    """
    labels = np.asarray(labels)
    known = [features] if made_from is None else [features, made_from]
    if any(len(frame) != len(labels) for frame in known):
        message = f"{len(labels)} labels do not fit features of {len(features)} users"
        raise ValueError(message)
    order = _fixed_order(labels, *known)
    order = order[labels[order] >= 0]
    groups, codes = np.unique(labels[order], return_inverse=True)
    if len(groups) < 2:  # noqa: PLR2004
        return _adjust([])
    weights = resample_users(codes, options.resamples, options.seed)
    nulls = None
    scores = np.zeros(0) if made_from is None else _scores(made_from)[order]
    # Scores of features that do not vary are 0.
    if scores.any():
        nulls = draw_null_populations(scores, codes, options.draws, options.seed)
    values, rows = _numbers(features)[order], []
    for column, name in enumerate(counted(features.columns, "features compared")):
        held_out, is_present = _present(values[:, column], codes, weights)
        found = compare_all(held_out, options.confidence)._asdict()
        if nulls is not None and len(held_out.values):
            drawn = draw_effects(nulls, held_out.values, is_present, options.seed + 1 + column)
            found["continuum_p_value"] = tail_above(found["effect_size"], drawn)
        rows.append({"feature": name} | found)
        found = compare_pairs(held_out, len(groups), options.confidence)
        for (one, other), pair in zip(combinations(groups, 2), found, strict=True):
            rows.append({"feature": name, "group_a": one, "group_b": other} | pair._asdict())
    return _adjust(rows)


def _numbers(features: pd.DataFrame) -> NDArray[np.float64]:
    return features.to_numpy(dtype=np.float64, na_value=np.nan)


def _scores(features: pd.DataFrame) -> NDArray[np.float64]:
    """Return normal scores; a missing value stands in the middle."""
    return np.nan_to_num(normal_scores(_numbers(features)))


def _fixed_order(labels: NDArray[np.int64], *frames: pd.DataFrame) -> NDArray[np.int64]:
    """Order users by all that is known of them, so that no draw depends on the order of rows."""
    return np.lexsort((*np.hstack([_numbers(frame) for frame in frames]).T, labels))


def _present(
    values: NDArray[np.float64], codes: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[HeldOut, NDArray[np.bool_]]:
    """Take the users who have a feature, in groups that are large enough to be compared."""
    n_groups = codes.max() + 1
    is_present = ~np.isnan(values)
    is_present &= (np.bincount(codes[is_present], minlength=n_groups) >= LEAST_USERS)[codes]
    if len(np.unique(values[is_present])) < 2 or len(np.unique(codes[is_present])) < 2:  # noqa: PLR2004
        is_present[:] = False
    values, codes = values[is_present], codes[is_present]
    counts = count_levels(values, codes, n_groups, weights[is_present])
    return HeldOut(values, codes, epsilon_squareds(counts), cliffs_deltas(counts)), is_present


def _adjust(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Choose the p-values that count, and adjust them in their families."""
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    table["p_value"] = table[["held_out_p_value", "continuum_p_value"]].max(axis=1)
    is_pair = table["group_a"].notna()
    for family in (is_pair, ~is_pair):
        table.loc[family, "p_value_adjusted"] = holm(table.loc[family, "p_value"])
    of_all_groups = table[~is_pair].set_index("feature")["p_value_adjusted"]
    floor = table["feature"].map(of_all_groups)
    table["p_value_adjusted"] = table["p_value_adjusted"].clip(lower=floor)
    return table
