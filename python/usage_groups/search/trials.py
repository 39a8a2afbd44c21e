"""Try every candidate once, and keep the books."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from usage_groups.arrays import in_order
from usage_groups.fitting.candidates import Candidate, Fit
from usage_groups.fitting.partition import Limits, Partition, fit_rows, make_partition, one_group
from usage_groups.fitting.population import Population
from usage_groups.measures import cluster_count, mean_silhouette, noise_share
from usage_groups.progress import counted
from usage_groups.search.selection import Choice
from usage_groups.search.stability import Stability, compare_groups, known_means
from usage_groups.search.trial import KNOWN, Amounts, Trial

_MOST_SCORED = 400


def run_trials(
    population: Population,
    amounts: Amounts,
    candidates: Sequence[Candidate],
    limits: Limits,
    *,
    seed: int,
) -> tuple[list[Trial], pd.DataFrame]:
    """Fit every candidate and turn what it finds into groups.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    amounts : Amounts
        What each row stands for; groups that were known before are one more trial.
    candidates : sequence of Candidate
        One that needs more users than there are is left out.
    limits : Limits
        Limits on the size and number of groups.
    seed : int
        Of every draw.

    Returns
    -------
    trials : list of Trial
        The one group first.
    table : DataFrame
        One row per trial, in the same order. `cluster_count`, `noise_share`, `silhouette` (over the
        users in clusters), `silhouette_coverage` (times their share) and `bic` judge the
        algorithm's own labels; `group_count`, `outlier_share` and `score` (log evidence per user)
        judge the groups made of them.
    """
    alone = one_group(population, limits.prior)
    trials = [Trial(None, alone.labels, alone, limits)]
    fits = [Fit(alone.labels)]
    known: dict[bytes, Trial] = {}
    fitted = fit_rows(counted(candidates, "candidates tried"), population, seed, limits.prior)
    tried = list(zip(candidates, fitted, strict=True))
    if amounts.known is not None:
        tried.append((KNOWN, Fit(in_order(amounts.known))))
    for candidate, fit in tried:
        if fit is None:
            continue
        key = fit.labels.tobytes()
        if key not in known:
            partition = make_partition(population, fit.labels, limits)
            known[key] = group_outliers(
                Trial(candidate, fit.labels, partition, limits), population, amounts.calls
            )
        trials.append(replace(known[key], candidate=candidate))
        fits.append(fit)
    return trials, tabulate_trials(trials, fits, population, seed)


def group_outliers(trial: Trial, population: Population, calls: np.ndarray) -> Trial:
    """Let the outliers be a group where they are enough for one and hold much of users or calls.

    Parameters
    ----------
    trial : Trial
        A candidate and its groups.
    population : Population
        The users, as `describe_population` describes them.
    calls : ndarray of shape (n_rows,)
        Calls of the users of each row.

    Returns
    -------
    Trial
    """
    outliers = trial.partition.labels < 0
    is_group = population.weights[outliers].sum() >= trial.limits.least_users
    is_many = noise_share(trial.partition.labels, population.weights) > trial.limits.most_outliers
    is_heavy = calls[outliers].sum() > trial.limits.most_calls_outside * calls.sum()
    if not (is_group and (is_many or is_heavy)):
        return trial
    limits = replace(trial.limits, groups_outliers=True)
    partition = trial.partition.with_outlier_group()
    return replace(
        trial,
        partition=partition.coarsened(population, limits.most_groups, limits.prior),
        limits=limits,
    )


def tabulate_trials(
    trials: Sequence[Trial], fits: Sequence[Fit], population: Population, seed: int
) -> pd.DataFrame:
    """Score every trial; distances are taken between at most a few hundred users."""
    users = sampled_users(population, seed)
    distances = cdist(population.matrix[users], population.matrix[users])
    records = []
    for trial, fit in zip(trials, fits, strict=True):
        records.append(
            {
                "algorithm": trial.candidate.algorithm if trial.candidate else "one_group",
                "parameters": str(trial.candidate) if trial.candidate else "",
                "cluster_count": cluster_count(fit.labels),
                "noise_share": noise_share(fit.labels, population.weights),
                "silhouette": mean_silhouette(distances, fit.labels[users]),
                "bic": fit.bic,
            }
            | describe_groups(trial.partition, population)
        )
    table = pd.DataFrame.from_records(records)
    table = table.astype(dict.fromkeys(("silhouette", "bic"), float))
    covered = table["silhouette"] * (1 - table["noise_share"])
    table.insert(table.columns.get_loc("silhouette") + 1, "silhouette_coverage", covered)
    return table


def sampled_users(population: Population, seed: int) -> np.ndarray:
    """Return the rows of at most a few hundred users, in order."""
    users = np.repeat(np.arange(len(population.weights)), population.weights.astype(int))
    if len(users) <= _MOST_SCORED:
        return users
    return np.sort(np.random.default_rng(seed).choice(users, _MOST_SCORED, replace=False))


def mark_choice(
    table: pd.DataFrame, trials: Sequence[Trial], choice: Choice, population: Population
) -> pd.DataFrame:
    """Add which trial was chosen, and how far the groups of each come back in the resamples.

    Parameters
    ----------
    table : DataFrame
        As `run_trials` returns it.
    trials : sequence of Trial
        All candidates.
    choice : Choice
        Its trial may be one of these with fewer groups, which the table then describes.
    population : Population
        The users, as `describe_population` describes them.

    Returns
    -------
    DataFrame
        The table, with `stability` and `prediction_strength` (each of the weakest group, 0 to 1;
        missing where the search never came to resamples), `is_selected` and `is_tier`, which
        `mark_tiers` changes.
    """
    marked = table.copy()
    ratings: dict[bytes, tuple[float, float]] = {}
    records = []
    for number, trial in enumerate(trials):
        is_selected = trial.candidate == choice.trial.candidate
        partition = choice.trial.partition if is_selected else trial.partition
        if is_selected:
            described = describe_groups(partition, population)
            marked.loc[number, list(described)] = list(described.values())
        key = partition.labels.tobytes()
        if key not in ratings:
            ratings[key] = rate_partition(partition, choice, population)
        records.append((*ratings[key], is_selected))
    names = ["stability", "prediction_strength", "is_selected"]
    marked = marked.assign(**dict(zip(names, zip(*records, strict=True), strict=True)))
    return marked.assign(is_tier=False)


def mark_tiers(table: pd.DataFrame, stability: Stability) -> pd.DataFrame:
    """Let the trial in use describe the tiers that its groups became.

    Parameters
    ----------
    table : DataFrame
        As `mark_choice` returns it.
    stability : Stability
        Of the tiers.

    Returns
    -------
    DataFrame
        Score and share of outliers stay those of the groups before.
    """
    marked = table.copy()
    marked.loc[marked["is_selected"], "group_count"] = len(stability.jaccard)
    marked.loc[marked["is_selected"], "stability"] = stability.jaccard.min()
    marked.loc[marked["is_selected"], "prediction_strength"] = weakest(stability.strength)
    return marked.assign(is_tier=marked["is_selected"])


def describe_groups(partition: Partition, population: Population) -> dict[str, float]:
    """Return what the table says of the groups made of a candidate's labels."""
    return {
        "group_count": partition.group_count,
        "outlier_share": noise_share(partition.labels, population.weights),
        "score": partition.evidence / population.size,
    }


def rate_partition(
    partition: Partition, choice: Choice, population: Population
) -> tuple[float, float]:
    """Return the stability and the prediction strength of the weakest group; 1 of a single one."""
    if partition.group_count == 1:
        return 1.0, 1.0
    if not choice.resamples:
        return np.nan, np.nan
    best, together = compare_groups(partition.labels, choice.resamples, population.weights)
    return float(best.mean(axis=0).min()), weakest(known_means(together))


def weakest(strength: np.ndarray) -> float:
    """Return the least of the prediction strengths that are known."""
    known = strength[np.isfinite(strength)]
    return float(known.min()) if len(known) else np.nan
