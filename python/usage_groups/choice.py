"""The one rule that chooses among the candidates of all algorithms.

1. Every candidate's first labels are settled into groups that keep the limits on size and number.
   Their evidence is the exact integrated classification likelihood (`usage_groups.mixture`).
2. Candidates that leave too many users outside of all groups are out. Of the others the
   one with the most evidence is the finalist; among those within `evidence_margin` of it the one
   with the fewest groups (parsimony).
3. Its gain over one group must exceed what a search gains on data whose columns were permuted:
   every single permutation, and their mean by `null_deviations` standard deviations.
4. Every group must come back under the bootstrap with a mean Jaccard coefficient of at least
   `least_jaccard`. Otherwise the next finalist has fewer groups, or quite other ones.
5. Nobody left: there is one group, and no structure that holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.metrics import adjusted_rand_score

from usage_groups.candidates import Candidate
from usage_groups.null_model import beats_null, evidence_gain, permuted_gains
from usage_groups.population import Population
from usage_groups.scores import noise_share
from usage_groups.search import Partition, Rules
from usage_groups.stability import Redraw, Resampling, Stability, rate_groups, redraw_users

CHOSEN = "groups"
NOT_BETTER = "no candidate beats one group"
NO_STRUCTURE = "no more than permuted data"
UNSTABLE = "unstable"
_QUICK = ("kmeans", "ward")
_SAME_GROUPS = 0.8  # adjusted Rand index
_MOST_ATTEMPTS = 24
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
        Log evidence that one more group must be worth (3 is "strong", Kass and Raftery 1995).
    least_jaccard : float
        Least mean bootstrap Jaccard coefficient of every group.
    null_deviations : float
        Standard deviations by which the gain must exceed the permuted data's mean gain.
    resamples, permutations : int
        Refits for the stability and for the null model.
    """

    most_outliers: float = 0.15
    evidence_margin: float = 3.0
    least_jaccard: float = 0.60
    null_deviations: float = 4.0
    resamples: int = 16
    permutations: int = 7


@dataclass(frozen=True)
class Trial:
    """One candidate (None: the one group that is always tried), its labels and its groups."""

    candidate: Candidate | None
    first_labels: np.ndarray
    partition: Partition
    rules: Rules


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


def pick_finalist(trials: Sequence[Trial], margin: float) -> Trial:
    """Return the trial with the most evidence, or a simpler one that is not clearly worse.

    Parameters
    ----------
    trials : sequence of Trial
        At least one.
    margin : float
        Log evidence.

    Returns
    -------
    Trial
        Among ties the first.
    """
    most = max(trial.partition.evidence for trial in trials)
    close = [trial for trial in trials if trial.partition.evidence >= most - margin]
    return min(close, key=lambda trial: (trial.partition.group_count, -trial.partition.evidence))


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
    certain = Stability(np.ones(1), np.ones(1), np.ones(len(population.weights)))
    alone = Choice(trials[0], certain, NOT_BETTER)
    eligible = [
        trial
        for trial in trials
        if noise_share(trial.partition.labels, population.weights) <= rule.most_outliers
    ]
    searched: dict[Candidate, list[Redraw]] = {}
    for _ in range(_MOST_ATTEMPTS):
        finalist = pick_finalist(eligible, rule.evidence_margin) if eligible else trials[0]
        candidate, groups = finalist.candidate, finalist.partition.group_count
        if groups == 1:
            break
        if candidate not in searched:
            if len(searched) == _MOST_SEARCHES:
                eligible = [trial for trial in eligible if trial.candidate in searched]
                continue
            starts = [candidate, *quick_companions(trials, candidate)]
            if not searched and not is_structured(finalist, starts, population, rule, seed):
                return replace(alone, reason=NO_STRUCTURE)
            limited = replace(finalist.rules, most_groups=groups)
            plan = Resampling(rule.resamples, seed)
            labels = finalist.partition.labels
            searched[candidate] = redraw_users(
                starts[1:] or starts, population, labels, limited, plan
            )
        redraws = searched[candidate]
        stability = rate_groups(finalist.partition.labels, redraws, population.weights)
        choice = keep_stable_outliers(Choice(finalist, stability, CHOSEN, redraws), rule)
        if choice.stability.jaccard.min() >= rule.least_jaccard:
            return choice
        alone = replace(alone, reason=UNSTABLE, redraws=redraws)
        eligible = remaining_trials(eligible, finalist, population)
    return alone


def keep_stable_outliers(choice: Choice, rule: ChoiceRule) -> Choice:
    """Let outliers that made up a group be outliers again where that group does not come back."""
    partition, stability = choice.trial.partition, choice.stability
    is_kept = partition.outlier_group < 0 or stability.jaccard[-1] >= rule.least_jaccard
    if is_kept or partition.group_count <= _FEWEST_GROUPS:
        return choice
    others = replace(stability, jaccard=stability.jaccard[:-1], strength=stability.strength[:-1])
    trial = replace(choice.trial, partition=replace(partition, outlier_group=-1))
    return replace(choice, trial=trial, stability=others)


def quick_companions(trials: Sequence[Trial], chosen: Candidate) -> list[Candidate]:
    """Return the best trial of each quick algorithm: refits take the best of several starts."""
    companions = []
    for algorithm in _QUICK:
        starts = [t for t in trials if t.candidate and t.candidate.algorithm == algorithm]
        best = max(starts, key=lambda trial: trial.partition.evidence, default=None)
        if best is not None and best.candidate != chosen:
            companions.append(best.candidate)
    return companions


def is_structured(
    finalist: Trial,
    starts: Sequence[Candidate],
    population: Population,
    rule: ChoiceRule,
    seed: int,
) -> bool:
    """Tell whether the finalist gains more over one group than permuted data would."""
    gain = evidence_gain(finalist.partition, population, finalist.rules)
    plan = Resampling(rule.permutations, seed)
    nulls = permuted_gains(starts, population, finalist.rules, plan)
    return beats_null(gain, nulls, rule.null_deviations)


def remaining_trials(
    eligible: Sequence[Trial], failed: Trial, population: Population
) -> list[Trial]:
    """Return what may follow: fewer groups, as many but other groups, and the failed coarsened."""
    labels, groups = failed.partition.labels, failed.partition.group_count
    partition = failed.partition.coarsened(population, groups - 1, failed.rules.prior)
    coarser = replace(failed, partition=partition)
    return [
        trial
        for trial in [*eligible, coarser]
        if trial.partition.group_count < groups
        or (
            trial.partition.group_count == groups
            and adjusted_rand_score(trial.partition.labels, labels) < _SAME_GROUPS
        )
    ]
