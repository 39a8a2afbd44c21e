"""Bootstrap: what the search finds when users are drawn with replacement."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.likelihood import sum_groups
from usage_groups.fitting.partition import Limits, Partition, fit_rows, make_partition, one_group
from usage_groups.fitting.population import Population, describe_population
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
    """

    drawn: np.ndarray
    labels: dict[int, np.ndarray]


@dataclass(frozen=True)
class Resamples:
    """Searches on users drawn with replacement, made as they are asked for.

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
        Of the draws.
    found : list of Resample
        Those made so far.
    """

    candidates: Sequence[Candidate]
    population: Population
    reference: np.ndarray
    limits: Limits
    seed: int
    found: list[Resample] = field(default_factory=list)

    def first(self, count: int) -> list[Resample]:
        """Return so many resamples; the first ones are the same however many follow."""
        random = np.random.default_rng(self.seed)
        shares = self.population.weights / self.population.size
        draws = random.multinomial(int(self.population.size), shares, count).astype(float)
        for drawn in counted(draws[len(self.found) :], "resamples"):
            self.found.append(self._resample(drawn))
        return self.found[:count]

    def _resample(self, drawn: np.ndarray) -> Resample:
        is_drawn = drawn > 0
        resampled = select_rows(self.population, drawn, self.limits)
        known = self.reference[is_drawn]
        partition = refit(self.candidates, resampled, self.seed, self.limits, known)
        sums = sum_groups(resampled, partition.components)
        left_out = self.population.matrix[~is_drawn]
        components = np.full(len(drawn), -1)
        components[is_drawn] = partition.components
        components[~is_drawn] = assign_rows(resampled, sums, left_out, self.limits.prior)
        return Resample(drawn, labels_by_limit(partition, resampled, components, self.limits))


def refit(
    candidates: Sequence[Candidate],
    population: Population,
    seed: int,
    limits: Limits,
    known: np.ndarray | None = None,
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
    known : ndarray of shape (n_rows,), optional
        Labels to start from as well.

    Returns
    -------
    Partition
    """
    fits = fit_rows(candidates, population, seed, limits.prior)
    starts = [fit.labels for fit in fits if fit is not None]
    starts += [] if known is None else [known]
    partitions = [make_partition(population, labels, limits) for labels in starts]
    return max(
        partitions,
        key=lambda partition: partition.evidence,
        default=one_group(population, limits.prior),
    )


def select_rows(population: Population, weights: np.ndarray, limits: Limits) -> Population:
    """Return the population with other weights, without the rows that have none."""
    kept = weights > 0
    return describe_population(population.matrix[kept], weights[kept], limits.prior)


def labels_by_limit(
    partition: Partition, population: Population, components: np.ndarray, limits: Limits
) -> dict[int, np.ndarray]:
    """Unite groups one by one, and name the groups of the components at every limit from 2 on."""
    labels = {}
    for limit in range(limits.most_groups, 1, -1):
        partition = partition.coarsened(population, limit, limits.prior)
        labels[limit] = partition.name_components(components)
    return labels
