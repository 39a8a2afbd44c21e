"""From features to groups: the whole way, for one API type or for whole users."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from usage_groups.arrays import collapse_rows
from usage_groups.fitting.candidates import Candidate, expand_candidates
from usage_groups.fitting.partition import Limits
from usage_groups.fitting.population import GroupPrior, Population
from usage_groups.fitting.preparation import check_matrix, sample_population, winsorise
from usage_groups.search.assignment import Amounts, far_users, label_rows, readmit_outliers
from usage_groups.search.confidence import group_densities
from usage_groups.search.selection import Choice, Criteria, choose
from usage_groups.search.trials import mark_choice, run_trials
from usage_groups.sizes import MOST_FITTED, least_users, number_by_size


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
        One row per candidate, as `run_trials` describes it, as `mark_choice` completes it.
    reason : str
        Why there are these groups, or one.
    """

    labels: np.ndarray
    confidence: np.ndarray
    stability: np.ndarray
    trials: pd.DataFrame
    reason: str


@dataclass(frozen=True)
class Settings:
    """How to search.

    Attributes
    ----------
    seed : int
        The same seed and users give the same groups, whatever the order of the users.
    criteria : Criteria
        What the groups must reach.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    most_fitted : int
        With more users than this, a random sample is searched, and the others join its groups.
    """

    seed: int = 0
    criteria: Criteria = field(default_factory=Criteria)
    prior: GroupPrior = field(default_factory=GroupPrior)
    most_fitted: int = MOST_FITTED


def group_users(
    matrix: np.ndarray,
    calls: np.ndarray,
    candidates: Sequence[Candidate],
    settings: Settings | None = None,
    *,
    seed: int = 0,
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
    settings : Settings, optional
        Those of the project by default.
    seed : int, default=0
        Of the search, where there are no settings.

    Returns
    -------
    Grouping

    Raises
    ------
    ValueError
        As `check_matrix` does.
    """
    matrix, calls = check_matrix(matrix, calls)
    settings = settings or Settings(seed=seed)
    least = least_users(len(matrix))
    rows, weights, row_of_user = collapse_rows(winsorise(matrix, least))
    amounts = Amounts(weights, np.bincount(row_of_user, weights=calls))
    usual = winsorise(calls[:, None], least).ravel()
    limited = Amounts(weights, np.bincount(row_of_user, weights=usual))
    with threadpool_limits(1):
        choice, population, table = search_groups(rows, limited, candidates, settings)
        limits = choice.trial.limits
        densities = group_densities(choice.trial.partition, population, rows, limits.prior)
        labels, confidence = label_rows(choice, population, rows, densities)
        labels = readmit_outliers(labels, limits, densities, amounts)
    numbers = number_by_size(labels, weights, choice.trial.partition.group_count)
    labels = numbers[labels][row_of_user]
    if choice.trial.candidate is None:
        labels[far_users(matrix, population, limits.prior, limits.most_outliers)] = -1
    return Grouping(
        labels,
        confidence[row_of_user],
        choice.stability.jaccard[np.argsort(numbers[:-1], kind="stable")],
        table,
        choice.reason,
    )


def search_groups(
    rows: np.ndarray, amounts: Amounts, candidates: Sequence[Candidate], settings: Settings
) -> tuple[Choice, Population, pd.DataFrame]:
    """Try all candidates on the users, or on a random sample of very many, and choose.

    Returns
    -------
    choice : Choice
    population : Population
        The users that were searched.
    table : DataFrame
        The trials.
    """
    sampled, population = sample_population(
        rows, amounts.users, settings.prior, most_users=settings.most_fitted, seed=settings.seed
    )
    limits = Limits(least_users(population.size), settings.prior)
    calls = amounts.calls[sampled]
    trials, table = run_trials(population, calls, candidates, limits, seed=settings.seed)
    choice = choose(trials, population, settings.criteria, settings.seed)
    return choice, population, mark_choice(table, trials, choice, population)


def search_population(
    calls: np.ndarray, matrix: np.ndarray, candidates: pd.DataFrame, most_fitted: int = MOST_FITTED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group one population for the tables of a build.

    Parameters
    ----------
    calls : ndarray of shape (n_users,)
        Calls per user.
    matrix : ndarray of shape (n_users, n_features)
        As `group_users` takes them.
    candidates : DataFrame
        As `expand_candidates` reads it.
    most_fitted : int
        As in `Settings`.

    Returns
    -------
    trials : DataFrame
        One row per candidate, with all scores; the one in use has a ``reason``.
    labels : DataFrame
        One row per user: ``group_id``, ``confidence``, ``stability``.
    """
    found = group_users(
        matrix, calls, expand_candidates(candidates), Settings(most_fitted=most_fitted)
    )
    labels = pd.DataFrame({"group_id": found.labels, "confidence": found.confidence})
    labels["stability"] = np.append(found.stability, np.nan)[found.labels]
    reasons = [found.reason if is_selected else None for is_selected in found.trials["is_selected"]]
    return found.trials.assign(reason=pd.array(reasons, dtype="str")), labels
