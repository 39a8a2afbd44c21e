"""The users to be grouped, and what is believed of a group before it is seen."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from usage_groups import exact


@dataclass(frozen=True)
class GroupPrior:
    """What is believed of a group before its users are seen, in the units of the scaled features.

    Attributes
    ----------
    resolution : float
        Differences below it mean nothing: every value counts as known to plus or minus this much.
    spread : float
        Standard deviation that a feature is expected to have within a group.
    centre_weight : float
        Weight of the data's median in the centre of a group, in users.
    shape : float
        Half the number of users that the expected spread is worth.
    outlier_share : float
        Share of users expected to resemble no group.
    """

    resolution: float = 0.07
    spread: float = 0.12
    centre_weight: float = 0.05
    shape: float = 2.0
    outlier_share: float = 0.001


@dataclass(frozen=True)
class Population:
    """The users to be grouped: distinct rows, how many users share each, and the frame around them.

    Attributes
    ----------
    matrix : ndarray of shape (n_rows, n_features)
        Scaled features.
    weights : ndarray of shape (n_rows,)
        Users with exactly this row.
    centre : ndarray of shape (n_features,)
        Median of each feature over the users.
    log_volume : float
        Logarithm of the volume of the bounding box of all users.
    """

    matrix: np.ndarray
    weights: np.ndarray
    centre: np.ndarray
    log_volume: float

    @cached_property
    def size(self) -> float:
        """Return the number of users."""
        return float(self.weights.sum())

    @cached_property
    def order(self) -> np.ndarray:
        """Return the rows in the order of each feature, shape (n_rows, n_features)."""
        return np.argsort(self.matrix, axis=0, kind="stable")

    @cached_property
    def moments(self) -> np.ndarray:
        """Return 1, the features around the centre and their squares, side by side."""
        shifted = self.matrix - self.centre
        return np.hstack([np.ones((len(shifted), 1)), shifted, shifted**2])


def describe_population(matrix: np.ndarray, weights: np.ndarray, prior: GroupPrior) -> Population:
    """Put a frame around the users.

    Parameters
    ----------
    matrix : ndarray of shape (n_rows, n_features)
        Scaled features of the distinct rows.
    weights : ndarray of shape (n_rows,)
        Users with each row.
    prior : GroupPrior
        Its spread is the least width of the frame.

    Returns
    -------
    Population
    """
    order = np.argsort(matrix, axis=0, kind="stable")
    centre = _medians(matrix, weights, order)
    return Population(matrix, weights, centre, bounding_volume(matrix, prior))


def select_rows(population: Population, weights: np.ndarray, prior: GroupPrior) -> Population:
    """Return the population with other weights, without the rows that have none."""
    kept = weights > 0
    matrix = population.matrix[kept]
    centre = _medians(population.matrix, weights, population.order)
    return Population(matrix, weights[kept], centre, bounding_volume(matrix, prior))


def _medians(matrix: np.ndarray, weights: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the median of each feature over the users; rows may have none."""
    cumulated = np.cumsum(weights[order], axis=0)
    middle = (cumulated < cumulated[-1] / 2).sum(axis=0)
    features = np.arange(matrix.shape[1])
    return matrix[order[middle, features], features]


def bounding_volume(matrix: np.ndarray, prior: GroupPrior) -> float:
    """Return the logarithm of the volume of the bounding box of all users."""
    widths = np.maximum(matrix.max(axis=0) - matrix.min(axis=0), 4 * prior.spread)
    return float(exact.log(widths).sum())


@dataclass(frozen=True)
class GroupSums:
    """Sums over the users of each group.

    Attributes
    ----------
    totals : ndarray of shape (n_groups, 1 + 2 * n_features)
        Of the population's moments.
    """

    totals: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """Return the users of each group, shape (n_groups,)."""
        return self.totals[:, 0]

    @property
    def sums(self) -> np.ndarray:
        """Return sums around the population's centre, shape (n_groups, n_features)."""
        return self.totals[:, 1 : 1 + self.totals.shape[1] // 2]

    @property
    def squares(self) -> np.ndarray:
        """Return sums of squares around that centre, shape (n_groups, n_features)."""
        return self.totals[:, 1 + self.totals.shape[1] // 2 :]

    def without(self, group: int) -> "GroupSums":
        """Return the sums with one group left out."""
        return GroupSums(np.delete(self.totals, group, axis=0))


def sum_groups(population: Population, labels: np.ndarray, groups: int | None = None) -> GroupSums:
    """Add up each group's users.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole; -1 is an outlier.
    groups : int, optional
        How many there are, where the last ones may have nobody.

    Returns
    -------
    GroupSums
    """
    groups = labels.max() + 1 if groups is None else groups
    membership = (labels == np.arange(groups)[:, None]) * population.weights
    return GroupSums(membership @ population.moments)
