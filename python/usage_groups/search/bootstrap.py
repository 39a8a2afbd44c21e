"""What the search finds when other users are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.likelihood import log_densities, sum_groups
from usage_groups.fitting.partition import Partition, Rules, fit_rows, make_partition, one_group
from usage_groups.fitting.population import Population, describe_population
from usage_groups.fitting.refinement import assign_rows
from usage_groups.progress import counted


@dataclass(frozen=True)
class Redraw:
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
class Redraws:
    """Searches on users drawn with replacement, made as they are asked for.

    Attributes
    ----------
    population : Population
    search : callable
        What is done with users drawn, shape (n_rows,); returns a `Redraw`.
    seed : int
    found : list of Redraw
        Those made so far.
    """

    population: Population
    search: Callable[[np.ndarray], Redraw]
    seed: int
    found: list[Redraw] = field(default_factory=list)

    def first(self, count: int) -> list[Redraw]:
        """Return so many redraws; the first ones are the same however many follow."""
        random = np.random.default_rng(self.seed)
        shares = self.population.weights / self.population.size
        draws = random.multinomial(int(self.population.size), shares, count).astype(float)
        for drawn in counted(draws[len(self.found) :], "redraws"):
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
    reference : ndarray of shape (n_rows,)
        The groups at hand. The search starts from them too: that it finds others must be because
        these have more evidence, not because it missed the old ones.
    rules : Rules
    seed : int
    """

    candidates: Sequence[Candidate]
    population: Population
    reference: np.ndarray
    rules: Rules
    seed: int

    def __call__(self, drawn: np.ndarray) -> Redraw:
        """Search among the users drawn, and find a place for the others."""
        sample = select_rows(self.population, drawn, self.rules)
        unaided = refit(self.candidates, sample, self.seed, self.rules)
        known = make_partition(sample, self.reference[drawn > 0], self.rules)
        best = known if known.evidence > unaided.evidence else unaided
        return Redraw(drawn, self._settled(sample, best, drawn), self._likeliest(sample, unaided))

    def _settled(
        self, sample: Population, partition: Partition, drawn: np.ndarray
    ) -> dict[int, np.ndarray]:
        """Leave those drawn where they are, and give the others to groups."""
        sums = sum_groups(sample, partition.components)
        left_out = self.population.matrix[drawn == 0]
        components = np.full(len(drawn), -1)
        components[drawn > 0] = partition.components
        components[drawn == 0] = assign_rows(sample, sums, left_out, self.rules.prior)
        return labels_by_limit(partition, sample, components, self.rules)

    def _likeliest(self, sample: Population, partition: Partition) -> dict[int, np.ndarray]:
        """Give everybody to a group; where outliers are one, it has whoever is likelier there."""
        matrix, prior = self.population.matrix, self.rules.prior
        sums = sum_groups(sample, partition.components)
        if partition.outlier_group >= 0:
            components = assign_rows(sample, sums, matrix, prior)
        else:
            components = log_densities(sample, sums, matrix, prior).argmax(axis=1)
        return labels_by_limit(partition, sample, components, self.rules)


def refit(
    candidates: Sequence[Candidate], population: Population, seed: int, rules: Rules
) -> Partition:
    """Run the whole way from users to groups once more.

    Parameters
    ----------
    candidates : sequence of Candidate
        The best by evidence counts; one group where none can be fitted.
    population : Population
    seed : int
    rules : Rules

    Returns
    -------
    Partition
    """
    fits = fit_rows(candidates, population, seed, rules.prior)
    partitions = [make_partition(population, fit.labels, rules) for fit in fits if fit is not None]
    return max(
        partitions,
        key=lambda partition: partition.evidence,
        default=one_group(population, rules.prior),
    )


def select_rows(population: Population, weights: np.ndarray, rules: Rules) -> Population:
    """Return the population with other weights, without the rows that have none."""
    kept = weights > 0
    return describe_population(population.matrix[kept], weights[kept], rules.prior)


def labels_by_limit(
    partition: Partition, population: Population, components: np.ndarray, rules: Rules
) -> dict[int, np.ndarray]:
    """Unite groups one by one, and name the groups of the components at every limit from 2 on."""
    labels = {}
    for limit in range(rules.most_groups, 1, -1):
        partition = partition.coarsened(population, limit, rules.prior)
        labels[limit] = partition.name_components(components)
    return labels
