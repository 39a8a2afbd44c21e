"""Tiers: where users differ by degrees and there is no gap, groups are steps on a scale.

Natural groups come first. A group is too wide to act on while its users differ by more in when they
come than people would overlook. Where there is such a group, all are cut in two by k-means until
they are narrow, and the borders of all are drawn again as k-means does, so that all are steps on
one scale. A few users who come far more often than all others are a step of their own.
"""

from typing import NamedTuple

import numpy as np

from usage_groups.exact import Floats, Integers
from usage_groups.fitting.kmeans import (
    Centres,
    centres_of,
    descend,
    exchange,
    fit_kmeans,
    squared_distances,
)
from usage_groups.fitting.population import Population
from usage_groups.fitting.scale import FREQUENCY, group_widths

# Beyond this sum of variances a group is too wide to act on: planted kinds of users have 0.1 to
# 0.45.
WIDEST = 0.5
# Once groups are cut, they are cut until they are as narrow as most of these.
NARROW = 0.25
# Of the users: so many must be in such groups.
_LEAST_WIDE = 0.1
# Starts of k-means: fewer of many places, which have fewer false rests.
_MOST_STARTS, _FEWEST_STARTS, _PLACES = 128, 32, 128_000
# Users of three times the days of the others in the most frequent step are a step of their own.
_FAR_MORE = np.log(3)


class Cut(NamedTuple):
    """How a group would be cut in two."""

    gain: float
    """By how much that lowers the sum of squares; 0 where a half would be too small."""
    is_second: Integers
    """(n_members,) 1 in the second half, 0 in the first."""


def are_wide(population: Population, natural: Integers) -> bool:
    """Tell whether enough users are in groups that are too wide to act on.

    Parameters
    ----------
    population : Population
        On the scale.
    natural : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole.
    """
    is_wide = group_widths(population, natural) > WIDEST
    return bool(population.weights[is_wide[natural]].sum() >= _LEAST_WIDE * population.size)


def cut_wide_groups(
    population: Population, labels: Integers, least_users: float, most_groups: int
) -> Integers:
    """Cut groups that are not narrow in two, first where a cut removes most.

    Parameters
    ----------
    population : Population
        On the scale.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole.
    least_users : float
        Users that a half must have.
    most_groups : int
        No more are cut.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels, cuts = labels.copy(), {}
    while labels.max() + 1 < most_groups:
        wide = np.flatnonzero(group_widths(population, labels) > NARROW)
        for group in set(wide) - cuts.keys():
            cuts[group] = _cut(population, labels == group, least_users)
        best = max(wide, key=lambda group: cuts[group].gain, default=None)
        if best is None or cuts[best].gain <= 0:
            break
        members = np.flatnonzero(labels == best)
        labels[members[cuts.pop(best).is_second == 1]] = labels.max() + 1
    return labels


def _cut(population: Population, is_member: np.ndarray, least_users: float) -> Cut:
    rows, weights = population.matrix[is_member], population.weights[is_member]
    whole = descend(rows, weights, centres_of(rows, weights, np.zeros(len(rows), dtype=int)))
    halves = fit_kmeans(rows, weights, 2, seed=0)
    users = np.bincount(halves.labels, weights, minlength=2)
    gain = whole.squares - halves.squares if users.min() >= least_users else 0.0
    return Cut(gain, halves.labels)


def best_tiers(population: Population, labels: Integers, least_users: float) -> Centres:
    """Return the tiers with the least sum of squares, as many as there are groups.

    Parameters
    ----------
    population, labels, least_users
        As for :func:`cut_wide_groups`. From these groups and from fresh starts tiers are found.

    Returns
    -------
    Centres
        Fewer where some would have too few users.
    """
    rows, weights = population.matrix, population.weights
    known = refine(population, centres_of(rows, weights, labels), least_users)
    starts = min(max(_PLACES // len(rows), _FEWEST_STARTS), _MOST_STARTS)
    drawn = fit_kmeans(rows, weights, len(known.centres), seed=0, starts=starts)
    exchanged = (exchange(rows, weights, found) for found in (known, drawn) if _all_used(found))
    rested = [known, *(refine(population, found.centres, least_users) for found in exchanged)]
    return min(rested, key=lambda found: (-len(found.centres), found.squares))


def _all_used(found: Centres) -> bool:
    return len(np.unique(found.labels)) == len(found.centres)


def refine(population: Population, centres: Floats, least_users: float) -> Centres:
    """Move everyone to the nearest centre until nobody moves; too small groups go.

    Parameters
    ----------
    population : Population
        On the scale.
    centres : ndarray of shape (n_groups, n_columns)
        Where to start.
    least_users : float
        Users that a group must have.

    Returns
    -------
    Centres
    """
    while True:
        found = descend(population.matrix, population.weights, centres)
        users = np.bincount(found.labels, population.weights, minlength=len(centres))
        if users.min() >= least_users or len(centres) == 1:
            return found
        centres = np.delete(found.centres, users.argmin(), axis=0)


def unite_nearest(population: Population, tiers: Centres, least_users: float) -> Centres:
    """Unite the two groups whose union adds least to the sum of squares, and refine.

    Parameters
    ----------
    population : Population
        On the scale.
    tiers : Centres
        Two or more.
    least_users : float
        Users that a group must have.

    Returns
    -------
    Centres
    """
    users = np.bincount(tiers.labels, population.weights)
    shared = users[:, None] * users / (users[:, None] + users)
    losses = shared * squared_distances(tiers.centres, tiers.centres)
    np.fill_diagonal(losses, np.inf)
    first, second = np.unravel_index(losses.argmin(), losses.shape)
    united = np.where(tiers.labels == second, first, tiers.labels)
    united = np.where(united > second, united - 1, united)
    rows, weights = population.matrix, population.weights
    return refine(population, centres_of(rows, weights, united), least_users)


def set_frequent_apart(
    rows: Floats, weights: Floats, tiers: Centres, least_users: float
) -> Centres:
    """Make a step of its own of those who come far more often than the rest of theirs.

    They are few, so that k-means, which counts heads, leaves them with occasional users.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_columns)
        Places on the scale.
    weights : ndarray of shape (n_rows,)
        Users at each.
    tiers : Centres
        At rest.
    least_users : float
        Users that a group must have.

    Returns
    -------
    Centres
        One more, or the same tiers where nobody is to be set apart.
    """
    top = tiers.centres[:, FREQUENCY].argmax()
    members = np.flatnonzero(tiers.labels == top)
    often = rows[members, FREQUENCY][:, None]
    halves = fit_kmeans(often, weights[members], 2, seed=0)
    if np.ptp(halves.centres) < _FAR_MORE:
        return tiers
    is_far_more = halves.labels == halves.centres.argmax()
    parted = centres_of(rows[members], weights[members], is_far_more.astype(int))
    centres = np.vstack([np.delete(tiers.centres, top, axis=0), parted])
    distances = squared_distances(rows, centres)
    labels = distances.argmin(axis=1)
    if np.bincount(labels, weights, len(centres)).min() < least_users:
        return tiers
    return Centres(float(weights @ distances.min(axis=1)), labels, centres)
