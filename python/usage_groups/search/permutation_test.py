"""What a search gains where there is nothing to find: data whose columns were permuted."""

from collections.abc import Sequence

import numpy as np

from usage_groups.arrays import collapse_rows
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits, Partition, one_group
from usage_groups.fitting.population import Population, describe_population
from usage_groups.progress import counted
from usage_groups.search.bootstrap import refit


def permuted_gains(
    candidates: Sequence[Candidate], population: Population, limits: Limits, repeats: int, seed: int
) -> np.ndarray:
    """Return what the candidates gain over one group on permuted columns.

    Permuting each column by itself keeps every feature's distribution and destroys what the
    features have to do with one another: a null model without groups.

    Parameters
    ----------
    candidates : sequence of Candidate
        As `refit` takes them.
    population : Population
        The users, as `describe_population` describes them.
    limits : Limits
        Limits on the size and number of groups.
    repeats, seed : int
        Number of permutations, and of their draws.

    Returns
    -------
    ndarray of shape (repeats,)
        Log evidence per user.
    """
    random = np.random.default_rng(seed)
    users = np.repeat(np.arange(len(population.weights)), population.weights.astype(int))
    gains = []
    for _ in counted(range(repeats), "permutations"):
        shuffled = random.permuted(population.matrix[users], axis=0)
        rows, weights, _row_of_user = collapse_rows(shuffled)
        null = describe_population(rows, weights, limits.prior)
        gains.append(evidence_gain(refit(candidates, null, seed, limits), null, limits))
    return np.array(gains)


def evidence_gain(partition: Partition, population: Population, limits: Limits) -> float:
    """Return the log evidence per user that the groups have over one group."""
    alone = one_group(population, limits.prior).evidence
    return (partition.evidence - alone) / population.size


def beats_null(gain: float, null_gains: np.ndarray, deviations: float) -> bool:
    """Tell whether a gain is beyond every gain of the null model, and clearly beyond their mean.

    Parameters
    ----------
    gain : float
        Log evidence per user over one group.
    null_gains : ndarray of shape (n_permutations,)
        At least two.
    deviations : float
        Standard deviations that "clearly" means.

    Returns
    -------
    bool
    """
    clearly = null_gains.mean() + deviations * null_gains.std(ddof=1)
    return bool(gain > max(null_gains.max(), clearly))
