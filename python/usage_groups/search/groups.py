"""From features to groups: the whole way, for one API type or for whole users."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from usage_groups.arrays import collapse_rows
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits
from usage_groups.fitting.population import GroupPrior, Population
from usage_groups.fitting.preparation import (
    check_matrix,
    sample_population,
    winsor_limits,
    winsorise,
)
from usage_groups.fitting.scale import Scale, put_on_scale
from usage_groups.search.assignment import model_natural, model_tiers
from usage_groups.search.frame import describe_features
from usage_groups.search.model import Assigned, GroupModel
from usage_groups.search.selection import CHOSEN, Choice, Criteria, choose
from usage_groups.search.tier_search import Tiers, find_tiers
from usage_groups.search.trial import Amounts
from usage_groups.search.trials import mark_choice, mark_tiers, run_trials
from usage_groups.sizes import MOST_FITTED, least_users, number_by_size


@dataclass(frozen=True)
class Grouping:
    """Groups of users, and how they were found.

    Attributes
    ----------
    model : GroupModel
        The groups, 0 is the largest.
    assigned : Assigned
        What it says of the users of the search.
    trials : DataFrame
        One row per candidate, as `run_trials` describes it, as `mark_choice` completes it.
    reason : str
        Why there are these groups, or one.
    """

    model: GroupModel
    assigned: Assigned
    trials: pd.DataFrame
    reason: str

    @property
    def labels(self) -> Integers:
        """Return the group of each user, shape (n_users,)."""
        return self.assigned.labels

    @property
    def confidence(self) -> Floats:
        """Return how often each user's group is expected to be found again, 0 to 1."""
        return self.assigned.confidence

    @property
    def is_far(self) -> np.ndarray:
        """Return who is unlike the rest of the group, shape (n_users,)."""
        return self.assigned.is_far

    @property
    def is_tier(self) -> bool:
        """Return whether groups are steps on a scale, without a gap between them."""
        return self.model.is_tier

    @property
    def stability(self) -> Floats:
        """Return the mean bootstrap Jaccard coefficient of each group, 0 to 1."""
        return self.model.stability


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
    known : ndarray of int, shape (n_users,), or None
        Groups 0, 1, ... without a hole that the search starts from too.
    """

    seed: int = 0
    criteria: Criteria = field(default_factory=Criteria)
    prior: GroupPrior = field(default_factory=GroupPrior)
    most_fitted: int = MOST_FITTED
    known: np.ndarray | None = None


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
        model, trials, reason = find_natural(matrix, calls, candidates, settings, names)
        if scale is not None and reason == CHOSEN:
            labels = model.assign(matrix).labels
            tiers = find_on_scale(labels, scale, settings)
            if tiers is not None:
                model = model_tiers(tiers, matrix, scale, names)
                trials = mark_tiers(trials, tiers.stability)
    assigned = model.assign(matrix)
    numbers = number_by_size(assigned.labels, np.ones(len(matrix)), len(model.stability))
    model = model.numbered(np.argsort(numbers[:-1], kind="stable"))
    assigned = assigned._replace(labels=numbers[assigned.labels])
    return Grouping(model, assigned, trials, reason)


def find_natural(
    matrix: Floats,
    calls: Floats,
    candidates: Sequence[Candidate],
    settings: Settings,
    names: Sequence[str],
) -> tuple[GroupModel, pd.DataFrame, str]:
    """Find groups with gaps between them, or one, in any order; and the trials and the reason."""
    least = least_users(len(matrix))
    low, high = winsor_limits(matrix, least)
    rows, weights, row_of_user = collapse_rows(np.clip(matrix, low, high))
    usual = winsorise(calls[:, None], least).ravel()
    first_users = np.unique(row_of_user, return_index=True)[1]
    amounts = Amounts(
        weights,
        np.bincount(row_of_user, weights=usual),
        None if settings.known is None else settings.known[first_users],
    )
    choice, population, table = search_groups(rows, amounts, candidates, settings)
    frame = describe_features(matrix, names, low, high, np.ones(matrix.shape[1]))
    return model_natural(choice, population, matrix, frame), table, choice.reason


def find_on_scale(natural: Integers, scale: Scale, settings: Settings) -> Tiers | None:
    """Turn natural groups into tiers where they are too wide to act on."""
    prior, most = settings.prior, settings.most_fitted
    population, labels = scale.sample(natural, prior, most_users=most, seed=settings.seed)
    return find_tiers(population, labels, settings.criteria, settings.seed)


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
    known = amounts.known
    if known is not None:
        known = np.unique(known[sampled], return_inverse=True)[1]
    drawn = Amounts(population.weights, amounts.calls[sampled], known)
    trials, table = run_trials(population, drawn, candidates, limits, seed=settings.seed)
    choice = choose(trials, population, settings.criteria, settings.seed)
    return choice, population, mark_choice(table, trials, choice, population)
