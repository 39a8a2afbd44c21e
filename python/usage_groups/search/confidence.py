"""How sure is a user's group? A smooth curve from margins to how often other draws agree."""

from typing import NamedTuple

import numpy as np

from usage_groups import exact
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.likelihood import log_background, log_joint_densities, sum_groups
from usage_groups.fitting.partition import Partition
from usage_groups.fitting.population import GroupPrior, Population

_MOST_ROUNDS = 100
_FARTHEST_STEP = 5.0
_ENOUGH = 1e-9
# How strongly unknown numbers are held at 0: the curve as a whole, and what is one group's own.
_RIDGE, _OWN_RIDGE = 1e-3, 0.25
_LEAST_SLOPE = 2.0**-10
_FARTHEST = 30.0


class Curve(NamedTuple):
    """Expected agreement, ``1 / (1 + exp(-(intercept + slope * sqrt(margin))))``."""

    intercepts: Floats
    """(n_groups,)"""
    slope: float

    def at(self, margin: Floats, labels: Integers) -> Floats:
        """Return the share of resamples that are expected to agree, 0 to 1, for each row."""
        return _share(self.intercepts[labels] + self.slope * np.sqrt(np.maximum(margin, 0)))


class Seen(NamedTuple):
    """What became of users whom a resample left out, all of shape (n_known,)."""

    root: Floats
    """Square roots of the margins."""
    outcome: Floats
    """Share of the resamples that agree, 0 to 1."""
    users: Floats


def _share(logit: Floats) -> Floats:
    return 1 / (1 + exact.exp(-np.clip(logit, -_FARTHEST, _FARTHEST)))


def group_densities(
    partition: Partition, population: Population, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return the log density of each row in each group.

    Parameters
    ----------
    partition : Partition
        The groups.
    population : Population
        The users that the partition was made of.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_new, n_groups)
        The last column is the background where the outliers are a group.
    """
    sums = sum_groups(population, partition.components)
    components = log_joint_densities(population, sums, matrix, prior)
    groups = [
        exact.log_sum_exp(components[:, partition.group_of_component == group])
        for group in range(partition.group_of_component.max() + 1)
    ]
    if partition.outlier_group >= 0:
        groups.append(np.full(len(matrix), log_background(population, prior)))
    return np.column_stack(groups)


def margins(nearness: np.ndarray) -> np.ndarray:
    """Return by how much the best group of each row beats the second best.

    Parameters
    ----------
    nearness : ndarray of shape (n_rows, n_groups)
        Higher is nearer; of two groups or more.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    best = np.partition(nearness, -2, axis=1)
    return best[:, -1] - best[:, -2]


def fit_curve(
    margin: Floats, labels: Integers, agreement: Floats, weights: Floats, groups: int
) -> Curve:
    """Fit a logistic regression of agreement on the square root of the margin.

    After Platt (1999), "Probabilistic outputs for support vector machines": strictly rising, so
    that no two margins share a value, and a few numbers to store. Each group has an intercept of
    its own, shrunk toward that of all: a small group may be missed as a whole.

    Parameters
    ----------
    margin : ndarray of shape (n_rows,)
        As `margins` returns them.
    labels : ndarray of shape (n_rows,)
        The group of each row.
    agreement : ndarray of shape (n_rows,)
        0 to 1; NaN where a row was never left out.
    weights : ndarray of shape (n_rows,)
        Users with each row.
    groups : int
        How many there are.

    Returns
    -------
    Curve
    """
    known = np.isfinite(agreement)
    if not known.any():
        return Curve(np.zeros(groups), _LEAST_SLOPE)
    own = labels[known]
    seen = Seen(np.sqrt(np.maximum(margin[known], 0)), agreement[known], weights[known])
    root, outcome, users = seen
    intercept = slope = 0.0
    offsets = np.zeros(groups)
    for _ in range(_MOST_ROUNDS):
        before = np.array([intercept, slope, *offsets])
        intercept, slope = _turned(intercept, slope, offsets[own], seen)
        expected = _share(intercept + offsets[own] + slope * root)
        pull = np.bincount(own, users * (outcome - expected), groups) - _OWN_RIDGE * offsets
        certain = np.bincount(own, users * expected * (1 - expected), groups) + _OWN_RIDGE
        offsets = offsets + np.clip(pull / certain, -1, 1)
        if np.abs(np.array([intercept, slope, *offsets]) - before).max() < _ENOUGH:
            break
    intercepts = exact.on_grid(intercept + offsets)
    return Curve(intercepts, max(float(exact.on_grid(np.array(slope))), _LEAST_SLOPE))


def _turned(intercept: float, slope: float, offsets: Floats, seen: Seen) -> tuple[float, float]:
    """Take one step of Newton's method."""
    # One user more, half of each outcome, at the mean: off 0 and 1 where all agree.
    middle = np.average(seen.root, weights=seen.users)
    root, offsets = np.append(seen.root, [middle, middle]), np.append(offsets, [0.0, 0.0])
    users, outcome = np.append(seen.users, [0.5, 0.5]), np.append(seen.outcome, [0.0, 1.0])
    expected = _share(intercept + offsets + slope * root)
    rest, certain = users * (outcome - expected), users * expected * (1 - expected)
    pulls = rest.sum() - _RIDGE * intercept, (rest * root).sum() - _RIDGE * slope
    whole, square = certain.sum() + _RIDGE, (certain * root**2).sum() + _RIDGE
    cross = (certain * root).sum()
    determinant = whole * square - cross**2
    rise = (square * pulls[0] - cross * pulls[1]) / determinant
    turn = (whole * pulls[1] - cross * pulls[0]) / determinant
    steps = np.clip([rise, turn], -_FARTHEST_STEP, _FARTHEST_STEP)
    return intercept + float(steps[0]), slope + float(steps[1])
