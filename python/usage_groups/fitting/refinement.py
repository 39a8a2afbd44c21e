"""Classification EM with merges: from any first partition to groups that explain the users."""

import numpy as np

from usage_groups import exact
from usage_groups.fitting.likelihood import log_background, log_group_evidence, log_joint_densities
from usage_groups.fitting.population import GroupPrior, GroupSums, Population, sum_groups

OUTLIER = -1


def in_order(labels: np.ndarray) -> np.ndarray:
    """Renumber groups by their first rows, so that equal partitions are equal arrays."""
    groups, first, numbers = np.unique(labels, return_index=True, return_inverse=True)
    ranks = np.empty_like(groups)
    ranks[np.argsort(np.where(groups < 0, -1, first))] = np.arange(len(groups))
    return ranks[numbers] - (groups[0] < 0)


def renumber(labels: np.ndarray) -> np.ndarray:
    """Close the holes in the numbers of the groups; outliers stay -1."""
    is_present = np.bincount(labels + 1, minlength=1) > 0
    is_present[0] = False  # outliers, so that their number comes out as -1
    return (np.cumsum(is_present) - 1)[labels + 1]


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
    densities = log_joint_densities(population, sums, matrix, prior)
    background = log_background(population, prior)
    return np.where(densities.max(axis=1) < background, OUTLIER, densities.argmax(axis=1))


def _size_losses(counts: np.ndarray) -> np.ndarray:
    """Return the part of the loss that is due to the sizes, shape (n_groups, n_groups)."""
    groups, size = len(counts), counts.sum()
    # Factorials: what gamma of a number is, of the number before.
    of_groups = exact.log_gamma(2 * groups) - exact.log_gamma(2 * groups - 2)
    of_users = exact.log_gamma(2 * (size + groups)) - exact.log_gamma(2 * (size + groups - 1))
    apart = exact.log_gamma(2 * (counts + 1))
    together = exact.log_gamma(2 * (counts[:, None] + counts[None] + 1))
    return of_groups - of_users + apart[:, None] + apart[None] - together


def union_losses(sums: GroupSums, prior: GroupPrior) -> np.ndarray:
    """Return how much evidence the union of each pair of groups would lose.

    Parameters
    ----------
    sums : GroupSums
        Users, sums and sums of squares of each group.
    prior : GroupPrior
        What is believed of a group before its users are seen.

    Returns
    -------
    ndarray of shape (n_groups, n_groups)
        Negative where the union gains; infinite on the diagonal.
    """
    groups = len(sums.counts)
    alone = log_group_evidence(sums, prior)
    together = log_group_evidence(sums.united(), prior).reshape(groups, groups)
    losses = alone[:, None] + alone[None] - together + _size_losses(sums.counts)
    np.fill_diagonal(losses, np.inf)
    return losses


def unite_while_better(
    population: Population, labels: np.ndarray, prior: GroupPrior, most_groups: int | None = None
) -> np.ndarray:
    """Unite groups while that adds evidence, or while there are more than `most_groups`.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ...; -1 is an outlier.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    most_groups : int, optional
        No limit by default.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels = renumber(labels)
    if labels.max() < 1:
        return labels
    sums, names = sum_groups(population, labels), np.arange(labels.max() + 1)
    while len(sums.counts) > 1:
        losses = union_losses(sums, prior)
        first, second = np.unravel_index(np.argmin(losses), losses.shape)
        if losses[first, second] >= 0 and (most_groups is None or len(losses) <= most_groups):
            break
        sums = sums.with_union(first, second)
        names = renumber(np.where(names == second, first, names))
    return np.append(names, OUTLIER)[labels]


def dissolve_small(
    population: Population, labels: np.ndarray, prior: GroupPrior, least_users: float
) -> np.ndarray:
    """Take away the groups with fewer users than allowed, smallest first.

    Their users go to the next best group, or become outliers.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ...; -1 is an outlier.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_users : float
        Users.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels = renumber(labels)
    while labels.max() > 0:
        sums = sum_groups(population, labels)
        smallest = int(np.argmin(sums.counts))
        if sums.counts[smallest] >= least_users:
            break
        members = labels == smallest
        remaining = assign_rows(
            population, sums.without(smallest), population.matrix[members], prior
        )
        labels = np.where(labels > smallest, labels - 1, labels)
        labels[members] = remaining
    return labels


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
    for _ in range(rounds):
        before = labels
        labels = unite_while_better(population, labels, prior)
        labels = dissolve_small(population, labels, prior, least_users)
        labels = renumber(
            assign_rows(population, sum_groups(population, labels), population.matrix, prior)
        )
        if labels.max() < 0:
            return np.zeros(len(labels), dtype=int)
        if np.array_equal(labels, before):
            break
    return dissolve_small(population, labels, prior, least_users)
