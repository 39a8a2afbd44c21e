"""From users to a partition: fit a candidate, run the classification EM, unite the unimodal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from usage_groups.arrays import in_order, renumber
from usage_groups.fitting.boundaries import refine_boundaries
from usage_groups.fitting.candidates import Candidate, Fit, Points, fit_candidate
from usage_groups.fitting.likelihood import log_evidence
from usage_groups.fitting.population import GroupPrior, Population, sum_groups
from usage_groups.fitting.refinement import Groups, Unions, classification_em, unite_while_better
from usage_groups.fitting.unimodality import unite_unimodal
from usage_groups.measures import noise_share

# Of the log evidence: what differs by less is equally good.
_DECIMALS = 6


@dataclass(frozen=True)
class Limits:
    """What every partition keeps to.

    Attributes
    ----------
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_users : float
        Smallest group, in users.
    most_groups : int
        Largest number of groups.
    most_outliers : float
        Highest share of users that may be outliers before they are tried as a group, 0 to 1.
    most_calls_outside : float
        Highest share of the calls that outliers may make, 0 to 1.
    least_worth : float
        Log evidence per user that a division without a valley must add.
    groups_outliers : bool
        Whether outliers make up a group.
    """

    least_users: float
    prior: GroupPrior = field(default_factory=GroupPrior)
    most_groups: int = 8
    most_outliers: float = 0.05
    most_calls_outside: float = 0.2
    least_worth: float = 3.0
    groups_outliers: bool = False


@dataclass(frozen=True)
class Partition:
    """Groups of users, each a union of one or more components.

    Attributes
    ----------
    components : ndarray of shape (n_rows,)
        Component of each row; -1 is an outlier.
    group_of_component : ndarray of shape (n_components,)
        Group of each component.
    evidence : float
        Log evidence of the groups.
    outlier_group : int
        -1, or the number of the group that the outliers make up where they are too many, or too
        heavy, to be left out.
    """

    components: np.ndarray
    group_of_component: np.ndarray
    evidence: float
    outlier_group: int = -1

    @property
    def labels(self) -> np.ndarray:
        """Return the group of each row, shape (n_rows,); -1 is an outlier."""
        return self.name_components(self.components)

    @property
    def group_count(self) -> int:
        """Return the number of groups."""
        return int(max(self.group_of_component.max(), self.outlier_group)) + 1

    def name_components(self, components: np.ndarray) -> np.ndarray:
        """Return the group of each component number, shape (n,)."""
        groups = self.group_of_component[components]
        return np.where(components < 0, self.outlier_group, groups)

    def with_outlier_group(self) -> "Partition":
        """Return the same groups, and the outliers as one more."""
        return replace(self, outlier_group=self.group_count)

    def coarsened(self, population: Population, most_groups: int, prior: GroupPrior) -> "Partition":
        """Return the partition with at most so many groups, those united that lose least."""
        if self.group_count <= most_groups:
            return self
        has_outlier_group = self.outlier_group >= 0
        labels = replace(self, outlier_group=-1).labels
        groups = Groups(labels, sum_groups(population, labels))
        united = unite_while_better(groups, prior, most_groups - has_outlier_group).labels
        partition = finish_partition(population, self.components, united, prior)
        return partition.with_outlier_group() if has_outlier_group else partition

    def groups_by_limit(
        self, population: Population, most_groups: int, prior: GroupPrior
    ) -> dict[int, np.ndarray]:
        """Name the group of each component, and that of outliers last, for limits from 2 on.

        As :meth:`coarsened` one limit after the other, in one go and without their evidence.
        """
        has_outlier_group = self.outlier_group >= 0
        labels = replace(self, outlier_group=-1).labels
        unions, groups = Unions(sum_groups(population, labels), prior), {}
        for limit in range(most_groups, 1, -1):
            if unions.count + has_outlier_group > limit:
                unions.unite_while_better(limit - has_outlier_group)
            outlier_group = unions.count if has_outlier_group else -1
            groups[limit] = np.append(
                renumber(unions.names)[self.group_of_component], outlier_group
            )
        return groups

    def with_refined_boundaries(
        self, population: Population, limits: "Limits", margin: float
    ) -> "Partition":
        """Return the same groups with boundaries refined, where that adds so much log evidence."""
        components = refine_boundaries(
            population, self.components, limits.prior, limits.least_users
        )
        labels = np.where(components < 0, -1, self.group_of_component[components])
        shifted = finish_partition(population, components, labels, limits.prior)
        if shifted.evidence < self.evidence + margin:
            return self
        return replace(shifted, outlier_group=self.outlier_group)


def fit_rows(
    candidates: Iterable[Candidate], population: Population, seed: int, prior: GroupPrior
) -> Iterator[Fit | None]:
    """Fit candidates to the users, with one label per distinct row.

    Parameters
    ----------
    candidates : iterable of Candidate
        What is tried.
    population : Population
        With whole numbers as weights.
    seed : int
        Of every draw.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Yields
    ------
    Fit or None
        One for each candidate; None where there are too few users for it.
    """
    counts = population.weights.astype(int)
    points = Points(np.repeat(population.matrix, counts, axis=0), seed, prior.resolution)
    first_users = np.cumsum(counts) - counts
    for candidate in candidates:
        fit = fit_candidate(candidate, points)
        yield fit and Fit(in_order(fit.labels[first_users]), fit.bic)


def make_partition(population: Population, first_labels: np.ndarray, limits: Limits) -> Partition:
    """Turn first labels into groups that keep the limits.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    first_labels : ndarray of shape (n_rows,)
        What an algorithm found; -1 is its noise.
    limits : Limits
        Limits on the size and number of groups.

    Returns
    -------
    Partition
    """
    prior = limits.prior
    components = classification_em(population, first_labels, prior, limits.least_users)
    if noise_share(components, population.weights) > limits.most_outliers:
        rest = np.where(components < 0, components.max() + 1, components)
        components = classification_em(population, rest, prior, limits.least_users)
    labels = unite_unimodal(population, components, prior, limits.least_worth)
    partition = finish_partition(population, components, labels, prior)
    if limits.groups_outliers and (components < 0).any():
        partition = partition.with_outlier_group()
    return partition.coarsened(population, limits.most_groups, prior)


def finish_partition(
    population: Population, components: np.ndarray, labels: np.ndarray, prior: GroupPrior
) -> Partition:
    """Put components and groups together and score the groups: equal ones are equal in all."""
    components, labels = in_order(components), in_order(labels)
    group_of_component = np.zeros(components.max() + 1, dtype=int)
    group_of_component[components[components >= 0]] = labels[components >= 0]
    evidence = round(log_evidence(population, labels, prior), _DECIMALS)
    return Partition(components, group_of_component, evidence)


def one_group(population: Population, prior: GroupPrior) -> Partition:
    """Return the partition that says: no structure."""
    labels = np.zeros(len(population.weights), dtype=int)
    return finish_partition(population, labels, labels, prior)
