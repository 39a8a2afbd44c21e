"""Each group as one rule, a SQL predicate over columns that analysts see, and how well it does."""

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from usage_groups.explain.predicates import shorten_box, to_sql
from usage_groups.explain.prim import Box, find_box, matching_rows
from usage_groups.progress import counted

MOST_CONDITIONS = 4
FOLDS = 5


def describe_groups(
    features: pd.DataFrame,
    labels: ArrayLike,
    max_conditions: int = MOST_CONDITIONS,
    *,
    folds: int = FOLDS,
    seed: int = 0,
) -> pd.DataFrame:
    """Describe every group by a SQL predicate, and count how well it does.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_columns)
        What the predicates may speak of, in the units that analysts see: numbers and booleans,
        missing values allowed. Of columns that do equally well the first one is used.
    labels : array-like of int, shape (n_users,)
        Groups from 0; -1 is an outlier, which a predicate should not match.
    max_conditions : int
        Most comparisons in one predicate, at least 1.
    folds : int
        Folds of the cross-validation, at least 2.
    seed : int
        Of the folds.

    Returns
    -------
    DataFrame
        One row per group, ascending: `group_id`, `rule_sql`, `precision` and `recall` of the
        predicate as written, and `cv_precision` and `cv_recall`, where each user is judged by a
        predicate found without that user. All are 0 to 1;
        a precision is missing where nothing matches. The order of the rows does not matter.

    Raises
    ------
    ValueError
        If a column is infinite somewhere or neither number nor boolean, or an argument is out of
        range.
    """
    labels = np.asarray(labels)
    features = features.convert_dtypes()
    values = _to_numbers(features, labels)
    if max_conditions < 1 or folds < 2:  # noqa: PLR2004
        message = f"needs at least 1 condition and 2 folds, not {max_conditions} and {folds}"
        raise ValueError(message)
    # Rows that are equal in all of this are interchangeable.
    order = np.lexsort((*values.T, labels))
    values, labels, features = values[order], labels[order], features.iloc[order]
    described = []
    for group in counted(np.unique(labels[labels >= 0]), "groups described"):
        is_member = labels == group
        box = _find_box(values, is_member, max_conditions)
        quality = _quality(matching_rows(values, box), is_member)
        held_out = _held_out_matches(values, is_member, max_conditions, folds, seed)
        described.append(
            (int(group), to_sql(box, features), *quality, *_quality(held_out, is_member))
        )
    names = ["group_id", "rule_sql", "precision", "recall", "cv_precision", "cv_recall"]
    return pd.DataFrame(described, columns=names)


def _to_numbers(features: pd.DataFrame, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    if len(features) != len(labels):
        message = f"{len(features)} rows of features do not fit {len(labels)} labels"
        raise ValueError(message)
    wrong = [name for name in features if not pd.api.types.is_numeric_dtype(features[name])]
    if wrong:
        message = f"neither number nor boolean: {', '.join(map(str, wrong))}"
        raise ValueError(message)
    values = features.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(values).any():
        message = "features must be finite or missing"
        raise ValueError(message)
    return values


def _quality(matched: NDArray[np.bool_], is_member: NDArray[np.bool_]) -> tuple[float, float]:
    hits = float((matched & is_member).sum())
    precision = hits / matched.sum() if matched.any() else math.nan
    return precision, hits / is_member.sum() if is_member.any() else math.nan


def _held_out_matches(
    values: NDArray[np.float64],
    is_member: NDArray[np.bool_],
    conditions: int,
    folds: int,
    seed: int,
) -> NDArray[np.bool_]:
    """Match each row by a box that was found without the rows of its fold."""
    matched = np.zeros(len(values), dtype=bool)
    # Dealt by hand, for StratifiedKFold warns of groups that are smaller than the number of folds.
    shuffled = np.random.default_rng(seed).permutation(len(values))
    fold_of = np.empty(len(values), dtype=int)
    fold_of[shuffled[np.argsort(is_member[shuffled], kind="stable")]] = (
        np.arange(len(values)) % folds
    )
    for fold in range(folds):
        rest, held_out = fold_of != fold, fold_of == fold
        if is_member[rest].any():
            box = _find_box(values[rest], is_member[rest], conditions)
            matched[held_out] = matching_rows(values[held_out], box)
    return matched


def _find_box(values: NDArray[np.float64], is_member: NDArray[np.bool_], conditions: int) -> Box:
    return shorten_box(find_box(values, is_member, conditions), values, is_member)
