"""Boundary refinement (Kernighan-Lin): many users move between two groups at once, or nobody.

A few users who are alike hold one another in a group: each fits it because the others are in it.
Reassigning users one by one then ends at a boundary that depends on where the search began. Moving
them one after the other, and keeping as many of these moves as together add most, gets past that:
the idea of Kernighan and Lin (1970), "An efficient heuristic procedure for partitioning graphs",
Bell System Technical Journal 49.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from usage_groups.fitting.likelihood import log_densities, log_group_worth
from usage_groups.fitting.population import GroupPrior, GroupSums, Population, sum_groups

_LEAST_GAIN = 1e-6
# Log density: a user that much likelier in the own group is not at the boundary.
_FARTHEST = 20.0
_MOST_SHIFTS = 16


class Shift(NamedTuple):
    """Rows that move to another group together, and how much log evidence that adds."""

    gain: float
    rows: np.ndarray


def refine_boundaries(
    population: Population, labels: np.ndarray, prior: GroupPrior, least_users: float
) -> np.ndarray:
    """Move boundaries between groups, the most worthwhile first, as long as that adds evidence.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole; -1 is an outlier and stays one.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_users : float
        Users that a group must keep.

    Returns
    -------
    ndarray of shape (n_rows,)
        As many groups.
    """
    shifts: dict[tuple[int, int], Shift] = {}
    for _ in range(_MOST_SHIFTS):
        shifts = pair_shifts(population, labels, prior, least_users, shifts)
        pair = max(shifts, key=lambda pair: shifts[pair].gain, default=None)
        if pair is None or shifts[pair].gain < _LEAST_GAIN:
            break
        labels = labels.copy()
        labels[shifts[pair].rows] = pair[1]
        # Shifts between two other groups stay what they are.
        shifts = {other: shifts[other] for other in shifts if not set(other) & set(pair)}
    return labels


def pair_shifts(
    population: Population,
    labels: np.ndarray,
    prior: GroupPrior,
    least_users: float,
    known: Mapping[tuple[int, int], Shift],
) -> dict[tuple[int, int], Shift]:
    """Return the best shift from each group to each other.

    Parameters
    ----------
    population, labels, prior, least_users
        As for :func:`refine_boundaries`.
    known : dict of (int, int) to Shift
        Pairs that need no second look.

    Returns
    -------
    dict of (int, int) to Shift
        By giving and taking group.
    """
    sums = sum_groups(population, labels)
    densities = log_densities(population, sums, population.matrix, prior)
    totals, alone = sums.totals, log_group_worth(sums, prior)
    users = population.weights[:, None] * population.moments
    shifts = dict(known)
    for giver in range(len(alone)):
        rows = np.flatnonzero(labels == giver)
        nearness = densities[rows] - densities[rows, giver][:, None]
        for taker in range(len(alone)):
            if taker == giver or (giver, taker) in known:
                continue
            near = nearness[:, taker] > -_FARTHEST
            moving = rows[near][np.argsort(-nearness[near, taker], kind="stable")]
            moved = np.cumsum(users[moving], axis=0)
            moved = moved[totals[giver, 0] - moved[:, 0] >= least_users]
            changed = np.stack([totals[giver] - moved, totals[taker] + moved])
            worth = log_group_worth(GroupSums(changed.reshape(-1, totals.shape[1])), prior)
            gains = worth.reshape(2, -1).sum(axis=0) - (alone[giver] + alone[taker])
            most = int(np.argmax(gains)) if len(gains) else -1
            gain = float(gains[most]) if len(gains) else 0.0
            shifts[giver, taker] = Shift(gain, moving[: most + 1])
    return shifts
