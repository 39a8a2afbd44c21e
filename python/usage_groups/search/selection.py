"""The criteria that choose among the candidates of all algorithms.

1. Every candidate's first labels become groups that keep the limits on size and number, by a
   classification EM with merges. Their evidence is the exact integrated classification likelihood
   (`usage_groups.fitting.likelihood`).
2. Candidates that leave too many users outside of all groups are out. Of the others the
   one with the most evidence is put to the test; among those within `evidence_margin` of it the
   one with the fewest groups (parsimony).
3. Its gain over one group must exceed what a search gains on data whose columns were permuted:
   every single permutation, their mean by `null_deviations` standard deviations, and `least_gain`.
   Where it is twice as much after a few permutations, no more are made.
4. The boundaries of its groups are refined where that is clearly better
   (`usage_groups.fitting.boundaries`).
5. Every group must come back under the bootstrap with a mean Jaccard coefficient of at least
   `least_jaccard`, by `sure_errors` standard errors; more is drawn where it could be on either
   side. Otherwise two groups are united, until all hold. Where they never do, the next candidate
   has fewer groups, or quite other ones.
6. Nobody left: there is one group, and no structure that holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.population import Population
from usage_groups.measures import noise_share
from usage_groups.search.bootstrap import NaturalSearch, Resample, Resamples
from usage_groups.search.permutation_test import beats_null, evidence_gain, permuted_gains
from usage_groups.search.stability import Stability, rate_groups
from usage_groups.search.trial import (
    KNOWN,
    Trial,
    pick_candidate,
    quick_companions,
    remaining_trials,
)

CHOSEN = "groups"
NOT_BETTER = "no candidate beats one group"
NO_STRUCTURE = "no more than permuted data"
UNSTABLE = "unstable"
_FEWEST_GROUPS = 2
_MOST_SEARCHES = 3


@dataclass(frozen=True)
class Criteria:
    """The marks that a partition must reach.

    Attributes
    ----------
    most_outliers : float
        Largest share of users that a candidate may leave in no group, 0 to 1.
    evidence_margin : float
        Log evidence that one more group must be worth (3 is "strong", Kass and Raftery 1995), and
        other boundaries of the same groups.
    least_jaccard : float
        Least mean bootstrap Jaccard coefficient of every group.
    null_deviations : float
        Standard deviations by which the gain must exceed the permuted data's mean gain.
    least_gain : float
        Log evidence per user that groups must add to one group.
    resamples, most_resamples : int
        Refits for the stability: so many at first, and as many more each time, up to so many, as
        long as a group's coefficient is too close to the least to tell.
    sure_errors : float
        Standard errors that a coefficient must be above the least, or below to be given up.
    permutations : int
        Most refits for the null model.
    """

    most_outliers: float = 0.15
    evidence_margin: float = 3.0
    least_jaccard: float = 0.60
    null_deviations: float = 4.0
    least_gain: float = 0.7
    resamples: int = 16
    most_resamples: int = 64
    sure_errors: float = 2.0
    permutations: int = 7


@dataclass(frozen=True)
class Choice:
    """What was chosen, how stable it is, and why, in a word.

    `reason` is one of the four constants of this module; `resamples` are those of the candidate
    that was tested last, none where none came so far.
    """

    trial: Trial
    stability: Stability
    reason: str
    resamples: Sequence[Resample] = ()


def choose(
    trials: Sequence[Trial], population: Population, criteria: Criteria, seed: int
) -> Choice:
    """Choose one partition by the criteria at the top of this module.

    Parameters
    ----------
    trials : sequence of Trial
        All candidates, the one group first.
    population : Population
        The users, as `describe_population` describes them.
    criteria : Criteria
        What the groups must reach.
    seed : int
        Of every draw.

    Returns
    -------
    Choice
    """
    certain = Stability(np.ones(1), np.zeros(1), np.ones(1), np.ones(len(population.weights)))
    alone = Choice(trials[0], certain, NOT_BETTER)
    eligible = [
        trial
        for trial in trials
        if noise_share(trial.partition.labels, population.weights) <= criteria.most_outliers
    ]
    companions = quick_companions(trials)
    for attempt in range(_MOST_SEARCHES):
        tested = pick_candidate(eligible, criteria.evidence_margin) if eligible else trials[0]
        if tested.partition.group_count == 1:
            break
        starts = list(dict.fromkeys([tested.candidate, *companions]))
        # Where nothing else was tried, the known groups are compared with one group.
        starts = [start for start in starts if start != KNOWN]
        if attempt == 0 and not is_structured(tested, starts, population, criteria, seed):
            return replace(alone, reason=NO_STRUCTURE)
        tested = tested.with_refined_boundaries(population, criteria.evidence_margin)
        limited = replace(tested.limits, most_groups=tested.partition.group_count)
        labels = tested.partition.labels
        search = NaturalSearch(companions or starts, population, labels, limited, seed)
        resamples = Resamples(population, search, seed)
        choice = unite_until_stable(tested, resamples, criteria)
        if choice is not None:
            return choice
        alone = replace(alone, reason=UNSTABLE, resamples=resamples.found)
        eligible = remaining_trials(eligible, tested)
    return alone


def unite_until_stable(tested: Trial, resamples: Resamples, criteria: Criteria) -> Choice | None:
    """Unite the two groups that lose least by it until all come back; None where none do.

    Parameters
    ----------
    tested : Trial
        Of two groups or more.
    resamples : Resamples
        Searches of bootstrap resamples.
    criteria : Criteria
        What the groups must reach.

    Returns
    -------
    Choice or None
    """
    population, prior = resamples.population, tested.limits.prior
    while True:
        outliers = tested.partition.outlier_group
        stability = rate_candidate(tested.partition.labels, resamples, criteria, outliers)
        choice = keep_stable_outliers(Choice(tested, stability, CHOSEN, resamples.found), criteria)
        if surely_holds(choice.stability, criteria).all():
            return choice
        groups = tested.partition.group_count
        partition = tested.partition.coarsened(population, groups - 1, prior)
        if partition.group_count in (1, groups):
            return None
        united = replace(tested, partition=partition)
        tested = united.with_refined_boundaries(population, criteria.evidence_margin)


def rate_candidate(
    labels: np.ndarray, resamples: Resamples, criteria: Criteria, outlier_group: int = -1
) -> Stability:
    """Resample until chance no longer decides whether the groups come back, or often enough.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
        The groups.
    resamples : Resamples
        Those made for the same candidate before count as well.
    criteria : Criteria
        What the groups must reach.
    outlier_group : int, default=-1
        The group that may be given up, or -1.

    Returns
    -------
    Stability
    """
    weights = resamples.population.weights
    count = max(criteria.resamples, len(resamples.found))
    stability = rate_groups(labels, resamples.first(count), weights)
    while count < criteria.most_resamples and is_open(stability, outlier_group, criteria):
        count += criteria.resamples
        stability = rate_groups(labels, resamples.first(count), weights)
    return stability


def surely_holds(stability: Stability, criteria: Criteria) -> np.ndarray:
    """Tell which groups come back by more than chance could explain, shape (n_groups,)."""
    return stability.jaccard - criteria.sure_errors * stability.error >= criteria.least_jaccard


def is_open(stability: Stability, outlier_group: int, criteria: Criteria) -> bool:
    """Tell whether groups could be on either side of the limit, and none is surely below it."""
    is_below = stability.jaccard + criteria.sure_errors * stability.error < criteria.least_jaccard
    must_hold = np.arange(len(is_below)) != outlier_group
    is_sure = is_below | surely_holds(stability, criteria)
    return not is_sure.all() and not is_below[must_hold].any()


def keep_stable_outliers(choice: Choice, criteria: Criteria) -> Choice:
    """Let outliers that made up a group be outliers again where that group does not come back."""
    partition, stability = choice.trial.partition, choice.stability
    is_kept = partition.outlier_group < 0 or surely_holds(stability, criteria)[-1]
    if is_kept or partition.group_count <= _FEWEST_GROUPS:
        return choice
    others = replace(
        stability,
        jaccard=stability.jaccard[:-1],
        error=stability.error[:-1],
        strength=stability.strength[:-1],
    )
    trial = replace(choice.trial, partition=replace(partition, outlier_group=-1))
    return replace(choice, trial=trial, stability=others)


def is_structured(
    tested: Trial,
    starts: Sequence[Candidate],
    population: Population,
    criteria: Criteria,
    seed: int,
) -> bool:
    """Tell whether the candidate under test gains more over one group than permuted data would."""
    gain = evidence_gain(tested.partition, population, tested.limits)
    nulls = permuted_gains(starts, population, tested.limits, criteria.permutations, seed)
    return beats_null(gain, nulls, criteria.null_deviations, criteria.least_gain)
