"""Groups by shape from build to build: users are given to the stored medoids, or searched anew."""

import json
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from usage_groups.exact import Floats, Integers, on_grid
from usage_groups.history.lineage import match_to_known
from usage_groups.history.outcomes import FIRST, KEPT, NOT_ASKED, REPLACED
from usage_groups.history.stored_shapes import untried, with_outcome
from usage_groups.shapes.fits import MOST_GROUPS
from usage_groups.shapes.groups import ShapeGroups, group_shapes
from usage_groups.shapes.model import Medoids, ShapeModel, read_shapes, write_shapes
from usage_groups.shapes.series import WeeklySeries, find_shaped, scale_calls
from usage_groups.sizes import least_users

GROUPS, ONE_SHAPE, NO_SHAPE = "groups", "no candidate holds", "no series has enough weeks"
# Series must lie nearer to new medoids, on average, by this share of the distance to those stored:
# of groups of 20 to 40, others drawn from the same kinds of users gain up to 0.08, a new kind 0.35.
CLEAR_GAIN = 0.10
_GRID = 2.0**-24


class ShapeTask(NamedTuple):
    """What is known of the groups by shape before they are searched."""

    stored: dict | None
    """The document of those stored; None where there are none."""
    may_search: bool
    """Whether a search may find several."""


def search_shapes(series: WeeklySeries, task: str) -> pd.DataFrame:
    """Search groups by shape, and decide whether they replace those stored.

    Parameters
    ----------
    series : WeeklySeries
        Weekly series, as `tabulate_series` makes them, of all users or some of them.
    task : str
        A `ShapeTask` as JSON.

    Returns
    -------
    DataFrame
        One row per candidate, with the columns of ``TRIAL_COLUMNS``; one row without an algorithm
        where nothing was tried. The one in use has a ``reason``, the ``model``, its ``outcome`` and
        the ``gain`` over the stored groups as a share of the mean distance to these, missing where
        there are none.
    """
    known = ShapeTask(**json.loads(task))
    stored = known.stored and read_shapes(json.dumps(known.stored))
    found = group_shapes(series, most_groups=MOST_GROUPS if known.may_search else 1)
    model, gain, outcome = found.model, np.nan, FIRST
    if stored:
        if stored.group_ids:
            gain, outcome = judge_shapes(found, stored, series)
        if outcome == KEPT:
            model = replace(stored, has_bursts=stored.has_bursts or found.model.has_bursts)
        else:
            model = _continued(found.model, stored, series)
    return with_outcome(
        untried() if found.trials.empty else found.trials,
        gain=gain,
        reason=_reason(found, may_search=known.may_search),
        outcome=outcome,
        model=write_shapes(model),
    )


def judge_shapes(found: ShapeGroups, stored: ShapeModel, series: WeeklySeries) -> tuple[float, str]:
    """Say by how much new groups are better than the stored ones, and what becomes of these.

    Both are looked at as the stored ones are: in their view, by the series of today.

    Parameters
    ----------
    found : ShapeGroups
        The challenger.
    stored : ShapeModel
        The stored groups, at least one.
    series : WeeklySeries
        All of today.

    Returns
    -------
    gain : float
        By which share the mean distance to the nearest medoid is lower; 0 where no series has a
        shape.
    outcome : str
        `REPLACED` where the series are clearly nearer to the new medoids and these are as far
        apart, or where the stored groups no longer hold: some have too few users.
    """
    shaped = series[find_shaped(series)]
    if not len(shaped.lengths):
        return 0.0, KEPT
    scaled = scale_calls(shaped, stored.view.gaps)
    medoids = Medoids(scaled[found.medoids], shaped.lengths[found.medoids])
    old, new = stored.reach(shaped), stored.reach(shaped, medoids)
    before, after = (float(reach.min(axis=1).mean()) for reach in (old, new))
    gain = 1 - after / before if before else 0.0
    sizes = np.bincount(old.argmin(axis=1), minlength=old.shape[1])
    is_empty = len(sizes) > 1 and sizes.min() < least_users(len(series.lengths))
    is_better = gain >= CLEAR_GAIN and separation(new) >= separation(old)
    return gain, REPLACED if is_empty or is_better else KEPT


def separation(reach: Floats) -> float:
    """Return how much nearer series are to their medoid than to the next, 0 to 1.

    Parameters
    ----------
    reach : ndarray of shape (n_series, n_groups)
        Distances to the medoids.

    Returns
    -------
    float
        The medoid silhouette; 0 for one group. Mean distances alone are always lower with more
        groups.

    References
    ----------
    Lenssen and Schubert (2022), Clustering by direct optimization of the medoid silhouette,
    SISAP.
    """
    if reach.shape[1] == 1:
        return 0.0
    nearest, second = np.sort(reach, axis=1)[:, :2].T
    widths = 1 - np.divide(nearest, second, out=np.ones(len(reach)), where=second > 0)
    return float(on_grid(widths, _GRID).mean())


def _continued(found: ShapeModel, stored: ShapeModel, series: WeeklySeries) -> ShapeModel:
    """Return the groups found under the numbers of those that they continue."""
    shaped = series[find_shaped(series)]
    group_ids, next_id = np.array(found.group_ids), stored.next_id
    if len(shaped.lengths):
        labels = found.reach(shaped).argmin(axis=1)
        known: Integers = np.full(len(labels), -1)
        if stored.group_ids:
            known = np.array(stored.group_ids)[stored.reach(shaped).argmin(axis=1)]
        group_ids, next_id = match_to_known(labels, known, next_id)
    return found.renumbered(group_ids, stored.burst_id, stored.short_id, next_id)


def _reason(found: ShapeGroups, *, may_search: bool) -> str:
    """Say what a search has found, or why there is one group."""
    if not may_search:
        return NOT_ASKED
    if not found.model.group_ids:
        return NO_SHAPE
    return GROUPS if len(found.model.group_ids) > 1 else ONE_SHAPE
