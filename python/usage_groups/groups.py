"""From features to groups: the whole way, for one API type or for whole users."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from usage_groups.candidates import Candidate
from usage_groups.choice import Choice, ChoiceRule, choose
from usage_groups.confidence import calibrated_confidence, group_densities, margins
from usage_groups.mixture import GroupPrior, Population
from usage_groups.scaling import check_matrix, collapse_rows, limit_extremes, sample_population
from usage_groups.search import Rules
from usage_groups.trials import mark_choice, run_trials

_LEAST_USERS = 5
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Grouping:
    """Groups of users, and how they were found.

    Attributes
    ----------
    labels : ndarray of int, shape (n_users,)
        Group numbers, 0 is the largest; -1 is an outlier.
    confidence : ndarray of shape (n_users,)
        How often a user's group is expected to be the same with other users drawn, 0 to 1.
    stability : ndarray of shape (n_groups,)
        Mean bootstrap Jaccard coefficient of each group, 0 to 1.
    trials : DataFrame
        One row per candidate, as `run_trials` describes it, with `stability` and `is_selected`.
    reason : str
        Why there are these groups, or one.
    """

    labels: np.ndarray
    confidence: np.ndarray
    stability: np.ndarray
    trials: pd.DataFrame
    reason: str


def group_users(
    matrix: np.ndarray,
    calls: np.ndarray,
    candidates: Sequence[Candidate],
    *,
    seed: int = 0,
    rule: ChoiceRule | None = None,
    prior: GroupPrior | None = None,
    most_fitted: int = 4000,
) -> Grouping:
    """Group users by their features.

    Parameters
    ----------
    matrix : array_like of shape (n_users, n_features)
        Scaled features; one unit is a difference that people would remark.
    calls : array_like of shape (n_users,)
        Calls per user; groups must cover calls as well as users.
    candidates : sequence of Candidate
        As `expand_candidates` reads them from the table.
    seed : int, default=0
        The same seed and users give the same groups, whatever the order of the users.
    rule : ChoiceRule, optional
    prior : GroupPrior, optional
    most_fitted : int, default=4000
        With more users, a random part is searched and the others join the groups found.

    Returns
    -------
    Grouping

    Raises
    ------
    ValueError
        As `check_matrix` does, and where there are no users.
    """
    matrix, calls = check_matrix(matrix, calls)
    rule, prior = rule or ChoiceRule(), prior or GroupPrior()
    least_users = max(_LEAST_USERS, int(np.ceil(_LEAST_SHARE * len(matrix))))
    rows, weights, row_of_user = collapse_rows(limit_extremes(matrix, least_users))
    row_calls = np.bincount(row_of_user, weights=calls, minlength=len(rows))
    with threadpool_limits(1):
        sampled, population = sample_population(
            rows, weights, prior, most_users=most_fitted, seed=seed
        )
        rules = Rules(max(_LEAST_USERS, _LEAST_SHARE * population.size), prior)
        trials, table = run_trials(population, row_calls[sampled], candidates, rules, seed=seed)
        choice = choose(trials, population, row_calls[sampled], rule, seed)
        labels, confidence = label_rows(choice, population, rows, prior)
        labels = readmit_outliers(labels, choice, population, rows, (weights, row_calls), rule)
    numbers = number_by_size(labels, weights, choice.trial.partition.group_count)
    return Grouping(
        numbers[labels][row_of_user],
        confidence[row_of_user],
        choice.stability.jaccard[np.argsort(numbers[:-1], kind="stable")],
        mark_choice(table, trials, choice),
        choice.reason,
    )


def label_rows(
    choice: Choice, population: Population, rows: np.ndarray, prior: GroupPrior
) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's group (-1 is an outlier) and how sure it is, 0 to 1."""
    partition = choice.trial.partition
    if partition.group_count == 1 and choice.trial.candidate is None:
        return np.zeros(len(rows), dtype=int), np.ones(len(rows))
    fitted = partition.labels
    fitted_margin = margins(
        group_densities(partition, population, population.matrix, prior), fitted
    )
    if len(rows) == len(population.weights):
        labels, margin = fitted, fitted_margin
    else:
        labels = partition.predict(population, rows, prior)
        margin = margins(group_densities(partition, population, rows, prior), labels)
    agreement = choice.stability.agreement
    return labels, calibrated_confidence(fitted_margin, agreement, population.weights, margin)


def readmit_outliers(
    labels: np.ndarray,
    choice: Choice,
    population: Population,
    rows: np.ndarray,
    amounts: tuple[np.ndarray, np.ndarray],
    rule: ChoiceRule,
) -> np.ndarray:
    """Let outliers join their likeliest group until enough users and enough calls are in groups.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
    choice : Choice
    population : Population
    rows : ndarray of shape (n_rows, n_features)
    amounts : pair of ndarray of shape (n_rows,)
        Users and calls of each row: the outliers closest to a group join first for the users'
        sake, those with most calls for the calls' sake.
    rule : ChoiceRule

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels = labels.copy()
    densities = group_densities(choice.trial.partition, population, rows, choice.trial.rules.prior)
    nearest, closeness = densities[:, :-1].argmax(axis=1), densities[:, :-1].max(axis=1)
    users, calls = amounts
    for amount, urgency, least in (
        (users, closeness, 1 - rule.most_outliers),
        (calls, calls, rule.published_call_coverage),
    ):
        outliers = np.flatnonzero(labels < 0)
        outliers = outliers[np.argsort(-urgency[outliers], kind="stable")]
        missing = least * amount.sum() - amount[labels >= 0].sum()
        before = np.cumsum(amount[outliers]) - amount[outliers]
        joining = outliers[before < missing]
        labels[joining] = nearest[joining]
    return labels


def number_by_size(labels: np.ndarray, weights: np.ndarray, groups: int) -> np.ndarray:
    """Return each group's new number, by falling size, ties by the first row; last -1 for outliers.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
        -1 is an outlier.
    weights : ndarray of shape (n_rows,)
    groups : int

    Returns
    -------
    ndarray of shape (groups + 1,)
    """
    sizes = np.bincount(labels + 1, weights=weights, minlength=groups + 1)[1:]
    first_rows = [
        np.flatnonzero(labels == group).min(initial=len(labels)) for group in range(groups)
    ]
    order = np.lexsort((first_rows, -sizes))
    numbers = np.full(groups + 1, -1)
    numbers[order] = np.arange(groups)
    return numbers
