"""The one rule that chooses among the candidates of all algorithms.

1. Every candidate's groups are settled, united where no valley parts them, and keep the limits on
   size and number; their evidence is the exact integrated classification likelihood.
2. The candidate with the most evidence is the first finalist; among those within `evidence_margin`
   of it the one with the fewest groups (parsimony). Candidates that leave too many users or too many
   calls outside of all groups are out.
3. Its gain over one group must exceed what the same candidate gains on data whose columns were
   permuted: mean plus `null_deviations` standard deviations, and every single one.
4. Every group must come back under the bootstrap with a mean Jaccard coefficient of at least
   `least_jaccard`; otherwise the best partition with fewer groups is the next finalist.
5. Nobody left: there is one group, and no structure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.metrics import adjusted_rand_score

from usage_groups.candidates import Candidate
from usage_groups.mixture import Population, describe_population
from usage_groups.scaling import collapse_rows
from usage_groups.scores import noise_share
from usage_groups.search import Partition, Rules, make_partition, one_group
from usage_groups.stability import Resampling, Stability, bootstrap_stability, refit

CHOSEN = "groups"
NOT_BETTER = "no candidate beats one group"
NO_STRUCTURE = "no more than permuted data"
UNSTABLE = "unstable"
_QUICK = ("kmeans", "ward")
_SAME_GROUPS = 0.8  # adjusted Rand index
_MOST_FAILURES = 8


@dataclass(frozen=True)
class ChoiceRule:
    """The marks that a partition must reach.

    Attributes
    ----------
    user_coverage, call_coverage : float
        Least share of users and of calls that a candidate's groups must hold, 0 to 1.
    most_outliers, published_call_coverage : float
        Highest share of users outside, and least share of calls inside of groups in what is
        published; the outliers that are closest, or heaviest, join a group until it holds.
    evidence_margin : float
        Log evidence that one more group must be worth (3 is "strong", Kass and Raftery 1995).
    least_jaccard : float
        Least mean bootstrap Jaccard coefficient of every group.
    null_deviations : float
        Standard deviations by which the gain must exceed the permuted data's mean gain.
    resamples, permutations : int
        Refits for the stability and for the null model.
    """

    user_coverage: float = 0.85
    call_coverage: float = 0.5
    most_outliers: float = 0.05
    published_call_coverage: float = 0.8
    evidence_margin: float = 3.0
    least_jaccard: float = 0.60
    null_deviations: float = 4.0
    resamples: int = 20
    permutations: int = 7


@dataclass(frozen=True)
class Trial:
    """One candidate (None: the one group that is always tried), its first labels and its groups."""

    candidate: Candidate | None
    first_labels: np.ndarray
    partition: Partition
    rules: Rules


@dataclass(frozen=True)
class Choice:
    """What was chosen, how stable it is, and why, in a word.

    `reason` is `groups`, `no candidate beats one group`, `no more than permuted data` or `unstable`.
    """

    trial: Trial
    stability: Stability
    reason: str


def is_covering(
    partition: Partition, population: Population, calls: np.ndarray, rule: ChoiceRule
) -> bool:
    """Tell whether enough users and enough calls are in a group."""
    users = 1 - noise_share(partition.labels, population.weights)
    share = 1 - noise_share(partition.labels, calls) if calls.sum() > 0 else 1.0
    return users >= rule.user_coverage and share >= rule.call_coverage


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


def permuted_gains(
    trial: Trial,
    candidates: Sequence[Candidate],
    population: Population,
    *,
    repeats: int,
    seed: int,
) -> np.ndarray:
    """Return what the candidates gain over one group, per user, on permuted columns.

    Permuting each column by itself keeps every feature's distribution and destroys what the features
    have to do with one another: a null model without groups.

    Returns
    -------
    ndarray of shape (repeats,)
        Log evidence per user.
    """
    random = np.random.default_rng(seed)
    users = np.repeat(np.arange(len(population.weights)), population.weights.astype(int))
    gains = []
    for _ in range(repeats):
        shuffled = random.permuted(population.matrix[users], axis=0)
        rows, weights, _row_of_user = collapse_rows(shuffled)
        null = describe_population(rows, weights, trial.rules.prior)
        gains.append(evidence_gain(refit(candidates, null, seed, trial.rules), null, trial.rules))
    return np.array(gains)


def evidence_gain(partition: Partition, population: Population, rules: Rules) -> float:
    """Return the log evidence per user that the groups have over one group."""
    alone = one_group(population, rules.prior).evidence
    return (partition.evidence - alone) / population.size


def beats_null(gain: float, null_gains: np.ndarray, deviations: float) -> bool:
    """Tell whether the gain is beyond every gain of the null model, and clearly beyond their mean."""
    return bool(
        gain > max(null_gains.max(), null_gains.mean() + deviations * null_gains.std(ddof=1))
    )


def coarsen(trial: Trial, population: Population, most_groups: int) -> Trial:
    """Return the trial with at most so many groups."""
    rules = replace(trial.rules, most_groups=most_groups)
    return replace(
        trial, partition=make_partition(population, trial.first_labels, rules), rules=rules
    )


def choose(
    trials: Sequence[Trial], population: Population, calls: np.ndarray, rule: ChoiceRule, seed: int
) -> Choice:
    """Choose one partition by the rule at the top of this module.

    Parameters
    ----------
    trials : sequence of Trial
        All candidates, the one group first.
    population : Population
    calls : ndarray of shape (n_rows,)
        Calls of the users of each row.
    rule : ChoiceRule
    seed : int

    Returns
    -------
    Choice
    """
    alone = Choice(trials[0], Stability(np.ones(1), np.ones(len(calls))), NOT_BETTER)
    eligible = [t for t in trials if is_covering(t.partition, population, calls, rule)]
    plan = Resampling(rule.resamples, seed, rule.least_jaccard)
    failures = 0
    while eligible and failures < _MOST_FAILURES:
        finalist = pick_finalist(eligible, rule.evidence_margin)
        if finalist.partition.group_count == 1:
            return alone
        refitted = [finalist.candidate, *quick_companions(trials, finalist.candidate)]
        if failures == 0 and not is_structured(finalist, refitted, population, rule, seed):
            return replace(alone, reason=NO_STRUCTURE)
        labels = finalist.partition.labels
        stability = bootstrap_stability(refitted, population, labels, finalist.rules, plan)
        if stability.jaccard.min() >= rule.least_jaccard:
            return Choice(finalist, stability, CHOSEN)
        alone = replace(alone, reason=UNSTABLE)
        failures += 1
        eligible = remaining_trials(eligible, finalist, population)
    return alone


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
    refitted: Sequence[Candidate],
    population: Population,
    rule: ChoiceRule,
    seed: int,
) -> bool:
    """Tell whether the finalist gains more over one group than permuted data would."""
    gain = evidence_gain(finalist.partition, population, finalist.rules)
    nulls = permuted_gains(finalist, refitted, population, repeats=rule.permutations, seed=seed)
    return beats_null(gain, nulls, rule.null_deviations)


def remaining_trials(
    eligible: Sequence[Trial], failed: Trial, population: Population
) -> list[Trial]:
    """Return what may follow a finalist that failed.

    That is: trials with fewer groups, other groups of the same number, and the failed groups
    coarsened.
    """
    labels, groups = failed.partition.labels, failed.partition.group_count
    coarser = coarsen(failed, population, groups - 1)
    return [
        trial
        for trial in [*eligible, coarser]
        if trial.partition.group_count < groups
        or (
            trial.partition.group_count == groups
            and adjusted_rand_score(trial.partition.labels, labels) < _SAME_GROUPS
        )
    ]
