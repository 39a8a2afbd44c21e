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
