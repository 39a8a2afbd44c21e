"""From the chosen groups to what is published: labels, confidence, numbers."""

from typing import NamedTuple

import numpy as np

from usage_groups import exact
from usage_groups.fitting.likelihood import log_densities, sum_groups
from usage_groups.fitting.partition import Limits
from usage_groups.fitting.population import GroupPrior, Population, bounding_volume
from usage_groups.search.confidence import calibrated_confidence, group_densities, margins
from usage_groups.search.selection import Choice
from usage_groups.sizes import least_users

# Log density: what has no groups may have long tails, so an outlier must be farther than elsewhere.
_PLAINLY_FAR = 20.0


class Amounts(NamedTuple):
    """What each distinct row stands for; both of shape (n_rows,)."""

    users: np.ndarray
    calls: np.ndarray


def label_rows(
    choice: Choice, population: Population, rows: np.ndarray, densities: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's group (-1 is an outlier) and how sure it is, 0 to 1.

    Parameters
    ----------
    choice : Choice
        The partition in use, and how stable it is.
    population : Population
        That was searched.
    rows : ndarray of shape (n_rows, n_features)
        That population, or one of which it is a sample.
    densities : ndarray of shape (n_rows, n_groups + 1)
        As `group_densities` returns them for the rows.

    Returns
    -------
    labels : ndarray of shape (n_rows,)
    confidence : ndarray of shape (n_rows,)
    """
    partition, prior = choice.trial.partition, choice.trial.limits.prior
    if partition.group_count == 1 and choice.trial.candidate is None:
        return np.zeros(len(rows), dtype=int), np.ones(len(rows))
    labels = fitted = partition.labels
    if len(rows) == len(fitted):
        margin = fitted_margin = margins(densities, fitted)
    else:
        of_fitted = group_densities(partition, population, population.matrix, prior)
        fitted_margin = margins(of_fitted, fitted)
        labels = partition.predict(population, rows, prior)
        margin = margins(densities, labels)
    agreement = choice.stability.agreement
    return labels, calibrated_confidence(fitted_margin, agreement, population.weights, margin)


def readmit_outliers(
    labels: np.ndarray,
    limits: Limits,
    densities: np.ndarray,
    amounts: Amounts,
) -> np.ndarray:
    """Let outliers join their likeliest group until enough users and enough calls are in groups.

    For the users' sake those closest to a group join first, for the calls' sake the heaviest.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ...; -1 is an outlier.
    limits : Limits
        Limits on the size and number of groups.
    densities : ndarray of shape (n_rows, n_groups + 1)
        As `group_densities` returns them.
    amounts : Amounts
        Users and calls of each row.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels, of_groups = labels.copy(), densities[:, :-1]
    nearest, closeness = of_groups.argmax(axis=1), of_groups.max(axis=1)
    for amount, urgency, least in (
        (amounts.users, closeness, 1 - limits.most_outliers),
        (amounts.calls, amounts.calls, 1 - limits.most_calls_outside),
    ):
        outliers = np.flatnonzero(labels < 0)
        outliers = outliers[np.argsort(-urgency[outliers], kind="stable")]
        missing = least * amount.sum() - amount[labels >= 0].sum()
        before = np.cumsum(amount[outliers]) - amount[outliers]
        joining = outliers[before < missing]
        labels[joining] = nearest[joining]
    return labels


def far_users(
    matrix: np.ndarray, population: Population, prior: GroupPrior, most_outliers: float
) -> np.ndarray:
    """Tell which users of a single group are plainly far from everyone.

    The search saw winsorised features, and therefore could not see them.

    Parameters
    ----------
    matrix : ndarray of shape (n_users, n_features)
        Scaled features as they were before they were winsorised.
    population : Population
        As it was searched.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    most_outliers : float
        Highest share of users that may be outliers, 0 to 1.

    Returns
    -------
    ndarray of bool, shape (n_users,)
        Fewer than would make a group; the farthest, and of equally far users all or none.
    """
    sums = sum_groups(population, np.zeros(len(population.weights), dtype=int))
    nearness = log_densities(population, sums, matrix, prior)[:, 0] + exact.log(
        1 - prior.outlier_share
    )
    background = exact.log_of(prior.outlier_share) - bounding_volume(matrix, prior)
    users = len(matrix)
    most = min(least_users(users) - 1, int(most_outliers * users))
    return nearness < min(background - _PLAINLY_FAR, np.partition(nearness, most)[most])
