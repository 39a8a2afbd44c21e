"""From features to groups: the whole way, for one API type or for whole users."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from usage_groups.arrays import collapse_rows
from usage_groups.fitting.candidates import Candidate, expand_candidates
from usage_groups.fitting.partition import Limits
from usage_groups.fitting.population import GroupPrior, Population
from usage_groups.fitting.preparation import check_matrix, sample_population, winsorise
from usage_groups.fitting.scale import Scale, put_on_scale
from usage_groups.search.assignment import assign_to_natural, assign_to_tiers, far_users
from usage_groups.search.selection import CHOSEN, Choice, Criteria, choose
from usage_groups.search.tier_search import find_tiers
from usage_groups.search.trials import mark_choice, mark_tiers, run_trials
from usage_groups.sizes import MOST_FITTED, least_users, number_by_size


@dataclass(frozen=True)
class Grouping:
    """Groups of users, and how they were found.

    Attributes
    ----------
    labels : ndarray of int, shape (n_users,)
        Group numbers, 0 is the largest; everybody has one.
    confidence : ndarray of shape (n_users,)
        How often a user's group is expected to be the same with other users drawn, 0 to 1.
    is_far : ndarray of bool, shape (n_users,)
        Whether the user is unlike the rest of the group.
    stability : ndarray of shape (n_groups,)
        Mean bootstrap Jaccard coefficient of each group, 0 to 1.
    trials : DataFrame
        One row per candidate, as `run_trials` describes it, as `mark_choice` completes it.
    reason : str
        Why there are these groups, or one.
    is_tier : bool
        Whether groups are steps on a scale, without a gap between them.
    """

    labels: np.ndarray
    confidence: np.ndarray
    is_far: np.ndarray
    stability: np.ndarray
    trials: pd.DataFrame
    reason: str
    is_tier: bool


class Amounts(NamedTuple):
    """What each distinct row stands for; both of shape (n_rows,)."""

    users: np.ndarray
    calls: np.ndarray


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
    names: Sequence[str] = (),
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
    names : sequence of str, optional
        Of the features; tiers are made along those that
        :func:`usage_groups.fitting.scale.put_on_scale` knows.

    Returns
    -------
    Grouping

    Raises
    ------
    ValueError
        As `check_matrix` does.
    """
    matrix, calls = check_matrix(matrix, calls)
    settings = settings or Settings()
    scale = put_on_scale(matrix, names)
    with threadpool_limits(1):
        found = find_natural(matrix, calls, candidates, settings)
        if scale is not None and found.reason == CHOSEN:
            found = find_on_scale(found, scale, settings)
    numbers = number_by_size(found.labels, np.ones(len(matrix)), len(found.stability))
    order = np.argsort(numbers[:-1], kind="stable")
    return replace(found, labels=numbers[found.labels], stability=found.stability[order])


def find_natural(
    matrix: np.ndarray, calls: np.ndarray, candidates: Sequence[Candidate], settings: Settings
) -> Grouping:
    """Find groups with gaps between them, or one; in any order."""
    least = least_users(len(matrix))
    rows, weights, row_of_user = collapse_rows(winsorise(matrix, least))
    usual = winsorise(calls[:, None], least).ravel()
    amounts = Amounts(weights, np.bincount(row_of_user, weights=usual))
    choice, population, table = search_groups(rows, amounts, candidates, settings)
    assigned = assign_to_natural(choice, population, rows)
    labels = assigned.labels[row_of_user]
    return Grouping(
        labels=labels,
        confidence=assigned.confidence[row_of_user],
        is_far=far_users(matrix, labels),
        stability=choice.stability.jaccard,
        trials=table,
        reason=choice.reason,
        is_tier=False,
    )


def find_on_scale(natural: Grouping, scale: Scale, settings: Settings) -> Grouping:
    """Turn natural groups into tiers where they are too wide to act on."""
    prior, most = settings.prior, settings.most_fitted
    population, labels = scale.sample(natural.labels, prior, most_users=most, seed=settings.seed)
    tiers = find_tiers(population, labels, settings.criteria, settings.seed)
    if tiers is None:
        return natural
    assigned = assign_to_tiers(tiers, scale.limited)
    return Grouping(
        labels=assigned.labels,
        confidence=assigned.confidence,
        is_far=far_users(scale.columns, assigned.labels),
        stability=tiers.stability.jaccard,
        trials=mark_tiers(natural.trials, tiers.stability),
        reason=natural.reason,
        is_tier=True,
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
    users: pd.DataFrame, candidates: pd.DataFrame, most_fitted: int = MOST_FITTED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group one population for the tables of a build.

    Parameters
    ----------
    users : DataFrame
        ``total_calls`` and the features, as `group_users` takes them.
    candidates : DataFrame
        As `expand_candidates` reads it.
    most_fitted : int
        As in `Settings`.

    Returns
    -------
    trials : DataFrame
        One row per candidate, with all scores; the one in use has a ``reason``.
    labels : DataFrame
        One row per user: ``group_id``, ``confidence``, ``is_far``, ``stability``.
    """
    features = users.drop(columns="total_calls")
    found = group_users(
        features.to_numpy(),
        users["total_calls"].to_numpy(),
        expand_candidates(candidates),
        Settings(most_fitted=most_fitted),
        names=list(features),
    )
    labels = pd.DataFrame(
        {
            "group_id": found.labels,
            "confidence": found.confidence,
            "is_far": found.is_far,
            "stability": found.stability[found.labels],
        }
    )
    reasons = [found.reason if is_selected else None for is_selected in found.trials["is_selected"]]
    return found.trials.assign(reason=pd.array(reasons, dtype="str")), labels
