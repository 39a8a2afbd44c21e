"""Each group as one SQL predicate over the columns that analysts see, with what it catches and misses."""

import math
import re

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from usage_groups.boxes import Bound, Rule, find_rule, matching_rows

MOST_CONDITIONS = 4
MOST_FITTED_ROWS = 20_000
FOLDS = 5
ROUNDING_LOSS = 0.002  # F1 that a shorter number may cost
MOST_DIGITS = 17  # significant digits that tell any two doubles apart
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED_WORDS = frozenset(
    "all analyse analyze and any array as asc asymmetric between both case cast check collate column"
    " constraint create default deferrable desc describe distinct do else end except false fetch for"
    " foreign from glob grant group having in initially intersect into is isnull lambda lateral leading"
    " like limit localtime natural not notnull null offset on only or order outer pivot pivot_longer"
    " pivot_wider placing primary qualify references returning select show similar some summarize symmetric"
    " table then to trailing true union unique unpivot using variadic when where window with".split()
)


def describe_groups(  # noqa: PLR0913
    features: pd.DataFrame,
    labels: ArrayLike,
    max_conditions: int = MOST_CONDITIONS,
    *,
    folds: int = FOLDS,
    seed: int = 0,
    most_fitted_rows: int = MOST_FITTED_ROWS,
) -> pd.DataFrame:
    """Describe every group by a SQL predicate, and count how well it does.

    Parameters
    ----------
    features : DataFrame of shape (n_users, n_columns)
        What the predicates may speak of, in the units that analysts see: numbers and booleans, missing
        values allowed. Of columns that do equally well the first one is used.
    labels : array-like of int, shape (n_users,)
        Groups from 0; -1 is an outlier, which a predicate should not match.
    max_conditions : int
        Most comparisons in one predicate, at least 1.
    folds : int
        Parts of the cross-validation, at least 2.
    seed : int
        Of the parts, and of the sample where there are many users.
    most_fitted_rows : int
        With more users than this, the predicates are searched on a sample of so many.

    Returns
    -------
    DataFrame
        One row per group, ascending: `group_id`, `rule_sql`, `precision` and `recall` of the predicate as
        written, over all users, and `cv_precision` and `cv_recall`, where each user is judged by a
        predicate that was searched and rounded without that user. All are 0 to 1; precision is missing
        where nothing matches. The order of the rows does not matter.

    Raises
    ------
    ValueError
        If a column is neither number nor boolean, or infinite somewhere, or an argument out of range.
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
    fitted = _sample(len(labels), most_fitted_rows, seed)
    described = []
    for group in np.unique(labels[labels >= 0]):
        is_member = labels == group
        rule = _readable_rule(values[fitted], is_member[fitted], max_conditions)
        quality = _quality(matching_rows(values, rule), is_member)
        held_out = _held_out_matches(values[fitted], is_member[fitted], max_conditions, folds, seed)
        described.append(
            (int(group), to_sql(rule, features), *quality, *_quality(held_out, is_member[fitted]))
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


def _sample(rows: int, most: int, seed: int) -> NDArray[np.int64]:
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


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
    """Match each row by a rule that was searched without its part of the rows."""
    matched = np.zeros(len(values), dtype=bool)
    # Parts are dealt by hand: scikit-learn's stratified folds refuse a group smaller than their number.
    shuffled = np.random.default_rng(seed).permutation(len(values))
    part = np.empty(len(values), dtype=int)
    part[shuffled[np.argsort(is_member[shuffled], kind="stable")]] = np.arange(len(values)) % folds
    for fold in range(folds):
        rest, held_out = part != fold, part == fold
        if is_member[rest].any():
            rule = _readable_rule(values[rest], is_member[rest], conditions)
            matched[held_out] = matching_rows(values[held_out], rule)
    return matched


def _readable_rule(
    values: NDArray[np.float64], is_member: NDArray[np.bool_], conditions: int
) -> Rule:
    """Search a rule and shorten its numbers, one bound after the other."""
    rule = find_rule(values, is_member, conditions)
    for bound in rule:
        rest = tuple(other for other in rule if other != bound)
        inside = matching_rows(values, rest)
        rule = tuple(
            sorted((*rest, _shorten(bound, values[inside], is_member[inside], is_member.sum())))
        )
    return rule


def _shorten(
    bound: Bound, values: NDArray[np.float64], is_member: NDArray[np.bool_], members: int
) -> Bound:
    """Move a threshold to a number of few digits that keeps F1 within what rounding may cost."""
    column = values[:, bound.column]
    is_below = column < bound.threshold
    low, high = column[is_below].max(), column[column >= bound.threshold].min()
    middle = (low + high) / 2

    def score(candidate: float) -> float:
        matched = bound._replace(threshold=candidate).holds(values)
        return 2 * is_member[matched].sum() / (matched.sum() + members)

    wanted = score(high) - ROUNDING_LOSS
    for digits in range(1, MOST_DIGITS + 1):
        candidates = _round_numbers(
            middle, digits, is_whole=bool((column % 1 == 0)[~np.isnan(column)].all())
        )
        best = max(candidates, key=lambda candidate: (score(candidate), -abs(candidate - middle)))
        if score(best) >= wanted:
            return bound._replace(threshold=best)
    return bound._replace(threshold=float(high))


def _round_numbers(near: float, digits: int, *, is_whole: bool) -> list[float]:
    """List the numbers of so many significant digits on either side of a number."""
    if near == 0:
        return [0.0]
    exponent = math.floor(math.log10(abs(near))) - digits + 1
    exponent = max(exponent, 0) if is_whole else exponent
    # Parsing the digits gives the double that the same digits in SQL give.
    steps = math.floor(near / float(f"1e{exponent}"))
    return [float(f"{step}e{exponent}") for step in (steps - 1, steps, steps + 1, steps + 2)]


def to_sql(rule: Rule, features: pd.DataFrame) -> str:
    """Write a rule as a SQL predicate.

    Parameters
    ----------
    rule : tuple of Bound
    features : DataFrame of shape (n_rows, n_columns)
        The data, whose types and values tell flags and whole numbers from measures.

    Returns
    -------
    str
        Comparisons joined by "and", in the order of the columns; "true" without any.
    """
    conditions = []
    for column in sorted({bound.column for bound in rule}):
        bounds = {bound.is_lower: bound.threshold for bound in rule if bound.column == column}
        present = features.iloc[:, column].dropna()
        conditions += _conditions(quote(features.columns[column]), bounds, present)
    return " and ".join(conditions) or "true"


def quote(name: str) -> str:
    """Put a column name into double quotes where SQL would not read it bare."""
    if PLAIN_NAME.fullmatch(name) and name.lower() not in RESERVED_WORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def _conditions(name: str, bounds: dict[bool, float], present: pd.Series) -> list[str]:
    """Write the bounds of one column, the lower one under True, in the words that suit its values."""
    if pd.api.types.is_bool_dtype(present):
        return [name if is_lower else f"not {name}" for is_lower in bounds]
    is_whole = bool((present % 1 == 0).all())
    if not is_whole:
        return [
            f"{name} {'>=' if is_lower else '<'} {_number(bounds[is_lower])}"
            for is_lower in sorted(bounds, reverse=True)
        ]
    low = bounds.get(True)
    last = bounds[False] - 1 if False in bounds else None
    # Counts start at 0 or 1, so that "at most the least" is "equal to the least".
    starts_there = low is None and last == present.min() and last in {0, 1}
    if last is not None and (low == last or starts_there):
        return [f"{name} = {_number(last)}"]
    conditions = [] if low is None else [f"{name} >= {_number(low)}"]
    if last is not None:
        is_rounder = len(_number(last + 1).rstrip("0")) < len(_number(last).rstrip("0"))
        conditions.append(
            f"{name} < {_number(last + 1)}" if is_rounder else f"{name} <= {_number(last)}"
        )
    return conditions


def _number(value: float) -> str:
    """Write a number so that SQL reads the same double."""
    if value == 0 or 1e-15 < abs(value) < 1e15:  # noqa: PLR2004
        return np.format_float_positional(value, trim="-")
    return repr(float(value))
