"""The groups by shape, as data: all that tells from a user's weeks which group the user is in."""

import json
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from usage_groups.shapes.distances import Comparison, View
from usage_groups.shapes.series import (
    DECIMALS,
    WeeklySeries,
    find_bursts,
    find_distinct,
    find_shaped,
    scale_calls,
    stretch,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SHAPE, BURST, SHORT = "shape", "one burst", "too short"
# What is said of each candidate of a search.
TRIAL_COLUMNS = [
    *("algorithm", "parameters", "cluster_count", "noise_share", "silhouette"),
    *("stability", "score", "is_selected"),
]
# Of a number: what is stored decides.
_DECIMALS = 9


class Medoids(NamedTuple):
    """Series that others are compared with."""

    values: Floats
    """(n_groups, n_weeks) As `scale_calls` returns them."""
    lengths: Integers
    """(n_groups,) Weeks that each has."""


@dataclass(frozen=True)
class ShapeModel:
    """Groups by shape, as a function of a user's own weeks.

    Attributes
    ----------
    view : View
        How series are compared with the medoids.
    weeks : int
        To so many weeks whole lives are stretched when they are compared.
    step_weeks : int
        Weeks that each week of these series stands for.
    medoids : Medoids
        Of the groups that were found.
    fence : float
        Beyond this distance from all medoids a series is far from them.
    margins, agreement : tuple of float
        How sure (0 to 1) is who lies by so much nearer to the own medoid than to the next; between
        two margins along a line.
    stability : tuple of float
        Mean Jaccard similarity of each group to those on halves of the users, 0 to 1.
    users : tuple of int
        Users of each group, of the search.
    group_ids : tuple of int
        Under which number each group is known.
    short_id : int
        The number of those too short for a shape.
    burst_id : int
        The number of the single bursts.
    has_bursts : bool
        Whether they are a group of their own; few of them are too short for a shape like others.
    next_id : int
        The first number that no group has ever had.
    """

    view: View
    weeks: int
    step_weeks: int
    medoids: Medoids
    fence: float
    margins: tuple[float, ...]
    agreement: tuple[float, ...]
    stability: tuple[float, ...]
    users: tuple[int, ...]
    group_ids: tuple[int, ...]
    short_id: int
    burst_id: int
    has_bursts: bool
    next_id: int

    def reach(self, series: WeeklySeries, medoids: Medoids | None = None) -> Floats:
        """Return how far series with a shape are from medoids, by default the own ones.

        Parameters
        ----------
        series : WeeklySeries
            Series with enough weeks for a shape.
        medoids : Medoids, optional
            Others than the own ones, in the own view.

        Returns
        -------
        ndarray of shape (n_series, n_groups)
            In shares of the peak, per week.
        """
        values, lengths = medoids or self._medoids_in_steps(series.step_weeks)
        weeks = -(-self.weeks * self.step_weeks // series.step_weeks)
        scaled = scale_calls(series, self.view.gaps)
        first, inverse, _ = find_distinct(scaled, series.lengths)
        width = max(scaled.shape[1], values.shape[1])
        together = np.vstack(
            [np.pad(part, [(0, 0), (0, width - part.shape[1])]) for part in (scaled[first], values)]
        )
        comparison = Comparison(
            together, np.append(series.lengths[first], lengths), self.view, weeks
        )
        rows = np.arange(len(first), len(together))
        return comparison.to(rows)[: len(first)][inverse]

    def assign(self, series: WeeklySeries) -> pd.DataFrame:
        """Give each series to its group, whoever else there is.

        Parameters
        ----------
        series : WeeklySeries
            Weekly series, as `tabulate_series` makes them.

        Returns
        -------
        DataFrame
            One row per series: ``group_id``, ``kind`` (``shape``, ``one burst`` or ``too short``),
            ``confidence`` (0 to 1), ``is_far`` and ``stability``. Of the two groups that are rules
            everybody is sure, and nobody far.
        """
        shaped = find_shaped(series)
        is_burst = find_bursts(series) & self.has_bursts
        labels = pd.DataFrame(
            {
                "group_id": np.where(is_burst, self.burst_id, self.short_id),
                "kind": pd.array(np.where(is_burst, BURST, SHORT), dtype="str"),
                "confidence": np.ones(len(shaped)),
                "is_far": np.zeros(len(shaped), dtype=bool),
                "stability": np.ones(len(shaped)),
            }
        )
        if shaped.any() and self.group_ids:
            reach = self.reach(series[shaped])
            nearest = reach.argmin(axis=1)
            labels.loc[shaped, "group_id"] = np.array(self.group_ids)[nearest]
            labels.loc[shaped, "kind"] = SHAPE
            labels.loc[shaped, "confidence"] = np.interp(
                margins_of(reach), self.margins, self.agreement
            )
            labels.loc[shaped, "is_far"] = reach.min(axis=1) > self.fence
            labels.loc[shaped, "stability"] = np.array(self.stability)[nearest]
        return labels

    def _medoids_in_steps(self, step_weeks: int) -> Medoids:
        """Return the medoids as series are whose steps are of other weeks."""
        values, lengths = self.medoids
        if step_weeks == self.step_weeks:
            return self.medoids
        steps = -(-lengths * self.step_weeks // step_weeks)
        changed = np.zeros((len(values), steps.max(initial=1)))
        for row, count in enumerate(steps):
            stretched = stretch(values[row : row + 1], lengths[row : row + 1], count)
            changed[row, :count] = np.round(stretched, DECIMALS)
        return Medoids(changed, steps)

    def renumbered(self, group_ids: Integers, burst_id: int, short_id: int, next_id: int) -> Self:
        """Return the same groups under other numbers."""
        return replace(
            self,
            group_ids=tuple(map(int, group_ids)),
            burst_id=int(burst_id),
            short_id=int(short_id),
            next_id=int(next_id),
        )


def margins_of(reach: Floats) -> Floats:
    """Return by how much the own medoid is nearer than the next one; 1 where there is no other."""
    if reach.shape[1] == 1:
        return np.ones(len(reach))
    others = np.sort(reach, axis=1)
    return others[:, 1] - others[:, 0]


def write_shapes(model: ShapeModel) -> str:
    """Write a model as JSON, sorted and rounded."""
    series, lengths = model.medoids
    groups = [
        {
            "group_id": model.group_ids[row],
            "users": model.users[row],
            "stability": round(model.stability[row], _DECIMALS),
            "medoid": series[row, : lengths[row]].round(DECIMALS).tolist(),
        }
        for row in np.argsort(model.group_ids)
    ]
    document = {
        "view": asdict(model.view),
        "weeks": model.weeks,
        "step_weeks": model.step_weeks,
        "fence": round(model.fence, _DECIMALS),
        "curve": {
            "margins": [round(value, _DECIMALS) for value in model.margins],
            "agreement": [round(value, _DECIMALS) for value in model.agreement],
        },
        "short_id": model.short_id,
        "burst_id": model.burst_id,
        "has_bursts": model.has_bursts,
        "next_id": model.next_id,
        "groups": groups,
    }
    return json.dumps(document, sort_keys=True)


def read_shapes(document: str) -> ShapeModel:
    """Read what `write_shapes` has written."""
    fields = json.loads(document)
    groups, curve = fields.pop("groups"), fields.pop("curve")
    lengths = np.array([len(group["medoid"]) for group in groups], dtype=np.int64)
    values = np.zeros((len(groups), lengths.max(initial=1)))
    for row, group in enumerate(groups):
        values[row, : lengths[row]] = group["medoid"]
    return ShapeModel(
        view=View(**fields.pop("view")),
        medoids=Medoids(values, lengths),
        margins=tuple(curve["margins"]),
        agreement=tuple(curve["agreement"]),
        stability=tuple(group["stability"] for group in groups),
        users=tuple(group["users"] for group in groups),
        group_ids=tuple(group["group_id"] for group in groups),
        **fields,
    )
