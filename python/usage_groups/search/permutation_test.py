"""What a search gains where there is nothing to find: data whose columns were permuted."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from usage_groups.arrays import collapse_rows
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits, Partition, one_group
from usage_groups.fitting.population import Population, describe_population
from usage_groups.progress import counted
from usage_groups.search.bootstrap import refit

# After so many permutations a gain needs no more that is so many times what is asked of it.
_FEWEST, _CLEAR = 3, 2.0


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
    gain: float, null_gains: Iterable[float], deviations: float, least_gain: float
) -> bool:
    """Tell whether a gain is beyond every gain of the null model, and clearly beyond their mean.

    Of a few permutations none may look like groups where one in fifty would: a gain must also be
    large enough in itself. Permutations are asked for one by one, until no further one is likely
    to decide otherwise (the idea of Besag and Clifford 1991, "Sequential Monte Carlo p-values",
    Biometrika 78).

    Parameters
    ----------
    gain : float
        Log evidence per user over one group.
    null_gains : iterable of float
        Of three permutations or more.
    deviations : float
        Standard deviations that "clearly" means.
    least_gain : float
        Log evidence per user.

    Returns
    -------
    bool
    """
    if gain < least_gain:
        return False
    found: list[float] = []
    beyond = np.inf
    for null in null_gains:
        if gain <= null:
            return False
        found.append(null)
        if len(found) >= _FEWEST:
            beyond = max(*found, np.mean(found) + deviations * np.std(found, ddof=1))
            if gain > _CLEAR * max(beyond, least_gain):
                return True
    return bool(gain > beyond)
