"""Groups of users by the shape of their weekly series, over all API types together.

A shape knows no volume and no type, and most types have too few long series for groups of their
own; so that the same number and name mean the same behaviour in every type.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from usage_groups.medoids import Agreement, fit_halves, fit_medoids, measure_agreement, silhouette
from usage_groups.shape_names import name_shapes, profile_shapes
from usage_groups.shape_series import (
    Comparison,
    View,
    WeeklySeries,
    scale_calls,
    tabulate_series,
)

Integers = NDArray[np.int64]

OUTLIER = -1
TOO_SHORT = -2
# A shape needs three weeks of use and a month to show it in.
LEAST_USED_WEEKS = 3
LEAST_WEEKS = 4
# At most two weeks from the first use, then silence for a month: that is known to be a burst.
BURST_WEEKS = 2
BURST_SILENCE = 4
# Finer first; where that shows no groups, single missed weeks are smoothed away.
VIEWS = (View("msm", 0.1, "kept"), View("msm", 0.2, "bridged"))
MOST_GROUPS = 8
LEAST_USERS, LEAST_SHARE = 5, 0.01
LEAST_SILHOUETTE, LEAST_JACCARD = 0.30, 0.60
# Of partitions nearly as well separated as the best, the one with most groups says most.
NEARLY = 0.90
# Series times weeks of the sample to fit on: what a thousand series of 17 weeks take.
SAMPLE_CELLS = 17_000
# Nobody is an outlier who differs by less than this share of the peak in an average week.
LEAST_OUTLIER_DISTANCE = 0.30
TRIAL_COLUMNS = [
    *("algorithm", "parameters", "cluster_count", "noise_share", "silhouette"),
    *("stability", "score", "is_selected"),
]


class ShapeGroups(NamedTuple):
    """Who is in which group, what was tried, and what the groups look like."""

    groups: pd.DataFrame
    """One row per user and API type: ``user_id, api_type, group_id, group_name, confidence``."""
    trials: pd.DataFrame
    """One row per candidate, with the columns of ``TRIAL_COLUMNS``."""
    profiles: pd.DataFrame
    """One row per group: ``group_id, group_name, user_count, stability`` and the measures of
    :func:`usage_groups.shape_names.profile_shapes`."""


class Partition(NamedTuple):
    """One candidate: the labels of the distinct series, and how well they hold."""

    labels: Integers
    agreement: Agreement
    trial: dict[str, object]


def group_shapes(
    series: pd.DataFrame, *, views: Sequence[View] = VIEWS, resamples: int = 20, seed: int = 0
) -> ShapeGroups:
    """Group users by the shape of their weekly series.

    Parameters
    ----------
    series : DataFrame
        As for :func:`usage_groups.shape_series.tabulate_series`, in any order.
    views : sequence of View
        Ways to compare series, tried in turn until one shows groups.
    resamples : int
        Halves of the users on which each candidate is fitted again, at least 1.
    seed : int
        Seed of every draw.

    Returns
    -------
    ShapeGroups
        Groups are numbered by size, 0 the largest; -1 is unlike all groups, -2 has too few weeks
        for a shape. ``confidence`` (0 to 1) is the share of the halves that agree; groups that
        are defined by a rule, -2 and the single burst, have confidence 1.

    Raises
    ------
    ValueError
        If the series are no such table, or the arguments ask for nothing.
    """
    if not views or resamples < 1:
        message = "at least one view and one resample are needed"
        raise ValueError(message)
    table = tabulate_series(series)
    shaped, burst = find_shaped(table), find_bursts(table)
    labels = np.full(len(table.pairs), TOO_SHORT)
    confidence = np.ones(len(labels))
    jaccard = np.empty(0)
    trials = pd.DataFrame(columns=TRIAL_COLUMNS)
    if shaped.any():
        labels[shaped], confidence[shaped], jaccard, trials = _choose_partition(
            table[shaped], views, resamples, seed
        )
    labels[burst] = len(jaccard)
    labels, stability = number_by_size(labels, np.append(jaccard, 1.0))
    profiles = profile_shapes(table, labels)
    profiles.insert(1, "group_name", name_shapes(profiles, burst_id=labels[burst].max(initial=-3)))
    profiles["stability"] = profiles["group_id"].map(dict(enumerate(stability)))
    names = profiles.set_index("group_id")["group_name"]
    groups = table.pairs.assign(
        group_id=labels, group_name=names.loc[labels].to_numpy(), confidence=confidence
    )
    return ShapeGroups(groups, trials, profiles)


def find_shaped(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series have enough weeks to show a shape, shape (n_series,)."""
    return (table.used_weeks() >= LEAST_USED_WEEKS) & (table.lengths >= LEAST_WEEKS)


def find_bursts(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series are one or two weeks of use and then a month of silence or more."""
    silent = table.silent_weeks()
    return (table.lengths - silent <= BURST_WEEKS) & (silent >= BURST_SILENCE)


def number_by_size(labels: Integers, stability: np.ndarray) -> tuple[Integers, np.ndarray]:
    """Number the groups from the largest on; negative numbers stay, groups without users go.

    Parameters
    ----------
    labels : ndarray of shape (n_series,)
    stability : ndarray of shape (n_groups,)
        In the order of the old numbers.

    Returns
    -------
    labels : ndarray of shape (n_series,)
    stability : ndarray of shape (n_groups,)
        In the order of the new numbers.
    """
    sizes = np.bincount(labels[labels >= 0], minlength=len(stability))
    order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]
    numbers = np.zeros(len(sizes), dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return np.where(labels >= 0, numbers[labels], labels), stability[order]


def _choose_partition(
    table: WeeklySeries, views: Sequence[View], resamples: int, seed: int
) -> tuple[Integers, np.ndarray, np.ndarray, pd.DataFrame]:
    tried = []
    chosen = first = None
    for view in views:
        generator = np.random.Generator(np.random.PCG64(seed))
        partitions, inverse = _try_view(table, view, resamples, generator)
        tried += partitions
        first = first or (partitions[0], inverse)
        scores = np.array([partition.trial["score"] for partition in partitions])
        if scores.max() > 0:
            best = int(np.flatnonzero(scores >= NEARLY * scores.max())[-1])
            chosen = (partitions[best], inverse)
            break
    partition, inverse = chosen or first
    partition.trial["is_selected"] = True
    trials = pd.DataFrame([other.trial for other in tried], columns=TRIAL_COLUMNS)
    agreement = partition.agreement
    return partition.labels[inverse], agreement.confidence[inverse], agreement.jaccard, trials


def _try_view(
    table: WeeklySeries, view: View, resamples: int, generator: np.random.Generator
) -> tuple[list[Partition], Integers]:
    """Fit every number of groups on a sample of the distinct series, and label all of them."""
    scaled = scale_calls(table, view.gaps)
    keys, inverse, weights = np.unique(
        np.column_stack([scaled, table.lengths]), axis=0, return_inverse=True, return_counts=True
    )
    comparison = Comparison(keys[:, :-1], keys[:, -1].astype(np.int64), view)
    most = max(SAMPLE_CELLS // scaled.shape[1], 2 * MOST_GROUPS)
    sample = np.arange(len(keys))
    if len(sample) > most:
        sample = np.sort(generator.choice(len(keys), most, replace=False))
    distances, sample_weights = comparison.matrix(sample), weights[sample].astype(float)
    fits = fit_medoids(distances, sample_weights, MOST_GROUPS)
    halves = fit_halves(distances, sample_weights, MOST_GROUPS, resamples, generator)
    medoids = np.unique(np.concatenate([part for fit in [fits, *halves] for part in fit]))
    reach = distances[:, medoids] if len(sample) == len(keys) else comparison.to(sample[medoids])
    partitions = []
    for count, fit in enumerate(fits):
        sets = [fit, *(half[min(count, len(half) - 1)] for half in halves)]
        sets = [np.searchsorted(medoids, part) for part in sets]
        labels, *repeats = (_label(reach[:, part], weights) for part in sets)
        agreement = measure_agreement(labels, weights.astype(float), repeats)
        width = silhouette(distances, sample_weights, labels[sample])
        trial = _trial(view, labels, weights, width, agreement)
        partitions.append(Partition(labels, agreement, trial))
    return partitions, inverse.ravel()


def _label(reach: np.ndarray, weights: np.ndarray) -> Integers:
    """Give each series to its nearest medoid, or call it an outlier far beyond the others."""
    nearest = reach.min(axis=1)
    low, high = np.quantile(np.repeat(nearest, weights), [0.25, 0.75])
    fence = max(high + 3 * (high - low), LEAST_OUTLIER_DISTANCE)
    return np.where(nearest > fence, OUTLIER, reach.argmin(axis=1))


def _trial(
    view: View, labels: Integers, weights: np.ndarray, width: float, agreement: Agreement
) -> dict[str, object]:
    sizes = np.bincount(labels[labels >= 0], weights[labels >= 0], minlength=1)
    holds = (
        width >= LEAST_SILHOUETTE
        and agreement.jaccard.min() >= LEAST_JACCARD
        and sizes.min() >= max(LEAST_USERS, LEAST_SHARE * weights.sum())
    )
    return {
        "algorithm": f"k-medoids ({view.distance})",
        "parameters": f"groups={len(agreement.jaccard)}, cost={view.cost:g}, gaps={view.gaps}",
        "cluster_count": len(agreement.jaccard),
        "noise_share": float(weights[labels < 0].sum() / weights.sum()),
        "silhouette": width,
        "stability": float(agreement.jaccard.min()),
        "score": width if holds else 0.0,
        "is_selected": False,
    }
