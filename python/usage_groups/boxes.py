"""The box that holds one group: a conjunction of a few bounds on columns, searched by F1.

The search keeps the best few boxes by F1 (the harmonic mean of precision and recall), adds a bound
at a time, and then drops or replaces single bounds, in the manner of patient rule induction
(Friedman and Fisher 1999, Bump hunting in high-dimensional data, Statistics and Computing 9).
Unlike a tree it spends no condition on telling other groups apart.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BEAM_WIDTH = 4
LEAST_GAIN = 0.01  # F1 that a condition must add to be worth reading


class Bound(NamedTuple):
    """One condition of a rule: a column at or above a threshold, or below it."""

    column: int
    is_lower: bool
    threshold: float

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which rows of (n_rows, n_columns) match; a missing value never does, as in SQL."""
        column = values[:, self.column]
        return column >= self.threshold if self.is_lower else column < self.threshold


Rule = tuple[Bound, ...]


class Task(NamedTuple):
    """Rows, which of them are members, and each column's order, so that it is sorted only once."""

    values: NDArray[np.float64]
    """(n_rows, n_columns), missing values as NaN."""
    is_member: NDArray[np.bool_]
    """(n_rows,)"""
    order: NDArray[np.int64]
    """(n_rows, n_columns) Rows by ascending value, missing values last."""

    def score(self, rule: Rule) -> float:
        """Return the F1 of a rule, 0 to 1."""
        matched = matching_rows(self.values, rule)
        return (
            2 * float(self.is_member[matched].sum()) / float(matched.sum() + self.is_member.sum())
        )


def matching_rows(values: NDArray[np.float64], rule: Rule) -> NDArray[np.bool_]:
    """Tell which rows of (n_rows, n_columns) meet all bounds."""
    matched = np.ones(len(values), dtype=bool)
    for bound in rule:
        matched &= bound.holds(values)
    return matched


def _cuts(task: Task, rule: Rule) -> Iterator[tuple[float, Bound]]:
    """Yield for every column and side the bound that would leave the rule with the best F1."""
    matched = matching_rows(task.values, rule)
    for column in range(task.values.shape[1]):
        rows = task.order[matched[task.order[:, column]], column]
        values = task.values[rows, column]
        rows, values = rows[~np.isnan(values)], values[~np.isnan(values)]
        edges = np.flatnonzero(np.diff(values) > 0) + 1
        if not len(edges):
            continue
        hits = np.cumsum(task.is_member[rows])
        below = hits[edges - 1]
        for is_lower in (True, False):
            caught = hits[-1] - below if is_lower else below
            size = len(rows) - edges if is_lower else edges
            scores = 2 * caught / (size + task.is_member.sum())
            best = int(np.argmax(scores))
            middle = (values[edges[best] - 1] + values[edges[best]]) / 2
            # The mean of two neighbouring doubles may round down to the lower one.
            threshold = middle if middle > values[edges[best] - 1] else values[edges[best]]
            yield float(scores[best]), Bound(column, is_lower, float(threshold))


def _with(rule: Rule, bound: Bound) -> Rule:
    """Add a bound in place of any other on the same side of the same column."""
    kept = [old for old in rule if old[:2] != bound[:2]]
    return tuple(sorted([*kept, bound]))


def _without(rule: Rule, bound: Bound) -> Rule:
    return tuple(old for old in rule if old != bound)


def _worth(task: Task, rule: Rule) -> float:
    return task.score(rule) - LEAST_GAIN * len(rule)


def find_rule(values: NDArray[np.float64], is_member: NDArray[np.bool_], conditions: int) -> Rule:
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
        Empty where no bound is worth its words: the rule is then true for everyone.
    """
    task = Task(values, is_member, np.argsort(values, axis=0, kind="stable"))
    best: Rule = ()
    beam: list[Rule] = [best]
    for _ in range(conditions):
        found = {_with(rule, bound): score for rule in beam for score, bound in _cuts(task, rule)}
        beam = sorted(found, key=found.get, reverse=True)[:BEAM_WIDTH]
        best = max([best, *beam], key=lambda rule: _worth(task, rule))
    return _improve(task, best)


def _improve(task: Task, rule: Rule) -> Rule:
    """Drop or replace single bounds while that makes the rule better."""
    while True:
        variants = [_without(rule, bound) for bound in rule]
        replaced = [_with(rest, bound) for rest in variants for _, bound in _cuts(task, rest)]
        better = max([rule, *variants, *replaced], key=lambda variant: _worth(task, variant))
        if _worth(task, better) <= _worth(task, rule) + 1e-12:
            return rule
        rule = better
