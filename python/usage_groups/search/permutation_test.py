"""What a search gains where there is nothing to find: data whose columns were permuted."""

from collections.abc import Iterator, Sequence

import numpy as np

from usage_groups.arrays import collapse_rows
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits, Partition, one_group
from usage_groups.fitting.population import Population, describe_population
from usage_groups.progress import counted
from usage_groups.search.bootstrap import refit


def permuted_gains(
    candidates: Sequence[Candidate], population: Population, limits: Limits, repeats: int, seed: int
) -> Iterator[float]:
    """Yield what the candidates gain over one group on permuted columns.

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
        Most permutations, and the seed of their draws.

    Yields
    ------
    float
        Log evidence per user of one permutation.
    """
    random = np.random.default_rng(seed)
    users = np.repeat(np.arange(len(population.weights)), population.weights.astype(int))
    for _ in counted(range(repeats), "permutations"):
        shuffled = random.permuted(population.matrix[users], axis=0)
        rows, weights, _row_of_user = collapse_rows(shuffled)
        null = describe_population(rows, weights, limits.prior)
        yield evidence_gain(refit(candidates, null, seed, limits), null, limits)


def evidence_gain(partition: Partition, population: Population, limits: Limits) -> float:
    """Return the log evidence per user that the groups have over one group."""
    alone = one_group(population, limits.prior).evidence
    return (partition.evidence - alone) / population.size


def beats_null(
    gain: float, null_gains: np.ndarray, deviations: float, least_gain: float = 0.0
) -> bool:
    """Tell whether a gain is beyond every gain of the null model, and clearly beyond their mean.

    Of a few permutations none may look like groups where one in fifty would: a gain must also be
    large enough in itself.

    Parameters
    ----------
    gain : float
        Log evidence per user over one group.
    null_gains : ndarray of shape (n_permutations,)
        At least two.
    deviations : float
        Standard deviations that "clearly" means.
    least_gain : float, default=0.0
        Log evidence per user.

    Returns
    -------
    bool
    """
    clearly = null_gains.mean() + deviations * null_gains.std(ddof=1)
    return bool(gain >= least_gain and gain > max(null_gains.max(), clearly))
