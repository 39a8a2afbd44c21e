"""Whether groups come back when other users are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from usage_groups.candidates import Candidate
from usage_groups.population import Population, describe_population
from usage_groups.search import Partition, Rules, fit_rows, make_partition, one_group


@dataclass(frozen=True)
class Stability:
    """How far resampled groups agree with the groups at hand.

    Attributes
    ----------
    jaccard : ndarray of shape (n_groups,)
        Mean over the resamples of each group's best Jaccard coefficient, 0 to 1.
    agreement : ndarray of shape (n_rows,)
        Share of the resamples without this row that put it into the matching group, 0 to 1;
        NaN for a row that every resample held.
    """

    jaccard: np.ndarray
    agreement: np.ndarray


@dataclass(frozen=True)
class Resampling:
    """How often to resample, and when to stop early: once a group is clearly below the mark."""

    repeats: int
    seed: int
    mark: float = 0.0
    least_repeats: int = 8


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
    fits = [fit_rows(candidate, population, seed, rules.prior) for candidate in candidates]
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


def overlaps(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the Jaccard coefficient of each reference group with each group found.

    Parameters
    ----------
    reference, found : ndarray of shape (n_rows,)
        Groups from 0 without a hole; -1 is in no group.
    weights : ndarray of shape (n_rows,)

    Returns
    -------
    ndarray of shape (n_reference_groups, n_found_groups)
    """
    ours = (reference == np.arange(reference.max() + 1)[:, None]) * weights
    theirs = found == np.arange(max(found.max() + 1, 1))[:, None]
    common = ours @ theirs.T
    union = ours.sum(axis=1)[:, None] + (theirs * weights).sum(axis=1)[None] - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)


def bootstrap_stability(
    candidates: Sequence[Candidate],
    population: Population,
    reference: np.ndarray,
    rules: Rules,
    plan: Resampling,
) -> Stability:
    """Repeat the search on users drawn with replacement.

    Hennig (2007), "Cluster-wise assessment of cluster stability", Computational Statistics and Data
    Analysis 52: the mean best Jaccard coefficient of each group; below 0.60 a group should not be
    trusted, from 0.75 it is valid, from 0.85 highly stable (as in the R package fpc).

    Parameters
    ----------
    candidates : sequence of Candidate
        As `refit` takes them.
    population : Population
    reference : ndarray of shape (n_rows,)
        The groups at hand.
    rules : Rules
    plan : Resampling

    Returns
    -------
    Stability
    """
    random = np.random.default_rng(plan.seed)
    size = int(population.size)
    groups = reference.max() + 1
    best: list[np.ndarray] = []
    agreed, left_out = np.zeros(len(reference)), np.zeros(len(reference))
    while len(best) < plan.repeats and not _is_hopeless(best, plan):
        drawn = random.multinomial(size, population.weights / size).astype(float)
        sample = select_rows(population, drawn, rules)
        partition = refit(candidates, sample, plan.seed, rules)
        kept = drawn > 0
        best.append(_best_overlap(reference[kept], partition.labels, drawn[kept], groups))
        predicted = np.full(len(reference), -1)
        predicted[kept] = partition.labels
        predicted[~kept] = partition.predict(sample, population.matrix[~kept], rules.prior)
        matched = match_groups(reference, predicted, population.weights)
        agreed += ~kept & (matched == reference)
        left_out += ~kept
    agreement = np.divide(agreed, left_out, out=np.full(len(agreed), np.nan), where=left_out > 0)
    return Stability(np.mean(best, axis=0), agreement)


def _is_hopeless(best: list[np.ndarray], plan: Resampling) -> bool:
    """Tell after some resamples that a group will hardly reach the mark."""
    if len(best) < plan.least_repeats:
        return False
    error = np.std(best, axis=0, ddof=1) / np.sqrt(len(best))
    return bool((np.mean(best, axis=0) + 2 * error < plan.mark).any())


def _best_overlap(
    reference: np.ndarray, found: np.ndarray, weights: np.ndarray, groups: int
) -> np.ndarray:
    """Return each reference group's best Jaccard coefficient; 0 for a group that was not drawn."""
    best = np.zeros(groups)
    if reference.max() >= 0:
        best[: reference.max() + 1] = overlaps(reference, found, weights).max(axis=1)
    return best


def match_groups(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Rename the groups found after the reference groups that they overlap most (one to one).

    Returns
    -------
    ndarray of shape (n_rows,)
        Reference numbers; a group without a partner gets a number beyond them; -1 stays.
    """
    jaccard = overlaps(reference, found, weights)
    rows, columns = linear_sum_assignment(-jaccard)
    names = reference.max() + 1 + np.arange(max(found.max() + 1, 1))
    names[columns] = rows
    return np.where(found < 0, -1, names[found])
