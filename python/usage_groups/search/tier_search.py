"""How many tiers hold, and what becomes of them when other users are drawn."""

from dataclasses import dataclass

import numpy as np

from usage_groups.exact import Integers
from usage_groups.fitting.kmeans import Centres, descend, fit_kmeans, squared_distances
from usage_groups.fitting.population import Population
from usage_groups.fitting.tiers import are_wide, best_tiers, cut_wide_groups, unite_nearest
from usage_groups.search.bootstrap import Resample, Resamples
from usage_groups.search.selection import Criteria, rate_candidate, surely_holds
from usage_groups.search.stability import Stability
from usage_groups.sizes import least_users

_MOST_GROUPS = 8
_FEWEST_GROUPS = 2


@dataclass(frozen=True)
class Tiers:
    """Groups as steps on a scale: whoever is nearest to a centre is in its group.

    Attributes
    ----------
    found : Centres
        On the population that was searched.
    stability : Stability
        Of the groups.
    population : Population
        That was searched.
    """

    found: Centres
    stability: Stability
    population: Population


@dataclass(frozen=True)
class TierSearch:
    """The search for as many tiers, on other users."""

    population: Population
    centres: np.ndarray
    seed: int

    def __call__(self, drawn: np.ndarray) -> Resample:
        """Search from the tiers at hand and from fresh starts, and once from these alone."""
        is_drawn, rows = drawn > 0, self.population.matrix
        sample, users, count = rows[is_drawn], drawn[is_drawn], len(self.centres)
        known = descend(sample, users, self.centres)
        fresh = fit_kmeans(sample, users, count, self.seed)
        best = min(known, fresh, key=lambda found: found.squares)
        labels, unaided = (
            squared_distances(rows, found.centres).argmin(axis=1) for found in (best, fresh)
        )
        return Resample(drawn, {count: labels}, {count: unaided})


def find_tiers(
    population: Population, natural: Integers, criteria: Criteria, seed: int
) -> Tiers | None:
    """Turn natural groups that are too wide to act on into tiers that come back.

    Parameters
    ----------
    population : Population
        On the scale.
    natural : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole.
    criteria : Criteria
        What the tiers must reach.
    seed : int
        Of every draw.

    Returns
    -------
    Tiers or None
        None where groups are narrow enough, and where not even two tiers come back.
    """
    if not are_wide(population, natural):
        return None
    least = least_users(population.size)
    labels = cut_wide_groups(population, natural, least, _MOST_GROUPS)
    tiers = best_tiers(population, labels, least)
    while len(tiers.centres) >= _FEWEST_GROUPS:
        resamples = Resamples(population, TierSearch(population, tiers.centres, seed), seed)
        stability = rate_candidate(tiers.labels, resamples, criteria)
        if surely_holds(stability, criteria).all():
            return Tiers(tiers, stability, population)
        fewer = unite_nearest(population, tiers, least)
        tiers = best_tiers(population, fewer.labels, least)
    return None
