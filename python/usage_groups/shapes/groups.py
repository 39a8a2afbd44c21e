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
from usage_groups.shapes.fits import MOST_GROUPS, Found, fit_view
from usage_groups.shapes.model import (
    TRIAL_COLUMNS,
    Medoids,
    ShapeModel,
    read_shapes,
    write_shapes,
)
from usage_groups.shapes.series import WeeklySeries, find_bursts, find_shaped
from usage_groups.sizes import least_users, number_by_size

Integers = NDArray[np.int64]

# Finer first; where that shows no groups, single missed weeks are smoothed away.
VIEWS = (View("msm", 0.1, "kept"), View("msm", 0.2, "bridged"))
# Of partitions nearly as well separated as the best, the one with most groups says most.
NEARLY = 0.90


class ShapeGroups(NamedTuple):
    """The groups, what was tried, and which series the groups stand around."""

    model: ShapeModel
    """The groups, numbered by size, 0 the largest."""
    trials: pd.DataFrame
    """One row per candidate, with the columns of ``TRIAL_COLUMNS``."""
    medoids: Integers
    """(n_groups,) The rows of the medoids among the series with a shape."""


def group_shapes(
    series: WeeklySeries,
    *,
    views: Sequence[View] = VIEWS,
    resamples: int = 20,
    seed: int = 0,
    most_groups: int = MOST_GROUPS,
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
    most_groups : int
        Largest number of groups that is tried.

    Returns
    -------
    ShapeGroups
        Series without enough weeks for a shape make two groups by definition, a single burst and
        the others.

    Raises
    ------
    ValueError
        If the arguments ask for nothing.
    """
    if not views or resamples < 1:
        message = "at least one view and one resample are needed"
        raise ValueError(message)
    shaped, least = find_shaped(series), least_users(len(series.lengths))
    is_burst = find_bursts(series)
    has_bursts = bool(is_burst.sum() >= least)
    trials, view = pd.DataFrame(columns=TRIAL_COLUMNS), views[0]
    nobody, nothing = np.empty(0, dtype=np.int64), np.empty(0)
    found = Found(Medoids(np.zeros((0, 1)), nobody), nobody, nobody, 0.0, nothing, nothing, nothing)
    if shaped.any():
        options = views, resamples, seed, least, most_groups
        found, view, trials = _choose_partition(series[shaped], *options)
    count = len(found.rows)
    labels = np.where(is_burst & has_bursts, count, count + 1)
    labels[shaped] = found.nearest
    numbers = number_by_size(labels, np.ones(len(labels)), count + 2)
    model = ShapeModel(
        view=view,
        weeks=series.calls.shape[1],
        step_weeks=series.step_weeks,
        medoids=found.medoids,
        fence=found.fence,
        margins=tuple(map(float, found.margins)),
        agreement=tuple(map(float, found.agreement)),
        stability=tuple(map(float, found.jaccard)),
        users=tuple(map(int, np.bincount(found.nearest, minlength=count))),
        group_ids=tuple(map(int, numbers[:count])),
        burst_id=int(numbers[count]),
        short_id=int(numbers[count + 1]),
        has_bursts=has_bursts,
        next_id=count + 2,
    )
    # What is stored decides, with the digits that it has.
    return ShapeGroups(
        read_shapes(write_shapes(model)), trials, found.rows[np.argsort(numbers[:count])]
    )


def _choose_partition(  # noqa: PLR0913, PLR0917
    table: WeeklySeries,
    views: Sequence[View],
    resamples: int,
    seed: int,
    least: float,
    most_groups: int,
) -> tuple[Found, View, pd.DataFrame]:
    tried = []
    chosen = first = None
    for view in views:
        generator = np.random.Generator(np.random.PCG64(seed))
        fits = fit_view(table, view, resamples, generator, least, most_groups)
        tried += fits.partitions
        first = first or (fits.partitions[0], fits, view)
        scores = np.array([partition.trial["score"] for partition in fits.partitions])
        if scores.max() > 0:
            best = int(np.flatnonzero(scores >= NEARLY * scores.max())[-1])
            chosen = (fits.partitions[best], fits, view)
            break
    partition, fits, view = chosen or first
    partition.trial["is_selected"] = True
    trials = pd.DataFrame([other.trial for other in tried], columns=TRIAL_COLUMNS)
    return fits.groups(partition, least), view, trials
