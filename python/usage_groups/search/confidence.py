"""How sure is a user's group? Calibrated against how often other draws of users agree."""

import numpy as np

from usage_groups import exact
from usage_groups.fitting.likelihood import log_densities, sum_groups
from usage_groups.fitting.partition import Partition
from usage_groups.fitting.population import GroupPrior, Population
from usage_groups.measures import calibrate

_FEWEST_ROWS = 10


def group_densities(
    partition: Partition, population: Population, matrix: np.ndarray, prior: GroupPrior
) -> np.ndarray:
    """Return the log density of each row in each group, and last among the outliers.

    Parameters
    ----------
    partition : Partition
        The groups.
    population : Population
        The users that the partition was made of.
    matrix : ndarray of shape (n_new, n_features)
        Scaled features of the rows that are looked at.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_new, n_groups + 1)
        The last column is minus infinity where the outliers are a group.
    """
    sums = sum_groups(population, partition.components)
    components = log_densities(population, sums, matrix, prior) + exact.log_of(
        1 - prior.outlier_share
    )
    groups = [
        exact.log_sum_exp(components[:, partition.group_of_component == group])
        for group in range(partition.group_of_component.max() + 1)
    ]
    background = np.full(len(matrix), exact.log_of(prior.outlier_share) - population.log_volume)
    if partition.outlier_group >= 0:
        return np.column_stack([*groups, background, np.full(len(matrix), -np.inf)])
    return np.column_stack([*groups, background])


def margins(densities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return by how much a row's own group beats the best other, in log density.

    Parameters
    ----------
    densities : ndarray of shape (n_rows, n_groups + 1)
        As `group_densities` returns them.
    labels : ndarray of shape (n_rows,)
        -1 is an outlier.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    rows = np.arange(len(labels))
    own = densities[rows, labels]  # -1 is the last column: the outliers
    others = densities.copy()
    others[rows, labels] = -np.inf
    return own - others.max(axis=1)


def calibrated_confidence(
    margin: np.ndarray, agreement: np.ndarray, weights: np.ndarray, new_margin: np.ndarray
) -> np.ndarray:
    """Translate margins into the share of resamples that are expected to agree.

    A monotone curve (isotonic regression, Zadrozny and Elkan 2002) through the agreement of the
    resamples in which a user was left out.

    Parameters
    ----------
    margin : ndarray of shape (n_rows,)
        As `margins` returns them, of the users that were searched.
    agreement : ndarray of shape (n_rows,)
        0 to 1; NaN where a row was never left out.
    weights : ndarray of shape (n_rows,)
        Users with each row.
    new_margin : ndarray of shape (n_new,)
        The same of those whose confidence is asked.

    Returns
    -------
    ndarray of shape (n_new,)
        0 to 1.
    """
    known = np.isfinite(agreement)
    if known.sum() < _FEWEST_ROWS:
        level = np.average(agreement[known], weights=weights[known]) if known.any() else 0.5
        return np.full(len(new_margin), level)
    return calibrate(margin[known], agreement[known], new_margin, weights[known])
