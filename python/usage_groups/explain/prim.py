"""The PRIM box that holds one group: a conjunction of a few bounds on columns.

Patient rule induction method (Friedman and Fisher 1999, Bump hunting in high-dimensional data,
Statistics and Computing 9), in its manner: the few best boxes by F1 (the harmonic mean of precision
and recall) are kept, a bound is added at a time, and then single bounds are dropped or replaced.
Unlike a tree it spends no condition on telling other groups apart.
"""

from collections.abc import Sequence
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
    ascending: NDArray[np.float64]
    """(n_columns, n_rows) The values in that order."""
    is_hit: NDArray[np.bool_]
    """(n_columns, n_rows) Whether the value is there and a member's, in that order."""

    @classmethod
    def of(cls, values: NDArray[np.float64], is_member: NDArray[np.bool_]) -> "Task":
        """Sort the columns."""
        columns = np.ascontiguousarray(values.T)
        order = np.argsort(columns, axis=1, kind="stable")
        ascending = np.take_along_axis(columns, order, axis=1)
        return cls(columns.T, is_member, order, ascending, is_member[order] & ~np.isnan(ascending))

    def score(self, box: Box) -> float:
        """Return the F1 of a box, 0 to 1."""
        matched = matching_rows(self.values, box)
        hits, members = self.is_member[matched].sum(), self.is_member.sum()
        return 2 * float(hits) / float(matched.sum() + members)

    def inside(self, box: Box) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return `ascending` and `is_hit` of the rows in a box, (n_columns, n_inside)."""
        if not box:
            return self.ascending, self.is_hit
        is_inside = matching_rows(self.values, box)[self.order]
        # Every column has the same rows, in an order of its own.
        places = np.flatnonzero(is_inside).reshape(len(self.order), -1)
        return self.ascending.take(places), self.is_hit.take(places)


class Cuts(NamedTuple):
    """For each column and side, the bound that would leave a box with the best F1."""

    box: Box
    scores: NDArray[np.float64]
    """(n_columns, 2) F1 with a bound from below, and from above; -1 where there is none."""
    thresholds: NDArray[np.float64]
    """(n_columns, 2)"""

    def worths(self) -> NDArray[np.float64]:
        """Return the F1 less what its bounds must add, (n_columns, 2)."""
        bounds = np.full(self.scores.shape, len(self.box) + 1)
        for column, is_lower, _ in self.box:
            # Another bound on the same side takes its place.
            bounds[column, 1 - is_lower] -= 1
        return self.scores - LEAST_GAIN * bounds

    def with_bound(self, place: int) -> Box:
        """Return the box with one of the bounds, in place of any other on its side."""
        column, side = divmod(int(place), 2)
        bound = Bound(column, side == 0, float(self.thresholds[column, side]))
        return tuple(sorted([*(old for old in self.box if old[:2] != bound[:2]), bound]))


def matching_rows(values: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Tell which rows of (n_rows, n_columns) meet all bounds."""
    matched = np.ones(len(values), dtype=bool)
    for bound in box:
        matched &= bound.holds(values)
    return matched


def find_cuts(task: Task, box: Box) -> Cuts:
    """Find for every column and side the bound that would leave a box with the best F1."""
    ascending, is_hit = task.inside(box)
    columns, rows = ascending.shape
    scores, thresholds = np.full((columns, 2), -1.0), np.full((columns, 2), np.nan)
    if rows < 2:  # noqa: PLR2004
        return Cuts(box, scores, thresholds)
    # A cut has so many rows before it.
    before = np.arange(1, rows)
    members = int(task.is_member.sum())
    is_cut = ascending[:, 1:] > ascending[:, :-1]
    hits_before = np.cumsum(is_hit, axis=1, dtype=np.int32)
    hits, hits_before = hits_before[:, -1:], hits_before[:, :-1]
    numbers = rows - np.isnan(ascending).sum(axis=1, keepdims=True)
    sides = (
        2 * (hits - hits_before) / np.maximum(numbers - before + members, 1),
        2 * hits_before / (before + members),
    )
    every = np.arange(columns)
    for side, found in enumerate(sides):
        found[~is_cut] = -1
        cuts = found.argmax(axis=1)
        lower, upper = ascending[every, cuts], ascending[every, cuts + 1]
        middle = (lower + upper) / 2
        scores[:, side] = found[every, cuts]
        # The mean of two neighbouring doubles may round down to the lower one.
        thresholds[:, side] = np.where(middle > lower, middle, upper)
    return Cuts(box, scores, thresholds)


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
        beam = _best_boxes([find_cuts(task, box) for box in beam])
        if not beam:
            break
        best = max([best, *beam], key=lambda box: _worth(task, box))
    return _improve(task, best)


def _best_boxes(found: Sequence[Cuts]) -> list[Box]:
    """Return the boxes with the best F1, at most `BEAM_WIDTH`; of equals those found first."""
    scores = np.concatenate([cuts.scores.ravel() for cuts in found])
    boxes: list[Box] = []
    for place in np.argsort(-scores, kind="stable"):
        if scores[place] < 0 or len(boxes) == BEAM_WIDTH:
            break
        number, own = divmod(place, found[0].scores.size)
        box = found[number].with_bound(own)
        if box not in boxes:
            boxes.append(box)
    return boxes


def _worth(task: Task, box: Box) -> float:
    return task.score(box) - LEAST_GAIN * len(box)


def _improve(task: Task, box: Box) -> Box:
    """Drop or replace single bounds while that makes the box better."""
    while box:
        variants = [tuple(old for old in box if old != bound) for bound in box]
        replaced = []
        for cuts in (find_cuts(task, rest) for rest in variants):
            worths = cuts.worths()
            place = worths.argmax()
            replaced.append((worths.flat[place], cuts.with_bound(place)))
        known = [(_worth(task, variant), variant) for variant in (box, *variants)]
        most, better = max([*known, *replaced], key=lambda variant: variant[0])
        if most <= known[0][0] + 1e-12:
            break
        box = better
    return box
