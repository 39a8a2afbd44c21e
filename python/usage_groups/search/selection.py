"""The one rule that chooses among the candidates of all algorithms.

1. Every candidate's first labels are settled into groups that keep the limits on size and number.
   Their evidence is the exact integrated classification likelihood
   (`usage_groups.fitting.likelihood`).
2. Candidates that leave too many users outside of all groups are out. Of the others the
   one with the most evidence is the finalist; among those within `evidence_margin` of it the one
   with the fewest groups (parsimony).
3. Its gain over one group must exceed what a search gains on data whose columns were permuted:
   every single permutation, their mean by `null_deviations` standard deviations, and `least_gain`.
4. The borders of its groups are shifted where that is clearly better
   (`usage_groups.fitting.boundaries`).
5. Every group must come back under the bootstrap with a mean Jaccard coefficient of at least
   `least_jaccard`, by `sure_errors` standard errors; more is drawn where it could be on either
   side. Otherwise two groups are united, until all hold. Where they never do, the next finalist
   has fewer groups, or quite other ones.
6. Nobody left: there is one group, and no structure that holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.population import Population
from usage_groups.measures import noise_share
from usage_groups.search.bootstrap import NaturalSearch, Redraw, Redraws
from usage_groups.search.permutation_test import beats_null, evidence_gain, permuted_gains
from usage_groups.search.stability import Stability, rate_groups
from usage_groups.search.trial import Trial, pick_finalist, quick_companions, remaining_trials

CHOSEN = "groups"
NOT_BETTER = "no candidate beats one group"
NO_STRUCTURE = "no more than permuted data"
UNSTABLE = "unstable"
_FEWEST_GROUPS = 2
_MOST_SEARCHES = 3


@dataclass(frozen=True)
class ChoiceRule:
    """The marks that a partition must reach.

    Attributes
    ----------
    most_outliers : float
        Largest share of users that a candidate may leave in no group, 0 to 1.
    evidence_margin : float
        Log evidence that one more group must be worth (3 is "strong", Kass and Raftery 1995), and
        other borders of the same groups.
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
        Refits for the null model.
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

    `reason` is one of the four constants of this module; `redraws` are those of the last finalist,
    none where no finalist came so far.
    """

    trial: Trial
    stability: Stability
    reason: str
    redraws: Sequence[Redraw] = ()


def choose(trials: Sequence[Trial], population: Population, rule: ChoiceRule, seed: int) -> Choice:
    """Choose one partition by the rule at the top of this module.

    Parameters
    ----------
    trials : sequence of Trial
        All candidates, the one group first.
    population : Population
    rule : ChoiceRule
    seed : int

    Returns
    -------
    Choice
    """
    certain = Stability(np.ones(1), np.zeros(1), np.ones(1), np.ones(len(population.weights)))
    alone = Choice(trials[0], certain, NOT_BETTER)
    eligible = [
        trial
        for trial in trials
        if noise_share(trial.partition.labels, population.weights) <= rule.most_outliers
    ]
    companions = quick_companions(trials)
    for attempt in range(_MOST_SEARCHES):
        finalist = pick_finalist(eligible, rule.evidence_margin) if eligible else trials[0]
        if finalist.partition.group_count == 1:
            break
        starts = list(dict.fromkeys([finalist.candidate, *companions]))
        if attempt == 0 and not is_structured(finalist, starts, population, rule, seed):
            return replace(alone, reason=NO_STRUCTURE)
        finalist = finalist.with_best_borders(population, rule.evidence_margin)
        limited = replace(finalist.rules, most_groups=finalist.partition.group_count)
        labels = finalist.partition.labels
        search = NaturalSearch(companions or starts, population, labels, limited, seed)
        redraws = Redraws(population, search, seed)
        choice = unite_until_stable(finalist, redraws, rule)
        if choice is not None:
            return choice
        alone = replace(alone, reason=UNSTABLE, redraws=redraws.found)
        eligible = remaining_trials(eligible, finalist)
    return alone


def unite_until_stable(finalist: Trial, redraws: Redraws, rule: ChoiceRule) -> Choice | None:
    """Unite the two groups that lose least by it until all come back; None where none do.

    Parameters
    ----------
    finalist : Trial
        Of two groups or more.
    redraws : Redraws
    rule : ChoiceRule

    Returns
    -------
    Choice or None
    """
    population, prior = redraws.population, finalist.rules.prior
    while True:
        outliers = finalist.partition.outlier_group
        stability = rate_finalist(finalist.partition.labels, redraws, rule, outliers)
        choice = keep_stable_outliers(Choice(finalist, stability, CHOSEN, redraws.found), rule)
        if surely_holds(choice.stability, rule).all():
            return choice
        groups = finalist.partition.group_count
        partition = finalist.partition.coarsened(population, groups - 1, prior)
        if partition.group_count in (1, groups):
            return None
        united = replace(finalist, partition=partition)
        finalist = united.with_best_borders(population, rule.evidence_margin)


def rate_finalist(
    labels: np.ndarray, redraws: Redraws, rule: ChoiceRule, outlier_group: int = -1
) -> Stability:
    """Redraw until chance no longer decides whether the groups come back, or often enough.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
    redraws : Redraws
        Those made for the same candidate before count as well.
    rule : ChoiceRule
    outlier_group : int, default=-1
        The group that may be given up, or -1.

    Returns
    -------
    Stability
    """
    weights = redraws.population.weights
    count = max(rule.resamples, len(redraws.found))
    stability = rate_groups(labels, redraws.first(count), weights)
    while count < rule.most_resamples and is_open(stability, outlier_group, rule):
        count += rule.resamples
        stability = rate_groups(labels, redraws.first(count), weights)
    return stability


def surely_holds(stability: Stability, rule: ChoiceRule) -> np.ndarray:
    """Tell which groups come back by more than chance could explain, shape (n_groups,)."""
    return stability.jaccard - rule.sure_errors * stability.error >= rule.least_jaccard


def is_open(stability: Stability, outlier_group: int, rule: ChoiceRule) -> bool:
    """Tell whether groups could be on either side of the limit, and none is surely below it."""
    is_below = stability.jaccard + rule.sure_errors * stability.error < rule.least_jaccard
    must_hold = np.arange(len(is_below)) != outlier_group
    is_sure = is_below | surely_holds(stability, rule)
    return not is_sure.all() and not is_below[must_hold].any()


def keep_stable_outliers(choice: Choice, rule: ChoiceRule) -> Choice:
    """Let outliers that made up a group be outliers again where that group does not come back."""
    partition, stability = choice.trial.partition, choice.stability
    is_kept = partition.outlier_group < 0 or surely_holds(stability, rule)[-1]
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
    finalist: Trial,
    starts: Sequence[Candidate],
    population: Population,
    rule: ChoiceRule,
    seed: int,
) -> bool:
    """Tell whether the finalist gains more over one group than permuted data would."""
    gain = evidence_gain(finalist.partition, population, finalist.rules)
    nulls = permuted_gains(starts, population, finalist.rules, rule.permutations, seed)
    return beats_null(gain, nulls, rule.null_deviations, rule.least_gain)
