"""Integrated classification likelihood: features around a centre, with a floor under the spread.

The evidence of a partition is the exact integrated classification likelihood of Bertoletti, Friel
and Rastelli (2015), "Choosing the number of clusters in a finite mixture model using an exact
integrated completed likelihood criterion", Metron 73, with a normal-inverse-gamma prior for every
group and feature and a uniform density for the outliers (Banfield and Raftery 1993, Biometrics 49).
It needs no correction for the number of parameters: a group that is not worth its parameters has a
lower integral.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from usage_groups import exact
from usage_groups.fitting.population import GroupPrior, GroupSums, Population, sum_groups

# Rows that stay in the processor's cache with all their features.
_BLOCK_ROWS = 512
_LEAST_TABLE = 12  # bits: of four thousand users


def _posterior(sums: GroupSums, prior: GroupPrior) -> tuple[np.ndarray, np.ndarray]:
    """Return the shape (n_groups,) and rate (n_groups, n_features) of each group's variance."""
    counts, squared = sums.counts[:, None], sums.sums**2
    scatter = squared / counts
    np.maximum(np.subtract(sums.squares, scatter, out=scatter), 0, out=scatter)
    scatter += counts * prior.resolution**2
    squared *= prior.centre_weight / (prior.centre_weight + counts) / counts
    scatter += squared
    scatter /= 2
    scatter += prior.shape * prior.spread**2 / 2
    return prior.shape + sums.counts / 2, scatter


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
    constants = rate.shape[1] * _constants(sums.counts, prior)[0]
    return constants - shape * exact.log_product(rate.T)


def log_group_worth(sums: GroupSums, prior: GroupPrior) -> np.ndarray:
    """Return what each group adds to the log evidence of a partition, its size included."""
    return log_group_evidence(sums, prior) + exact.log_gamma(2 * (sums.counts + 1))


def _constants(counts: np.ndarray, prior: GroupPrior) -> np.ndarray:
    """Look up what depends on whole numbers of users alone, which takes time to compute.

    The first row is what each feature adds to the evidence of a group whatever its users are like,
    the second the log of a Student t at its centre.
    """
    places = counts.astype(int)
    bits = max(int(places.max(initial=0)).bit_length(), _LEAST_TABLE)
    return _table_of_constants(bits, prior)[:, places]


@cache
def _table_of_constants(bits: int, prior: GroupPrior) -> np.ndarray:
    """Tabulate them for all numbers of users below so many bits."""
    counts = np.arange(2.0**bits)
    freedom = 2 * prior.shape + counts
    evidence = (
        -counts / 2 * exact.log_of(2 * np.pi)
        + exact.log(prior.centre_weight / (prior.centre_weight + counts)) / 2
        + exact.log_gamma(freedom)
        - exact.log_gamma(2 * prior.shape)
        + prior.shape * exact.log_of(prior.shape * prior.spread**2 / 2)
    )
    density = exact.log_gamma(freedom + 1) - exact.log_gamma(freedom)
    return np.stack([evidence, density - exact.log(freedom * np.pi) / 2])


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
        Natural logarithm, to be compared with the log of the others' share plus `log_densities`.
    """
    return exact.log_of(prior.outlier_share) - population.log_volume


@dataclass(frozen=True)
class Components:
    """The predictive density of each group: its share times a Student t around its centre.

    Attributes
    ----------
    centres, scales : ndarray of shape (n_groups, n_features)
        In the units of the features.
    freedom : ndarray of shape (n_groups,)
        Degrees of freedom.
    constants : ndarray of shape (n_groups,)
        Log density at the centre.
    """

    centres: np.ndarray
    scales: np.ndarray
    freedom: np.ndarray
    constants: np.ndarray


def predictive_components(population: Population, sums: GroupSums, prior: GroupPrior) -> Components:
    """Return the posterior predictive density of each group.

    Parameters
    ----------
    population : Population
        Whose centre the sums refer to.
    sums : GroupSums
        Users, sums and sums of squares of each group.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    Components
    """
    shape, rate = _posterior(sums, prior)
    pull = prior.centre_weight + sums.counts
    centres = population.centre + sums.sums / pull[:, None]
    scales = np.sqrt(rate * (1 + 1 / pull[:, None]) / shape[:, None])
    freedom = 2 * shape
    constants = centres.shape[1] * _constants(sums.counts, prior)[1]
    constants = constants - exact.log_product(scales.T)
    constants = constants + exact.log(sums.counts / sums.counts.sum())
    return Components(centres, scales, freedom, constants)


def component_densities(components: Components, matrix: np.ndarray) -> np.ndarray:
    """Return the log density of each row in each component.

    Parameters
    ----------
    components : Components
        As :func:`predictive_components` returns them.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.

    Returns
    -------
    ndarray of shape (n_new, n_groups)
    """
    centres, freedom = components.centres[:, :, None], components.freedom
    narrowness = 1 / (components.scales * np.sqrt(freedom)[:, None])[:, :, None]
    densities = np.empty((len(matrix), len(freedom)))
    for first in range(0, len(matrix), _BLOCK_ROWS):
        block = slice(first, first + _BLOCK_ROWS)
        terms = np.ascontiguousarray(matrix[block].T) - centres
        terms *= narrowness
        terms *= terms
        terms += 1
        kernels = _log_products(terms).T * (freedom + 1) / 2
        densities[block] = components.constants - kernels
    return densities


def _log_products(terms: np.ndarray) -> np.ndarray:
    """Return logarithms of products of numbers from 1 on along the second axis."""
    with np.errstate(over="ignore"):
        products = np.multiply.reduce(terms, axis=1)
    is_beyond = np.isinf(products)
    if not is_beyond.any():
        return exact.log(products)
    logarithms = exact.log(np.where(is_beyond, 1, products))
    logarithms[is_beyond] = exact.log_product(np.moveaxis(terms, 1, 0)[:, is_beyond])
    return logarithms


def log_densities(
    population: Population, sums: GroupSums, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return the log of each group's share times each row's density in it, a Student t.

    Parameters
    ----------
    population, sums, prior
        As for :func:`predictive_components`.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.

    Returns
    -------
    ndarray of shape (n_new, n_groups)
    """
    return component_densities(predictive_components(population, sums, prior), matrix)
