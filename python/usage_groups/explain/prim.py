"""The PRIM box that holds one group: a conjunction of a few bounds on columns.

Patient rule induction method (Friedman and Fisher 1999, Bump hunting in high-dimensional data,
Statistics and Computing 9), in its manner: the few best boxes by F1 (the harmonic mean of precision
and recall) are kept, a bound is added at a time, and then single bounds are dropped or replaced.
Unlike a tree it spends no condition on telling other groups apart.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BEAM_WIDTH = 2
LEAST_GAIN = 0.01  # F1 that a condition must add to be worth reading


class Bound(NamedTuple):
    """One condition of a box: a column at or above a threshold, or below it."""

    column: int
    is_lower: bool
    threshold: float

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which rows of (n_rows, n_columns) match; a missing value never does, as in SQL."""
        column = values[:, self.column]
        return column >= self.threshold if self.is_lower else column < self.threshold


Box = tuple[Bound, ...]


class Task(NamedTuple):
    """Rows, which of them are members, and what is needed of each column sorted."""

    values: NDArray[np.float64]
    """(n_rows, n_columns), missing values as NaN; a column lies in one piece."""
    is_member: NDArray[np.bool_]
    """(n_rows,)"""
    order: NDArray[np.int64]
    """(n_columns, n_rows) Rows by ascending value, missing values last."""
    is_number: NDArray[np.bool_]
    """(n_columns, n_rows) Whether the value is there, in that order."""
    is_edge: NDArray[np.bool_]
    """(n_columns, n_rows) Whether it is there and above the one before, in that order."""

    @classmethod
    def of(cls, values: NDArray[np.float64], is_member: NDArray[np.bool_]) -> "Task":
        """Sort the columns."""
        columns = np.ascontiguousarray(values.T)
        order = np.argsort(columns, axis=1, kind="stable")
        ascending = np.take_along_axis(columns, order, axis=1)
        is_edge = np.zeros(columns.shape, dtype=bool)
        is_edge[:, 1:] = ascending[:, 1:] > ascending[:, :-1]
        return cls(columns.T, is_member, order, ~np.isnan(ascending), is_edge)

    def score(self, box: Box) -> float:
        """Return the F1 of a box, 0 to 1."""
        matched = matching_rows(self.values, box)
        return (
            2 * float(self.is_member[matched].sum()) / float(matched.sum() + self.is_member.sum())
        )


def matching_rows(values: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Tell which rows of (n_rows, n_columns) meet all bounds."""
    matched = np.ones(len(values), dtype=bool)
    for bound in box:
        matched &= bound.holds(values)
    return matched


def _cuts(task: Task, box: Box) -> Iterator[tuple[float, Bound]]:
    """Yield for every column and side the bound that would leave the box with the best F1."""
    matched = matching_rows(task.values, box)
    is_left = matched[task.order] & task.is_number
    is_hit = (matched & task.is_member)[task.order] & task.is_number
    left_below = np.cumsum(is_left, axis=1, dtype=np.int32)
    hits_below = np.cumsum(is_hit, axis=1, dtype=np.int32)
    left, hits = left_below[:, -1:].copy(), hits_below[:, -1:].copy()
    left_below -= is_left
    hits_below -= is_hit
    is_cut = task.is_edge & (left_below > 0) & (left_below < left)
    members = task.is_member.sum()
    at_or_above = 2 * (hits - hits_below) / (left - left_below + members)
    below = 2 * hits_below / (left_below + members)
    sides = [(True, at_or_above), (False, below)]
    best = [np.argmax(np.where(is_cut, scores, -1), axis=1) for _, scores in sides]
    for column in np.flatnonzero(is_cut.any(axis=1)):
        for (is_lower, scores), cuts in zip(sides, best, strict=True):
            cut = cuts[column]
            threshold = _between(task, is_left, column, cut)
            yield float(scores[column, cut]), Bound(int(column), is_lower, threshold)


def _between(task: Task, is_left: NDArray[np.bool_], column: int, cut: int) -> float:
    """Return the threshold in the middle between the values beside a cut."""
    is_left, order = is_left[column], task.order[column]
    lower = task.values[order[cut - 1 - np.argmax(is_left[:cut][::-1])], column]
    upper = task.values[order[cut + np.argmax(is_left[cut:])], column]
    middle = (lower + upper) / 2
    # The mean of two neighbouring doubles may round down to the lower one.
    return float(middle if middle > lower else upper)


def _with(box: Box, bound: Bound) -> Box:
    """Add a bound in place of any other on the same side of the same column."""
    kept = [old for old in box if old[:2] != bound[:2]]
    return tuple(sorted([*kept, bound]))


def _without(box: Box, bound: Bound) -> Box:
    return tuple(old for old in box if old != bound)


def _worth(task: Task, box: Box) -> float:
    return task.score(box) - LEAST_GAIN * len(box)


def find_box(values: NDArray[np.float64], is_member: NDArray[np.bool_], conditions: int) -> Box:
    """Search the box of at most so many bounds that describes the members best.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        Missing values as NaN.
    is_member : ndarray of bool, shape (n_rows,)
        At least one is true.
    conditions : int
        Most bounds, at least 0.

    Returns
    -------
    tuple of Bound
        Empty where no bound is worth its words: the box is then true for everyone.
    """
    task = Task.of(values, is_member)
    best: Box = ()
    beam: list[Box] = [best]
    for _ in range(conditions):
        found = {_with(box, bound): score for box in beam for score, bound in _cuts(task, box)}
        beam = sorted(found, key=found.get, reverse=True)[:BEAM_WIDTH]
        best = max([best, *beam], key=lambda box: _worth(task, box))
    return _improve(task, best)


def _improve(task: Task, box: Box) -> Box:
    """Drop or replace single bounds while that makes the box better."""
    while True:
        variants = [_without(box, bound) for bound in box]
        replaced = [_with(rest, bound) for rest in variants for _, bound in _cuts(task, rest)]
        better = max([box, *variants, *replaced], key=lambda variant: _worth(task, variant))
        if _worth(task, better) <= _worth(task, box) + 1e-12:
            return box
        box = better
