"""Integrated classification likelihood: features around a centre, with a floor under the spread.

The evidence of a partition is the exact integrated classification likelihood of Bertoletti, Friel
and Rastelli (2015), "Choosing the number of clusters in a finite mixture model using an exact
integrated completed likelihood criterion", Metron 73, with a normal-inverse-gamma prior for every
group and feature and a uniform density for the outliers (Banfield and Raftery 1993, Biometrics 49).
It needs no correction for the number of parameters: a group that is not worth its parameters has a
lower integral.
"""

from dataclasses import dataclass

import numpy as np

from usage_groups import exact
from usage_groups.fitting.population import GroupPrior, Population

# So many squared distances cannot overflow when multiplied.
_FACTORS = 6
# Rows that stay in the processor's cache with all their features.
_BLOCK_ROWS = 8_192


@dataclass(frozen=True)
class GroupSums:
    """Users, sums and sums of squares per group, around the population's centre."""

    counts: np.ndarray
    sums: np.ndarray
    squares: np.ndarray

    def without(self, group: int) -> "GroupSums":
        """Return the sums with one group left out."""
        return GroupSums(
            *(np.delete(each, group, axis=0) for each in (self.counts, self.sums, self.squares))
        )

    def with_union(self, first: int, second: int) -> "GroupSums":
        """Return the sums with the second group's users in the first one."""
        united = []
        for each in (self.counts, self.sums, self.squares):
            rest = np.delete(each, second, axis=0)
            rest[first - (second < first)] = each[first] + each[second]
            united.append(rest)
        return GroupSums(*united)

    def united(self) -> "GroupSums":
        """Return the sums of every pair of groups, shape (n_groups * n_groups, ...)."""
        counts = (self.counts[:, None] + self.counts[None]).ravel()
        features = self.sums.shape[1]
        sums = (self.sums[:, None] + self.sums[None]).reshape(-1, features)
        return GroupSums(
            counts, sums, (self.squares[:, None] + self.squares[None]).reshape(-1, features)
        )


def sum_groups(population: Population, labels: np.ndarray) -> GroupSums:
    """Add up each group's users.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole; -1 is an outlier.

    Returns
    -------
    GroupSums
    """
    membership = (labels == np.arange(labels.max() + 1)[:, None]) * population.weights
    return GroupSums(
        membership.sum(axis=1), membership @ population.shifted, membership @ population.squares
    )


def _posterior(sums: GroupSums, prior: GroupPrior) -> tuple[np.ndarray, np.ndarray]:
    """Return the shape (n_groups,) and rate (n_groups, n_features) of each group's variance."""
    counts = sums.counts[:, None]
    scatter = np.maximum(sums.squares - sums.sums**2 / counts, 0) + counts * prior.resolution**2
    pull = prior.centre_weight / (prior.centre_weight + counts) / counts * sums.sums**2
    return prior.shape + sums.counts / 2, prior.shape * prior.spread**2 / 2 + (scatter + pull) / 2


def log_group_evidence(sums: GroupSums, prior: GroupPrior) -> np.ndarray:
    """Integrate each group's likelihood over its centres and spreads.

    Parameters
    ----------
    sums : GroupSums
        Users, sums and sums of squares of each group.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_groups,)
        Natural logarithms.
    """
    shape, rate = _posterior(sums, prior)
    features = sums.sums.shape[1]
    constant = (
        -sums.counts / 2 * exact.log_of(2 * np.pi)
        + exact.log(prior.centre_weight / (prior.centre_weight + sums.counts)) / 2
        + exact.log_gamma(2 * shape)
        - exact.log_gamma(2 * prior.shape)
        + prior.shape * exact.log_of(prior.shape * prior.spread**2 / 2)
    )
    return features * constant - shape * exact.log_product(rate.T)


def log_size_evidence(counts: np.ndarray) -> float:
    """Integrate the probability of the group sizes over all shares (a uniform Dirichlet)."""
    groups = len(counts)
    apart = exact.log_gamma(2 * (counts + 1)).sum()
    return float(exact.log_gamma(2 * groups) - exact.log_gamma(2 * (counts.sum() + groups)) + apart)


def log_evidence(population: Population, labels: np.ndarray, prior: GroupPrior) -> float:
    """Score a partition by its exact integrated classification likelihood.

    Outliers are uniform over the bounding box of all users.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole; -1 is an outlier.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    float
        Natural logarithm; higher is better; comparable between partitions of the same users.
    """
    background = population.weights[labels < 0].sum() * log_background(population, prior)
    if labels.max() < 0:
        return float(background)
    sums = sum_groups(population, labels)
    groups = log_group_evidence(sums, prior).sum() + log_size_evidence(sums.counts)
    return float(groups + background + sums.counts.sum() * exact.log_of(1 - prior.outlier_share))


def log_background(population: Population, prior: GroupPrior) -> float:
    """Return the log of the outliers' share times their density, uniform over all users' box.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    float
        Natural logarithm, to be compared with `log_joint_densities`.
    """
    return exact.log_of(prior.outlier_share) - population.log_volume


def log_densities(
    population: Population, sums: GroupSums, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return the log of each group's share times each row's density in it, a Student t.

    Parameters
    ----------
    population : Population
        Whose centre the sums refer to.
    sums : GroupSums
        Users, sums and sums of squares of each group.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_new, n_groups)
    """
    shape, rate = _posterior(sums, prior)
    pull = prior.centre_weight + sums.counts
    centres = population.centre + sums.sums / pull[:, None]
    scales = np.sqrt(rate * (1 + 1 / pull[:, None]) / shape[:, None])
    freedom = 2 * shape
    constant = exact.log_gamma(freedom + 1) - exact.log_gamma(freedom)
    constant = constant - exact.log(freedom * np.pi) / 2
    constant = matrix.shape[1] * constant - exact.log_product(scales.T)
    constant = constant + exact.log(sums.counts / sums.counts.sum())
    factors = np.arange(0, matrix.shape[1], _FACTORS)
    densities = np.empty((len(matrix), len(shape)))
    for first in range(0, len(matrix), _BLOCK_ROWS):
        block = slice(first, first + _BLOCK_ROWS)
        features = np.ascontiguousarray(matrix[block].T)
        products = np.empty((len(factors), len(shape), features.shape[1]))
        for group in range(len(shape)):
            distances = ((features - centres[group][:, None]) / scales[group][:, None]) ** 2
            terms = distances / freedom[group] + 1
            products[:, group] = np.multiply.reduceat(terms, factors, axis=0)
        kernels = exact.log_product(products).T * (freedom + 1) / 2
        densities[block] = constant - kernels
    return densities


def log_joint_densities(
    population: Population, sums: GroupSums, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return `log_densities` of rows that may be outliers as well.

    Parameters
    ----------
    population : Population
        Whose centre the sums refer to.
    sums : GroupSums
        Users, sums and sums of squares of each group.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_new, n_groups)
        Natural logarithms, to be compared with `log_background`.
    """
    densities = log_densities(population, sums, matrix, prior)
    return densities + exact.log_of(1 - prior.outlier_share)
