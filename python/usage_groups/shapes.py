"""Groups of users by the shape of their weekly series, over all API types together.

A shape knows no volume and no type, and most types have too few long series for groups of their
own; so that the same number and name mean the same behaviour in every type.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from usage_groups.shape_distances import View
from usage_groups.shape_fits import TRIAL_COLUMNS, fit_view
from usage_groups.shape_names import name_shapes, profile_shapes
from usage_groups.shape_series import WeeklySeries, tabulate_series

Integers = NDArray[np.int64]

TOO_SHORT = -2
# A shape needs three weeks of use and a month to show it in.
LEAST_USED_WEEKS = 3
LEAST_WEEKS = 4
# At most two weeks from the first use, then silence for a month: that is known to be a burst.
BURST_WEEKS = 2
BURST_SILENCE = 4
# Finer first; where that shows no groups, single missed weeks are smoothed away.
VIEWS = (View("msm", 0.1, "kept"), View("msm", 0.2, "bridged"))
# Of partitions nearly as well separated as the best, the one with most groups says most.
NEARLY = 0.90


class ShapeGroups(NamedTuple):
    """Who is in which group, what was tried, and what the groups look like."""

    groups: pd.DataFrame
    """One row per user and API type: ``user_id, api_type, group_id, group_name, confidence``."""
    trials: pd.DataFrame
    """One row per candidate, with the columns of ``TRIAL_COLUMNS``."""
    profiles: pd.DataFrame
    """One row per group: ``group_id, group_name, user_count, stability`` and the measures of
    :func:`usage_groups.shape_names.profile_shapes`."""


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
    names = profiles.set_index("group_id")["group_name"].astype("str")
    groups = table.pairs.assign(
        group_id=labels, group_name=names.loc[labels].array, confidence=confidence
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
    """Give the groups numbers from the largest on; negative numbers stay, empty groups go.

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
    numbers = np.argsort(np.argsort(-sizes, kind="stable"))
    numbered = labels.copy()
    numbered[labels >= 0] = numbers[labels[labels >= 0]]
    return numbered, stability[order]


def _choose_partition(
    table: WeeklySeries, views: Sequence[View], resamples: int, seed: int
) -> tuple[Integers, np.ndarray, np.ndarray, pd.DataFrame]:
    tried = []
    chosen = first = None
    for view in views:
        generator = np.random.Generator(np.random.PCG64(seed))
        partitions, inverse = fit_view(table, view, resamples, generator)
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
