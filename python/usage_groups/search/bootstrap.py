"""Bootstrap: what the search finds when users are drawn with replacement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.likelihood import log_densities
from usage_groups.fitting.partition import Limits, Partition, fit_rows, make_partition, one_group
from usage_groups.fitting.population import Population, select_rows, sum_groups
from usage_groups.fitting.refinement import assign_rows
from usage_groups.progress import counted


@dataclass(frozen=True)
class Resample:
    """What the search finds when other users are drawn.

    Attributes
    ----------
    drawn : ndarray of shape (n_rows,)
        Users drawn with this row, with replacement.
    labels : dict of int to ndarray of int, shape (n_rows,)
        For every limit on the number of groups from 2 on: the group found, or predicted for a row
        that was not drawn; -1 is an outlier.
    unaided : dict of int to ndarray of int, shape (n_rows,)
        The same by a search that did not know the groups at hand, and each row in its likeliest
        group: whoever asks how often a user's group is found must not tell which it is.
    """

    drawn: np.ndarray
    labels: dict[int, np.ndarray]
    unaided: dict[int, np.ndarray]


@dataclass(frozen=True)
class Resamples:
    """Searches on users drawn with replacement, made as they are asked for.

    Attributes
    ----------
    population : Population
        The users, as `describe_population` describes them.
    search : callable
        What is done with users drawn, shape (n_rows,); returns a `Resample`.
    seed : int
        Of the draws.
    found : list of Resample
        Those made so far.
    """

    population: Population
    search: Callable[[np.ndarray], Resample]
    seed: int
    found: list[Resample] = field(default_factory=list)

    @cached_property
    def _random(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def first(self, count: int) -> list[Resample]:
        """Return so many resamples; the first ones are the same however many follow."""
        shares, lacking = self.population.weights / self.population.size, count - len(self.found)
        draws = self._random.multinomial(int(self.population.size), shares, max(lacking, 0))
        for drawn in counted(draws.astype(float), "resamples"):
            self.found.append(self.search(drawn))
        return self.found[:count]


@dataclass(frozen=True)
class NaturalSearch:
    """The search for natural groups, on other users.

    Attributes
    ----------
    candidates : sequence of Candidate
        As `refit` takes them.
    population : Population
        The users, as `describe_population` describes them.
    reference : ndarray of shape (n_rows,)
        The groups at hand. The search starts from them too: that it finds others must be because
        these have more evidence, not because it missed the old ones.
    limits : Limits
        Limits on the size and number of groups.
    seed : int
        Of whatever an algorithm draws.
    """

    candidates: Sequence[Candidate]
    population: Population
    reference: np.ndarray
    limits: Limits
    seed: int

    def __call__(self, drawn: np.ndarray) -> Resample:
        """Search among the users drawn, and find a place for the others."""
        sample = select_rows(self.population, drawn, self.limits.prior)
        unaided = refit(self.candidates, sample, self.seed, self.limits)
        known = make_partition(sample, self.reference[drawn > 0], self.limits)
        best = known if known.evidence > unaided.evidence else unaided
        most, prior = self.limits.most_groups, self.limits.prior
        groups = unaided.groups_by_limit(sample, most, prior)
        likeliest = name_groups(groups, self._likeliest(sample, unaided))
        if best is known:
            groups = known.groups_by_limit(sample, most, prior)
        return Resample(drawn, name_groups(groups, self._settled(sample, best, drawn)), likeliest)

    def _settled(self, sample: Population, partition: Partition, drawn: np.ndarray) -> np.ndarray:
        """Return components: leave those drawn where they are, and find one for the others."""
        sums = sum_groups(sample, partition.components)
        left_out = self.population.matrix[drawn == 0]
        components = np.full(len(drawn), -1)
        components[drawn > 0] = partition.components
        components[drawn == 0] = assign_rows(sample, sums, left_out, self.limits.prior)
        return components

    def _likeliest(self, sample: Population, partition: Partition) -> np.ndarray:
        """Return the likeliest component of everybody, -1 only where outliers are a group."""
        matrix, prior = self.population.matrix, self.limits.prior
        sums = sum_groups(sample, partition.components)
        if partition.outlier_group >= 0:
            return assign_rows(sample, sums, matrix, prior)
        return log_densities(sample, sums, matrix, prior).argmax(axis=1)


def refit(
    candidates: Sequence[Candidate], population: Population, seed: int, limits: Limits
) -> Partition:
    """Run the whole way from users to groups once more.

    Parameters
    ----------
    candidates : sequence of Candidate
        The best by evidence counts; one group where none can be fitted.
    population : Population
        The users, as `describe_population` describes them.
    seed : int
        Of whatever an algorithm draws.
    limits : Limits
        Limits on the size and number of groups.

    Returns
    -------
    Partition
    """
    fits = fit_rows(candidates, population, seed, limits.prior)
    found = [make_partition(population, fit.labels, limits) for fit in fits if fit is not None]
    return max(
        found,
        key=lambda partition: partition.evidence,
        default=one_group(population, limits.prior),
    )


def name_groups(groups: dict[int, np.ndarray], components: np.ndarray) -> dict[int, np.ndarray]:
    """Return the groups of components by the limit; -1, an outlier, is the last component."""
    return {limit: names[components] for limit, names in groups.items()}
