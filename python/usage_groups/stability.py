"""Whether groups come back when other users are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from usage_groups.candidates import Candidate
from usage_groups.mixture import sum_groups
from usage_groups.population import Population, describe_population
from usage_groups.progress import counted
from usage_groups.search import Partition, Rules, fit_rows, make_partition, one_group
from usage_groups.settling import assign_rows


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
    """

    drawn: np.ndarray
    labels: dict[int, np.ndarray]


@dataclass(frozen=True)
class Stability:
    """How far groups come back when other users are drawn.

    Attributes
    ----------
    jaccard : ndarray of shape (n_groups,)
        Mean over the redraws of each group's best Jaccard coefficient, 0 to 1.
    strength : ndarray of shape (n_groups,)
        Prediction strength: share of the pairs of a group's users not drawn that the groups found
        without them keep together, 0 to 1; NaN where no two users were left out.
    agreement : ndarray of shape (n_rows,)
        Share of the redraws without this row that put it into the matching group, 0 to 1;
        NaN for a row that every redraw held.
    """

    jaccard: np.ndarray
    strength: np.ndarray
    agreement: np.ndarray


@dataclass(frozen=True)
class Resampling:
    """How often to resample, with which seed."""

    repeats: int
    seed: int


def refit(
    candidates: Sequence[Candidate],
    population: Population,
    seed: int,
    rules: Rules,
    known: np.ndarray | None = None,
) -> Partition:
    """Run the whole way from users to groups once more.

    Parameters
    ----------
    candidates : sequence of Candidate
        The best by evidence counts; one group where none can be fitted.
    population : Population
    seed : int
    rules : Rules
    known : ndarray of shape (n_rows,), optional
        Labels to start from as well.

    Returns
    -------
    Partition
    """
    fits = [fit_rows(candidate, population, seed, rules.prior) for candidate in candidates]
    starts = [fit.labels for fit in fits if fit is not None]
    starts += [] if known is None else [known]
    partitions = [make_partition(population, labels, rules) for labels in starts]
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


def redraw_users(
    candidates: Sequence[Candidate],
    population: Population,
    reference: np.ndarray,
    rules: Rules,
    plan: Resampling,
) -> list[Redraw]:
    """Repeat the search on users drawn with replacement.

    Parameters
    ----------
    candidates : sequence of Candidate
        As `refit` takes them.
    population : Population
    reference : ndarray of shape (n_rows,)
        The groups at hand. The search starts from them too: that it finds others must be because
        these have more evidence, not because it missed the old ones.
    rules : Rules
    plan : Resampling

    Returns
    -------
    list of Redraw
    """
    random = np.random.default_rng(plan.seed)
    size = int(population.size)
    redraws = []
    draws = random.multinomial(size, population.weights / size, plan.repeats).astype(float)
    for drawn in counted(draws, "redraws"):
        is_drawn = drawn > 0
        sample = select_rows(population, drawn, rules)
        partition = refit(candidates, sample, plan.seed, rules, reference[is_drawn])
        sums = sum_groups(sample, partition.components)
        left_out = population.matrix[~is_drawn]
        components = np.full(len(drawn), -1)
        components[is_drawn] = partition.components
        components[~is_drawn] = assign_rows(sample, sums, left_out, rules.prior)
        redraws.append(Redraw(drawn, labels_by_limit(partition, sample, components, rules)))
    return redraws


def labels_by_limit(
    partition: Partition, population: Population, components: np.ndarray, rules: Rules
) -> dict[int, np.ndarray]:
    """Unite groups one by one, and name the groups of the components at every limit from 2 on."""
    labels = {}
    for limit in range(rules.most_groups, 1, -1):
        partition = partition.coarsened(population, limit, rules.prior)
        labels[limit] = partition.name_components(components)
    return labels


def rate_groups(reference: np.ndarray, redraws: Sequence[Redraw], weights: np.ndarray) -> Stability:
    """Compare groups with those that redraws found.

    Hennig (2007), "Cluster-wise assessment of cluster stability", Computational Statistics and Data
    Analysis 52: the mean best Jaccard coefficient of each group; below 0.60 a group should not be
    trusted, from 0.75 it is valid, from 0.85 highly stable (as in the R package fpc). Prediction
    strength after Tibshirani and Walther (2005), "Cluster validation by prediction strength",
    Journal of Computational and Graphical Statistics 14, with the users left out as test set.

    Parameters
    ----------
    reference : ndarray of shape (n_rows,)
        Groups from 0 without a hole; -1 is an outlier.
    redraws : sequence of Redraw
        At least one; taken with as many groups as the reference has.
    weights : ndarray of shape (n_rows,)
        Users with each row.

    Returns
    -------
    Stability
    """
    limit = min(int(reference.max()) + 1, max(redraws[0].labels))
    agreed, left_out = np.zeros(len(reference)), np.zeros(len(reference))
    best, together = [], []
    for redraw in redraws:
        found, is_out = redraw.labels[limit], redraw.drawn == 0
        best.append(_best_overlap(reference, found, redraw.drawn))
        together.append(_kept_together(reference, found, np.where(is_out, weights, 0)))
        agreed += is_out & (match_groups(reference, found, weights) == reference)
        left_out += is_out
    rated = np.isfinite(together).sum(axis=0)
    agreement = np.divide(agreed, left_out, out=np.full(len(agreed), np.nan), where=left_out > 0)
    return Stability(
        np.mean(best, axis=0),
        np.where(rated > 0, np.nansum(together, axis=0) / np.maximum(rated, 1), np.nan),
        agreement,
    )


def _kept_together(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share of each group's pairs of users that share a group found."""
    ours = (reference == np.arange(reference.max() + 1)[:, None]) * weights
    shared = ours @ (found == np.arange(-1, found.max() + 1)[:, None]).T
    users = ours.sum(axis=1)
    pairs = users * (users - 1)
    kept = (shared * (shared - 1)).sum(axis=1)
    return np.divide(kept, pairs, out=np.full(len(users), np.nan), where=pairs > 0)


def _best_overlap(reference: np.ndarray, found: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return each reference group's best Jaccard coefficient; 0 for a group that was not drawn."""
    return overlaps(reference, np.where(drawn > 0, found, -1), drawn).max(axis=1)


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
