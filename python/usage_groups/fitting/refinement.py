"""Classification EM with merges: from any first partition to groups that explain the users."""

from typing import NamedTuple

import numpy as np

from usage_groups import exact
from usage_groups.arrays import renumber
from usage_groups.fitting.likelihood import log_background, log_densities, log_group_worth
from usage_groups.fitting.population import GroupPrior, GroupSums, Population, sum_groups

OUTLIER = -1


class Groups(NamedTuple):
    """Groups of rows, and what is known of them: sums on the grid are exact, so they are kept."""

    labels: np.ndarray
    """(n_rows,) 0, 1, ... without a hole; -1 is an outlier."""
    sums: GroupSums
    """Over the users of each group."""


def assign_rows(
    population: Population, sums: GroupSums, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Give each row to the group where it is likeliest, or call it an outlier.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    sums : GroupSums
        Users, sums and sums of squares of each group.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are assigned.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_new,)
        Group numbers; -1 where a uniform density over the bounding box explains the row better.
    """
    densities = log_densities(population, sums, matrix, prior)
    background = log_background(population, prior) - exact.log_of(1 - prior.outlier_share)
    return np.where(densities.max(axis=1) < background, OUTLIER, densities.argmax(axis=1))


class Unions:
    """Groups that are united one by one, and what the union of each two would lose.

    A union changes only what its two groups were worth: the others need no second look.

    Parameters
    ----------
    sums : GroupSums
        Sums over the users of each group.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Attributes
    ----------
    count : int
        How many groups there are now.
    names : ndarray of shape (n_groups,)
        For each of the first groups the first one that it is united with, or itself.
    """

    def __init__(self, sums: GroupSums, prior: GroupPrior) -> None:
        self.count = len(sums.totals)
        self.names = np.arange(self.count)
        self._totals, self._prior = sums.totals.copy(), prior
        self._losses = np.full((self.count, self.count), np.inf)
        pairs = np.triu_indices(self.count, k=1)
        together = self._totals[pairs[0]] + self._totals[pairs[1]]
        worth = log_group_worth(GroupSums(np.vstack([self._totals, together])), prior)
        self._worth = worth[: self.count]
        self._losses[pairs] = self._worth[pairs[0]] + self._worth[pairs[1]] - worth[self.count :]

    @property
    def counts(self) -> np.ndarray:
        """Return the users of each group, shape (n_groups,); 0 of one that is gone."""
        return self._totals[:, 0]

    @property
    def sums(self) -> GroupSums:
        """Return the sums over the users of the groups that there are now."""
        return GroupSums(self._totals[self.counts > 0])

    @property
    def losses(self) -> np.ndarray:
        """Return how much evidence the union of each group with a later one would lose.

        Negative where it gains, infinite where there is no such pair; shape (n_groups, n_groups).
        """
        # What depends on the number of groups alone; factorials are gamma of one more.
        factorials = 2 * np.array([self.count, self.counts.sum() + self.count])
        of_groups, of_users = exact.log_gamma(factorials) - exact.log_gamma(factorials - 2)
        return self._losses + (of_groups - of_users)

    def unite(self, first: int, second: int) -> None:
        """Let the users of a later group be in the first one."""
        self.names[self.names == second] = first
        self.count -= 1
        self._totals[first] += self._totals[second]
        self._totals[second] = 0
        self._losses[second], self._losses[:, second] = np.inf, np.inf
        others = np.flatnonzero(self.counts)
        others = others[others != first]
        together = self._totals[first] + self._totals[others]
        worth = log_group_worth(GroupSums(np.vstack([self._totals[first], together])), self._prior)
        self._worth[first] = worth[0]
        pairs = np.minimum(first, others), np.maximum(first, others)
        self._losses[pairs] = worth[0] + self._worth[others] - worth[1:]

    def unite_while_better(self, most_groups: int | None = None) -> None:
        """Unite while that adds evidence, or while there are more than `most_groups`."""
        while self.count > 1:
            losses = self.losses
            first, second = np.unravel_index(np.argmin(losses), losses.shape)
            is_enough = most_groups is None or self.count <= most_groups
            if is_enough and losses[first, second] >= 0:
                break
            self.unite(int(first), int(second))


def unite_while_better(groups: Groups, prior: GroupPrior, most_groups: int | None = None) -> Groups:
    """Unite groups while that adds evidence, or while there are more than `most_groups`.

    Parameters
    ----------
    groups : Groups
        Of all rows of a population.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    most_groups : int, optional
        No limit by default.

    Returns
    -------
    Groups
    """
    if len(groups.sums.counts) == 1:
        return groups
    unions = Unions(groups.sums, prior)
    unions.unite_while_better(most_groups)
    return Groups(np.append(renumber(unions.names), OUTLIER)[groups.labels], unions.sums)


def dissolve_small(
    population: Population, groups: Groups, prior: GroupPrior, least_users: float
) -> Groups:
    """Take away the groups with fewer users than allowed, smallest first.

    Their users go to the next best group, or become outliers.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    groups : Groups
        Of all its rows.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_users : float
        Users.

    Returns
    -------
    Groups
    """
    labels, sums = groups
    while len(sums.counts) > 1 and sums.counts.min() < least_users:
        smallest = int(np.argmin(sums.counts))
        members = labels == smallest
        sums = sums.without(smallest)
        labels = np.where(labels > smallest, labels - 1, labels)
        labels[members] = assign_rows(population, sums, population.matrix[members], prior)
        joined = np.where(members, labels, OUTLIER)
        sums = GroupSums(sums.totals + sum_groups(population, joined, len(sums.counts)).totals)
    return Groups(labels, sums)


def classification_em(
    population: Population,
    labels: np.ndarray,
    prior: GroupPrior,
    least_users: float,
    rounds: int = 4,
) -> np.ndarray:
    """Run a classification EM with merges: reassign and unite until nothing moves.

    Celeux and Govaert (1992), "A classification EM algorithm for clustering and two stochastic
    versions", Computational Statistics and Data Analysis 14.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Any first partition; -1 is an outlier.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_users : float
        Smallest group allowed, in users.
    rounds : int, default=4
        At most so many, if something still moves.

    Returns
    -------
    ndarray of shape (n_rows,)
        Groups 0, 1, ...; -1 for outliers. All 0 where the first partition had no group.
    """
    if labels.max() < 0:
        return np.zeros(len(labels), dtype=int)
    labels = renumber(labels)
    groups = Groups(labels, sum_groups(population, labels))
    for _ in range(rounds):
        before = groups.labels
        groups = unite_while_better(groups, prior)
        groups = dissolve_small(population, groups, prior, least_users)
        labels = renumber(assign_rows(population, groups.sums, population.matrix, prior))
        if labels.max() < 0:
            return np.zeros(len(labels), dtype=int)
        groups = Groups(labels, sum_groups(population, labels))
        if np.array_equal(labels, before):
            break
    return dissolve_small(population, groups, prior, least_users).labels
