"""The groups found, as data: all that tells from a user's features which group the user is in.

A model is a few numbers per group, so that it can be stored, read again and applied to users that
no search has seen. What is published of users is computed from it in SQL (macros/search); here the
same is computed for the users of a search, and for tests of the SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np

from usage_groups import exact
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.likelihood import Components, component_densities
from usage_groups.search.confidence import Curve, margins
from usage_groups.search.frame import Frame

# Differences from a group's centre are told in its spreads, which are at least what is expected
# of a group before it is seen.
_LEAST_SPREAD = 0.12


class Assigned(NamedTuple):
    """Where rows belong; all of shape (n_rows,)."""

    labels: Integers
    """Everybody has a group, 0, 1, ..."""
    confidence: Floats
    """0 to 1."""
    is_far: np.ndarray
    """Whether the user is unlike the rest of the group."""


@dataclass(frozen=True)
class GroupModel:
    """Groups, as a function of a user's features.

    Attributes
    ----------
    frame : Frame
        The features.
    components : Components
        Of the used features, in their weighted units. Infinite degrees of freedom stand for tiers:
        the log density is the negative squared distance to the centre; a component without a
        centre (NaN) is a density that is the same everywhere.
    group_of_component : ndarray of shape (n_components,)
        Group of each component.
    curve : Curve
        The confidence that a margin stands for.
    centres, spreads : ndarray of shape (n_groups, n_used)
        Means and standard deviations of each group's users, in the features' own units, by which
        it is told who is far.
    far_limit : float
        Squared distance from there, in spreads, beyond which a user is far.
    stability : ndarray of shape (n_groups,)
        Mean bootstrap Jaccard coefficients, 0 to 1.
    users : ndarray of int, shape (n_groups,)
        Of the search.
    """

    frame: Frame
    components: Components
    group_of_component: Integers
    curve: Curve
    centres: Floats
    spreads: Floats
    far_limit: float
    stability: Floats
    users: Integers

    @property
    def is_tier(self) -> bool:
        """Return whether groups are steps on a scale."""
        return bool(np.isinf(self.components.freedom).any())

    def nearness(self, placed: Floats) -> Floats:
        """Return how near each row is to each group, shape (n_rows, n_groups); higher is nearer."""
        components = self.components
        known = np.isfinite(components.centres).all(axis=1)
        near = np.tile(components.constants, (len(placed), 1))
        if self.is_tier:
            near = -((placed[:, None] - components.centres) ** 2).sum(axis=2)
        elif known.any():
            near[:, known] = component_densities(
                Components(*(each[known] for each in vars(components).values())), placed
            )
        groups = range(self.group_of_component.max() + 1)
        return np.column_stack(
            [exact.log_sum_exp(near[:, self.group_of_component == group]) for group in groups]
        )

    def assign(self, matrix: Floats) -> Assigned:
        """Give each user to the nearest group.

        Parameters
        ----------
        matrix : ndarray of shape (n_users, n_features)
            Scaled features, all that the frame names.

        Returns
        -------
        Assigned
        """
        used = matrix[:, self.frame.weights > 0]
        if len(self.stability) == 1:
            labels, confidence = np.zeros(len(matrix), dtype=int), np.ones(len(matrix))
        else:
            nearness = self.nearness(self.frame.placed(matrix))
            labels = nearness.argmax(axis=1)
            confidence = self.curve.at(margins(nearness), labels)
        differences = (used - self.centres[labels]) / self.spreads[labels]
        return Assigned(labels, confidence, (differences**2).sum(axis=1) > self.far_limit)

    def measured(self, matrix: Floats, far_limit: float) -> Self:
        """Return the model with what the users of the search are like, and rounded.

        Parameters
        ----------
        matrix : ndarray of shape (n_users, n_features)
            As for :meth:`assign`.
        far_limit : float
            See the attributes.

        Returns
        -------
        GroupModel
        """
        used, groups = self.frame.weights > 0, len(self.stability)
        rough = replace(
            self,
            centres=np.zeros((groups, used.sum())),
            spreads=np.ones((groups, used.sum())),
        )
        labels = rough.assign(matrix).labels
        centres, spreads = centres_and_spreads(matrix[:, used], labels, groups)
        return replace(
            self,
            centres=centres,
            spreads=spreads,
            far_limit=far_limit,
            users=np.bincount(labels, minlength=groups),
        )

    def among(self, ranges: Mapping[str, Mapping]) -> Self:
        """Return the model of some users as one of all of them.

        Parameters
        ----------
        ranges : mapping of str to mapping
            As for :meth:`usage_groups.search.frame.Frame.among`.

        Returns
        -------
        GroupModel
        """
        return replace(self, frame=self.frame.among(ranges))

    def with_curve(self, curve: Curve) -> Self:
        """Return the model with another curve of confidence."""
        return replace(self, curve=curve)

    def numbered(self, order: Integers) -> Self:
        """Return the model with groups in another order, shape (n_groups,)."""
        places = np.argsort(order)
        return replace(
            self,
            group_of_component=places[self.group_of_component],
            curve=Curve(self.curve.intercepts[order], self.curve.slope),
            centres=self.centres[order],
            spreads=self.spreads[order],
            stability=self.stability[order],
            users=self.users[order],
        )


def centres_and_spreads(columns: Floats, labels: Integers, groups: int) -> tuple[Floats, Floats]:
    """Return the mean and the standard deviation of each group, which is not below a floor.

    Parameters
    ----------
    columns : ndarray of shape (n_users, n_columns)
        That made the groups, as they were before they were winsorised.
    labels : ndarray of shape (n_users,)
        The group of each, 0, 1, ...
    groups : int
        How many there are.

    Returns
    -------
    centres, spreads : ndarray of shape (n_groups, n_columns)
    """
    membership = (labels == np.arange(groups)[:, None]).astype(float)
    users = np.maximum(membership.sum(axis=1), 1)[:, None]
    centres = (membership @ columns) / users
    variances = (membership @ columns**2) / users - centres**2
    return centres, np.sqrt(np.maximum(variances, _LEAST_SPREAD**2))
