"""From a PRIM box to a rule: the same bounds in readable numbers, and in SQL."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from usage_groups.explain.prim import Bound, Box, matching_rows
from usage_groups.sql import sql_bare_name

ROUNDING_LOSS = 0.002  # F1 that a shorter number may cost
MOST_DIGITS = 17  # significant digits that tell any two doubles apart


def shorten_box(box: Box, values: NDArray[np.float64], is_member: NDArray[np.bool_]) -> Box:
    """Give a PRIM box numbers of as few digits as its F1 allows, and drop bounds without effect.

    Parameters
    ----------
    box : tuple of Bound
        As `find_box` finds it.
    values : ndarray of shape (n_rows, n_columns)
        Missing values as NaN.
    is_member : ndarray of bool, shape (n_rows,)
        Who is in the group; at least one is.

    Returns
    -------
    tuple of Bound
        Each with the shortest number that costs at most `ROUNDING_LOSS` of F1, the others given.
    """
    for bound in box:
        rest = tuple(other for other in box if other != bound)
        inside = matching_rows(values, rest)
        if bound.holds(values[inside]).all():
            box = rest
        else:
            short = _shorten(bound, values[inside], is_member[inside], int(is_member.sum()))
            box = tuple(sorted((*rest, short)))
    return box


def _shorten(
    bound: Bound, values: NDArray[np.float64], is_member: NDArray[np.bool_], members: int
) -> Bound:
    """Move a threshold to a number of few digits that keeps F1 within what rounding may cost."""
    column = values[:, bound.column]
    is_below = column < bound.threshold
    low = column[is_below].max(initial=-np.inf)
    high = column[column >= bound.threshold].min(initial=np.inf)
    # A bound on which only missing values depend keeps its place.
    low, high = (end if np.isfinite(end) else bound.threshold for end in (low, high))
    middle = (low + high) / 2

    def score(candidate: float) -> float:
        matched = bound._replace(threshold=candidate).holds(values)
        return 2 * is_member[matched].sum() / (matched.sum() + members)

    wanted = score(high) - ROUNDING_LOSS
    for digits in range(MOST_DIGITS + 1):
        candidates = _round_numbers(
            middle, digits, is_whole=bool((column % 1 == 0)[~np.isnan(column)].all())
        )
        best = max(candidates, key=lambda candidate: (score(candidate), -abs(candidate - middle)))
        if score(best) >= wanted:
            return bound._replace(threshold=best)
    return bound._replace(threshold=float(high))


def _round_numbers(near: float, digits: int, *, is_whole: bool) -> list[float]:
    """List the numbers of so many significant digits on either side of a number; 0 has none."""
    if near == 0 or digits == 0:
        return [0.0]
    exponent = math.floor(math.log10(abs(near))) - digits + 1
    exponent = max(exponent, 0) if is_whole else exponent
    # Parsing the digits gives the double that the same digits in SQL give.
    steps = math.floor(near / float(f"1e{exponent}"))
    return [float(f"{step}e{exponent}") for step in (steps - 1, steps, steps + 1, steps + 2)]


def to_sql(box: Box, features: pd.DataFrame) -> str:
    """Write a PRIM box as a rule, a SQL predicate.

    Parameters
    ----------
    box : tuple of Bound
        Bounds on columns of the data.
    features : DataFrame of shape (n_rows, n_columns)
        The data, whose types and values tell flags and whole numbers from measures.

    Returns
    -------
    str
        Comparisons joined by "and", in the order of the columns; "true" without any.
    """
    conditions = []
    for column in sorted({bound.column for bound in box}):
        bounds = {bound.is_lower: bound.threshold for bound in box if bound.column == column}
        present = features.iloc[:, column].dropna()
        conditions += _conditions(sql_bare_name(features.columns[column]), bounds, present)
    return " and ".join(conditions) or "true"


def _conditions(name: str, bounds: dict[bool, float], present: pd.Series) -> list[str]:
    """Write the bounds of one column, the lower one under True, as suits its values."""
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
