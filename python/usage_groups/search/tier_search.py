"""How many tiers hold, and what becomes of them when other users are drawn."""

from dataclasses import dataclass

import numpy as np

from usage_groups.exact import Floats, Integers
from usage_groups.fitting.kmeans import Centres, descend, fit_kmeans, squared_distances
from usage_groups.fitting.population import Population
from usage_groups.fitting.tiers import (
    are_wide,
    best_tiers,
    cut_wide_groups,
    set_frequent_apart,
    unite_nearest,
)
from usage_groups.search.bootstrap import Resample, Resamples
from usage_groups.search.selection import Criteria, rate_candidate, surely_holds
from usage_groups.search.stability import Stability
from usage_groups.sizes import least_users

_MOST_GROUPS = 8
_FEWEST_GROUPS = 2


@dataclass(frozen=True)
class TierSearch:
    """The search for as many tiers, on other users.

    Attributes
    ----------
    population : Population
        On the scale.
    tiers : Centres
        At hand, without the step of those who come far more often.
    has_frequent : bool
        Whether such a step is looked for.
    seed : int
        Of the draws of first centres.
    """

    population: Population
    tiers: Centres
    has_frequent: bool
    seed: int

    def __call__(self, drawn: np.ndarray) -> Resample:
        """Search from the tiers at hand and from fresh starts, and once from these alone."""
        is_drawn, rows = drawn > 0, self.population.matrix
        sample, users, count = rows[is_drawn], drawn[is_drawn], len(self.tiers.centres)
        known = descend(sample, users, self.tiers.centres)
        fresh = fit_kmeans(sample, users, count, self.seed)
        best = min(known, fresh, key=lambda found: found.squares)
        labels, unaided = (
            squared_distances(rows, self._finished(sample, users, found).centres).argmin(axis=1)
            for found in (best, fresh)
        )
        count += self.has_frequent
        return Resample(drawn, {count: labels}, {count: unaided})

    def _finished(self, sample: Floats, users: Floats, found: Centres) -> Centres:
        least = least_users(self.population.size)
        return set_frequent_apart(sample, users, found, least) if self.has_frequent else found


@dataclass(frozen=True)
class Tiers:
    """Groups as steps on a scale: whoever is nearest to a centre is in its group.

    Attributes
    ----------
    found : Centres
        On the population that was searched.
    stability : Stability
        Of the groups.
    search : TierSearch
        That finds them among other users.
    """

    found: Centres
    stability: Stability
    search: TierSearch

    @property
    def population(self) -> Population:
        """The population that was searched."""
        return self.search.population


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
        apart = set_frequent_apart(population.matrix, population.weights, tiers, least)
        for found in _allowed(apart, tiers):
            search = TierSearch(population, tiers, found is not tiers, seed)
            resamples = Resamples(population, search, seed)
            stability = rate_candidate(found.labels, resamples, criteria)
            if surely_holds(stability, criteria).all():
                return Tiers(found, stability, search)
        fewer = unite_nearest(population, tiers, least)
        tiers = best_tiers(population, fewer.labels, least)
    return None


def _allowed(apart: Centres, tiers: Centres) -> list[Centres]:
    """Return what is tried, first the frequent apart: room is made for them in one tier less."""
    if len(apart.centres) > _MOST_GROUPS:
        return []
    return [tiers] if apart is tiers else [apart, tiers]
