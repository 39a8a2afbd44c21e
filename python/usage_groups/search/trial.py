"""Which candidate is put to the test next, and what helps it to be found again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from sklearn.metrics import adjusted_rand_score

from usage_groups.fitting.candidates import Candidate
from usage_groups.fitting.partition import Limits, Partition
from usage_groups.fitting.population import Population

# What stands for groups that were known before the search; it cannot be fitted to other users.
KNOWN = Candidate("known_groups", ())
_QUICK = ("kmeans", "ward")
_SAME_GROUPS = 0.8  # adjusted Rand index


class Amounts(NamedTuple):
    """What each distinct row stands for; all of shape (n_rows,)."""

    users: np.ndarray
    calls: np.ndarray
    known: np.ndarray | None = None
    """The group known before, where there is one."""


@dataclass(frozen=True)
class Trial:
    """One candidate (None: the one group that is always tried), its labels and its groups."""

    candidate: Candidate | None
    first_labels: np.ndarray
    partition: Partition
    limits: Limits

    def with_refined_boundaries(self, population: Population, margin: float) -> "Trial":
        """Return the trial with boundaries refined where that is clearly better."""
        partition = self.partition.with_refined_boundaries(population, self.limits, margin)
        return replace(self, partition=partition)


def pick_candidate(trials: Sequence[Trial], margin: float) -> Trial:
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


def remaining_trials(eligible: Sequence[Trial], failed: Trial) -> list[Trial]:
    """Return what may follow: trials with fewer groups, or with as many but other groups."""
    labels, groups = failed.partition.labels, failed.partition.group_count
    return [
        trial
        for trial in eligible
        if trial.partition.group_count < groups
        or (
            trial.partition.group_count == groups
            and adjusted_rand_score(trial.partition.labels, labels) < _SAME_GROUPS
        )
    ]


def quick_companions(trials: Sequence[Trial]) -> list[Candidate]:
    """Return the best trial of each quick algorithm: refits take the best of several starts.

    They do not depend on the candidate under test, beside which others may have the same groups.
    """
    companions = []
    for algorithm in _QUICK:
        starts = [t for t in trials if t.candidate and t.candidate.algorithm == algorithm]
        best = max(starts, key=lambda trial: trial.partition.evidence, default=None)
        if best is not None:
            companions.append(best.candidate)
    return companions
