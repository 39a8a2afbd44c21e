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
    def shifted(self) -> np.ndarray:
        """Return the features around the centre."""
        return self.matrix - self.centre

    @cached_property
    def squares(self) -> np.ndarray:
        """Return their squares."""
        return self.shifted**2


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
    cumulated = np.cumsum(weights[order], axis=0)
    middle = (cumulated < cumulated[-1] / 2).sum(axis=0)
    centre = matrix[order[middle, np.arange(matrix.shape[1])], np.arange(matrix.shape[1])]
    return Population(matrix, weights, centre, bounding_volume(matrix, prior))


def bounding_volume(matrix: np.ndarray, prior: GroupPrior) -> float:
    """Return the logarithm of the volume of the bounding box of all users."""
    widths = np.maximum(matrix.max(axis=0) - matrix.min(axis=0), 4 * prior.spread)
    return float(exact.log(widths).sum())


@dataclass(frozen=True)
class GroupSums:
    """Users, sums and sums of squares per group, around the population's centre."""

    counts: np.ndarray
    sums: np.ndarray
    squares: np.ndarray

    def without(self, group: int) -> "GroupSums":
        """Return the sums with one group left out."""
        return GroupSums(
            *(np.delete(each, group, axis=0) for each in (self.counts, self.sums, self.squares))
        )

    def with_union(self, first: int, second: int) -> "GroupSums":
        """Return the sums with the second group's users in the first one."""
        united = []
        for each in (self.counts, self.sums, self.squares):
            rest = np.delete(each, second, axis=0)
            rest[first - (second < first)] = each[first] + each[second]
            united.append(rest)
        return GroupSums(*united)

    def united(self) -> "GroupSums":
        """Return the sums of every pair of groups, shape (n_groups * n_groups, ...)."""
        counts = (self.counts[:, None] + self.counts[None]).ravel()
        features = self.sums.shape[1]
        sums = (self.sums[:, None] + self.sums[None]).reshape(-1, features)
        return GroupSums(
            counts, sums, (self.squares[:, None] + self.squares[None]).reshape(-1, features)
        )


def sum_groups(population: Population, labels: np.ndarray) -> GroupSums:
    """Add up each group's users.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole; -1 is an outlier.

    Returns
    -------
    GroupSums
    """
    membership = (labels == np.arange(labels.max() + 1)[:, None]) * population.weights
    return GroupSums(
        membership.sum(axis=1), membership @ population.shifted, membership @ population.squares
    )
