"""From the chosen groups to what is published of users: group, confidence, who is far from it."""

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from usage_groups.exact import Floats, Integers
from usage_groups.fitting.kmeans import squared_distances
from usage_groups.fitting.population import Population
from usage_groups.search.confidence import fit_curve, group_densities, margins
from usage_groups.search.selection import Choice
from usage_groups.search.tier_search import Tiers

# Differences from a group's centre are told in its spreads, which are at least what is expected
# of a group before it is seen.
_LEAST_SPREAD = 0.12
# Of users who are normally spread around a centre one in a thousand is farther.
_FAR_LEVEL = 0.999
_DECIMALS = 6


class Assigned(NamedTuple):
    """Where rows belong."""

    labels: Integers
    """(n_rows,) Everybody has a group, 0, 1, ..."""
    confidence: Floats
    """(n_rows,) 0 to 1."""


def assign_to_natural(choice: Choice, population: Population, rows: Floats) -> Assigned:
    """Give each row to the group where it is likeliest.

    Parameters
    ----------
    choice : Choice
        The groups, and how stable they are.
    population : Population
        That was searched.
    rows : ndarray of shape (n_rows, n_features)
        That population, or one of which it is a sample.

    Returns
    -------
    Assigned
    """
    partition, prior = choice.trial.partition, choice.trial.limits.prior
    if partition.group_count == 1:
        return Assigned(np.zeros(len(rows), dtype=int), np.ones(len(rows)))
    searched = group_densities(partition, population, population.matrix, prior)
    # Resamples were compared with the groups as they were settled.
    is_same = searched.argmax(axis=1) == partition.labels
    agreement = np.where(is_same, choice.stability.agreement, np.nan)
    nearness = group_densities(partition, population, rows, prior)
    return _assign(nearness, searched, agreement, population.weights)


def assign_to_tiers(tiers: Tiers, places: Floats) -> Assigned:
    """Give each user to the tier with the nearest centre.

    Parameters
    ----------
    tiers : Tiers
        That were found.
    places : ndarray of shape (n_users, n_columns)
        On the scale.

    Returns
    -------
    Assigned
    """
    centres, population = tiers.found.centres, tiers.population
    searched, nearness = (-squared_distances(rows, centres) for rows in (population.matrix, places))
    return _assign(nearness, searched, tiers.stability.agreement, population.weights)


def _assign(nearness: Floats, searched: Floats, agreement: Floats, weights: Floats) -> Assigned:
    """Choose the nearest group; the confidence is what resamples of those searched say of it."""
    labels, groups = searched.argmax(axis=1), searched.shape[1]
    curve = fit_curve(margins(searched), labels, agreement, weights, groups)
    labels = nearness.argmax(axis=1)
    return Assigned(labels, curve.at(margins(nearness), labels))


def far_users(columns: Floats, labels: Integers) -> np.ndarray:
    """Tell who is unlike the rest of the group.

    Parameters
    ----------
    columns : ndarray of shape (n_users, n_columns)
        That made the groups, as they were before they were winsorised.
    labels : ndarray of shape (n_users,)
        The group of each, 0, 1, ...

    Returns
    -------
    ndarray of bool, shape (n_users,)
        Whether the squared distance from the group's centre, in the group's spreads, exceeds a
        quantile of chi squared.
    """
    membership = (labels == np.arange(labels.max() + 1)[:, None]).astype(float)
    users = np.maximum(membership.sum(axis=1), 1)[:, None]
    centres = (membership @ columns) / users
    variances = (membership @ columns**2) / users - centres**2
    spreads = np.maximum(variances, _LEAST_SPREAD**2)
    distances = ((columns - centres[labels]) ** 2 / spreads[labels]).sum(axis=1)
    return distances > _far_limit(columns.shape[1])


@cache
def _far_limit(columns: int) -> float:
    """Return the squared distance beyond which users are far."""
    return round(float(chi2.ppf(_FAR_LEVEL, columns)), _DECIMALS)
