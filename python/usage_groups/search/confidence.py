"""How sure is a user's group? A smooth curve from margins to how often other draws agree."""

from typing import NamedTuple

import numpy as np

from usage_groups import exact
from usage_groups.exact import Floats
from usage_groups.fitting.likelihood import log_densities, sum_groups
from usage_groups.fitting.partition import Partition
from usage_groups.fitting.population import GroupPrior, Population

_MOST_ROUNDS = 50
_FARTHEST_STEP = 5.0
_ENOUGH = 1e-9
# Pulls the curve to one half where nothing is known.
_RIDGE = 1e-3
_LEAST_SLOPE = 2.0**-10


class Curve(NamedTuple):
    """Expected agreement, ``1 / (1 + exp(-(intercept + slope * sqrt(margin))))``."""

    intercept: float
    slope: float

    def at(self, margin: Floats) -> Floats:
        """Return the share of redraws that are expected to agree, 0 to 1, for each margin."""
        logit = self.intercept + self.slope * np.sqrt(np.maximum(margin, 0))
        return 1 / (1 + exact.exp(-logit))


def group_densities(
    partition: Partition, population: Population, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return the log density of each row in each group.

    Parameters
    ----------
    partition : Partition
    population : Population
        The users that the partition was made of.
    matrix : ndarray of shape (n_new, n_features)
    prior : GroupPrior

    Returns
    -------
    ndarray of shape (n_new, n_groups)
        The last column is the background where the outliers are a group.
    """
    sums = sum_groups(population, partition.components)
    components = log_densities(population, sums, matrix, prior) + exact.log_of(
        1 - prior.outlier_share
    )
    groups = [
        exact.log_sum_exp(components[:, partition.group_of_component == group])
        for group in range(partition.group_of_component.max() + 1)
    ]
    if partition.outlier_group >= 0:
        level = exact.log_of(prior.outlier_share) - population.log_volume
        groups.append(np.full(len(matrix), level))
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


def fit_curve(margin: Floats, agreement: Floats, weights: Floats) -> Curve:
    """Fit a logistic regression of agreement on the square root of the margin.

    By Newton's method, after Platt (1999), "Probabilistic outputs for support vector machines":
    strictly rising, so that no two margins share a value, and two numbers to store.

    Parameters
    ----------
    margin : ndarray of shape (n_rows,)
    agreement : ndarray of shape (n_rows,)
        0 to 1; NaN where a row was never left out.
    weights : ndarray of shape (n_rows,)

    Returns
    -------
    Curve
    """
    known = np.isfinite(agreement)
    if not known.any():
        return Curve(0.0, _LEAST_SLOPE)
    root, weight = np.sqrt(np.maximum(margin[known], 0)), weights[known]
    # One user more, half of each outcome, at the mean: off 0 and 1 where all agree.
    middle = np.average(root, weights=weight)
    root = np.append(root, [middle, middle])
    outcome = np.append(agreement[known], [0.0, 1.0])
    weight = np.append(weight, [0.5, 0.5])
    intercept = slope = 0.0
    for _ in range(_MOST_ROUNDS):
        expected = 1 / (1 + exact.exp(-np.clip(intercept + slope * root, -30, 30)))
        rest = weight * (outcome - expected)
        certain = weight * np.maximum(expected * (1 - expected), _ENOUGH)
        gradient = rest.sum() - _RIDGE * intercept, (rest * root).sum() - _RIDGE * slope
        whole, cross, square = certain.sum(), (certain * root).sum(), (certain * root**2).sum()
        whole, square = whole + _RIDGE, square + _RIDGE
        determinant = whole * square - cross**2
        steps = (
            (square * gradient[0] - cross * gradient[1]) / determinant,
            (whole * gradient[1] - cross * gradient[0]) / determinant,
        )
        rise, turn = np.clip(steps, -_FARTHEST_STEP, _FARTHEST_STEP)
        intercept, slope = intercept + rise, slope + turn
        if max(abs(rise), abs(turn)) < _ENOUGH:
            break
    intercept, slope = exact.on_grid(np.array([intercept, slope]))
    return Curve(float(intercept), max(float(slope), _LEAST_SLOPE))
