"""Groups of users by the shape of their weekly series, over all API types together.

A shape knows no volume and no type, and most types have too few long series for groups of their
own; so that the same number and name mean the same behaviour in every type.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from usage_groups.shapes.distances import View
from usage_groups.shapes.fits import OUTLIER, TRIAL_COLUMNS, fit_view
from usage_groups.shapes.series import WeeklySeries
from usage_groups.sizes import least_users, number_by_size

Integers = NDArray[np.int64]

# A shape needs three weeks of use and a month to show it in.
LEAST_USED_WEEKS = 3
LEAST_WEEKS = 4
# At most two weeks from the first use, then silence for a month: that is known to be a burst.
BURST_WEEKS = 2
BURST_SILENCE = 4
# Finer first; where that shows no groups, single missed weeks are smoothed away.
VIEWS = (View("msm", 0.1, "kept"), View("msm", 0.2, "bridged"))
# Of the row without an algorithm that stands for groups by rule alone.
BY_RULE_TYPES = dict.fromkeys(TRIAL_COLUMNS, "float64") | {
    "algorithm": "str",
    "parameters": "str",
    "cluster_count": "Int64",
    "is_selected": "bool",
}
# Of partitions nearly as well separated as the best, the one with most groups says most.
NEARLY = 0.90


class ShapeGroups(NamedTuple):
    """Who is in which group, what was tried, and how well the groups hold."""

    groups: pd.DataFrame
    """One row per series: ``group_id, kind, confidence``; the kind is ``shape``, ``one burst``,
    ``too short`` or ``outlier``."""
    trials: pd.DataFrame
    """One row per candidate, with the columns of ``TRIAL_COLUMNS``."""
    profiles: pd.DataFrame
    """One row per group: ``group_id, user_count, stability`` (missing for -1)."""


def group_shapes(
    series: WeeklySeries, *, views: Sequence[View] = VIEWS, resamples: int = 20, seed: int = 0
) -> ShapeGroups:
    """Group users by the shape of their weekly series.

    Parameters
    ----------
    series : WeeklySeries
        Weekly series, as `tabulate_series` makes them.
    views : sequence of View
        Ways to compare series, tried in turn until one shows groups.
    resamples : int
        Halves of the users on which each candidate is fitted again, at least 1.
    seed : int
        Seed of every draw.

    Returns
    -------
    ShapeGroups
        Groups are numbered by size, 0 the largest; -1 is unlike all groups. Series without enough
        weeks for a shape make two groups by definition, a single burst and the others.
        ``confidence`` (0 to 1) is the share of the halves that agree; these two have confidence
        and stability 1.

    Raises
    ------
    ValueError
        If the arguments ask for nothing.
    """
    if not views or resamples < 1:
        message = "at least one view and one resample are needed"
        raise ValueError(message)
    shaped, least = find_shaped(series), least_users(len(series.lengths))
    confidence, jaccard = np.ones(len(shaped)), np.empty(0)
    trials = pd.DataFrame(columns=TRIAL_COLUMNS)
    labels = np.zeros(len(shaped), dtype=np.int64)
    if shaped.any():
        labels[shaped], confidence[shaped], jaccard, trials = _choose_partition(
            series[shaped], views, resamples, seed, least
        )
    labels[~shaped] = len(jaccard) + np.where(find_bursts(series), 0, 1)[~shaped]
    labels = dissolve_small(labels, len(jaccard) + 2, least)
    kinds = np.array(["shape"] * len(jaccard) + ["one burst", "too short", "outlier"])[labels]
    numbers = number_by_size(labels, np.ones(len(labels)), len(jaccard) + 2)
    stability = np.empty(len(numbers))
    stability[numbers] = [*jaccard, 1.0, 1.0, np.nan]
    groups = pd.DataFrame({"group_id": numbers[labels], "confidence": confidence})
    groups.insert(1, "kind", pd.array(kinds, dtype="str"))
    profiles = groups.groupby("group_id", sort=True).size().rename("user_count").reset_index()
    profiles["stability"] = stability[profiles["group_id"]]
    return ShapeGroups(groups, trials, profiles)


def search_shapes(series: WeeklySeries) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group as `group_shapes` does by default, for the tables of a build.

    Plain frames, because a type of this module would make its receiver load numerical libraries.

    Returns
    -------
    trials : DataFrame
        As in `ShapeGroups`; one row without an algorithm where no series has enough weeks for a
        shape, and the groups are rules.
    labels : DataFrame
        One row per series: ``group_id``, ``kind``, ``confidence``, ``stability``.
    """
    found = group_shapes(series)
    stability = found.profiles.set_index("group_id")["stability"]
    trials = found.trials
    if trials.empty:
        trials = trials.reindex([0]).assign(is_selected=True).astype(BY_RULE_TYPES)
    return trials, found.groups.assign(stability=found.groups["group_id"].map(stability))


def find_shaped(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series have enough weeks to show a shape, shape (n_series,)."""
    return (table.used_weeks() >= LEAST_USED_WEEKS) & (table.lengths >= LEAST_WEEKS)


def find_bursts(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series are one or two weeks of use and then a month of silence or more."""
    silent = table.silent_weeks()
    return (table.lengths - silent <= BURST_WEEKS) & (silent >= BURST_SILENCE)


def dissolve_small(labels: Integers, groups: int, least: float) -> Integers:
    """Let groups of too few series go.

    Parameters
    ----------
    labels : ndarray of shape (n_series,)
        The last group but one are the bursts, the last one the other series without a shape; -1
        are outliers.
    groups : int
        Number of groups.
    least : float
        Series that a group needs.

    Returns
    -------
    ndarray of shape (n_series,)
        Few bursts are without a shape like the others; what is still too small is no group,
        unless no other is left.
    """
    labels, burst, too_short = labels.copy(), groups - 2, groups - 1
    if (labels == burst).sum() < least:
        labels[labels == burst] = too_short
    is_large = np.append(np.bincount(labels[labels >= 0], minlength=groups) >= least, False)
    return np.where(is_large[labels], labels, OUTLIER) if is_large.any() else labels


def _choose_partition(
    table: WeeklySeries, views: Sequence[View], resamples: int, seed: int, least: float
) -> tuple[Integers, np.ndarray, np.ndarray, pd.DataFrame]:
    tried = []
    chosen = first = None
    for view in views:
        generator = np.random.Generator(np.random.PCG64(seed))
        fits = fit_view(table, view, resamples, generator, least)
        tried += fits.partitions
        first = first or (fits.partitions[0], fits)
        scores = np.array([partition.trial["score"] for partition in fits.partitions])
        if scores.max() > 0:
            best = int(np.flatnonzero(scores >= NEARLY * scores.max())[-1])
            chosen = (fits.partitions[best], fits)
            break
    partition, fits = chosen or first
    partition.trial["is_selected"] = True
    trials = pd.DataFrame([other.trial for other in tried], columns=TRIAL_COLUMNS)
    labels, confidence = fits.label(partition)
    return labels, confidence, partition.agreement.jaccard, trials
