"""How far apart the shapes of two weekly series are."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from usage_groups.exact import on_grid
from usage_groups.shapes.elastic import euclidean, move_split_merge, time_warp_edit
from usage_groups.shapes.series import stretch

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# What differs by less is equally far: the way of computing must not decide who is nearer. Sums of
# distances over millions of series need no rounding.
_GRID = 2.0**-24
# Blocks that stay in the processor's cache.
BLOCK_PAIRS = 2_000


@dataclass(frozen=True)
class View:
    """How series are compared.

    Attributes
    ----------
    distance : str
        ``msm``, ``twe`` or ``euclidean``.
    cost : float
        Price of an edit, in shares of a user's peak on the log scale: of a split or merge for msm,
        of a deletion for twe, without meaning for euclidean.
    gaps : str
        ``kept``, or ``bridged``: one week without use takes the mean of its neighbours.
    """

    distance: str = "msm"
    cost: float = 0.1
    gaps: str = "kept"


def _distance_function(view: View) -> partial:
    if view.distance == "twe":
        return partial(time_warp_edit, stiffness=view.cost / 10, penalty=view.cost)
    if view.distance == "msm":
        return partial(move_split_merge, cost=view.cost)
    return partial(euclidean)


class Comparison:
    """Distances between series: the mean of two, both per week.

    One compares the whole observed lives, stretched to the same length, so that a slow and a fast
    decline are alike. The other compares the same age, as far as both were observed, so that a
    rhythm is alike however long it lasted, and a young user is not far from an old one.
    """

    def __init__(self, values: Floats, lengths: Integers, view: View, weeks: int) -> None:
        """Prepare scaled series for a view.

        Parameters
        ----------
        values : ndarray of shape (n_series, n_weeks)
            Scaled series.
        lengths : ndarray of shape (n_series,)
            Weeks that each has.
        view : View
            How they are compared.
        weeks : int
            To so many weeks whole lives are stretched.
        """
        self._values, self._lengths, self._weeks = values, lengths, weeks
        self._stretched = stretch(values, lengths, weeks)
        self._distance = _distance_function(view)

    @property
    def count(self) -> int:
        """How many series there are."""
        return len(self._values)

    def between(self, first: Integers, second: Integers) -> Floats:
        """Return the distances of pairs of rows, shape (n_pairs,), in shares of the peak."""
        weeks, lengths = self._weeks, self._lengths
        ages = np.minimum(lengths[first], lengths[second])
        whole = self._compare(self._stretched, first, second, np.full(len(ages), weeks))
        # Of lives that need not be stretched both are the same.
        aged = whole.copy()
        others = np.flatnonzero((lengths[first] != weeks) | (lengths[second] != weeks))
        others = others[np.argsort(ages[others], kind="stable")]
        aged[others] = self._compare(self._values, first[others], second[others], ages[others])
        return on_grid((whole / weeks + aged / ages) / 2, _GRID)

    def matrix(self, rows: Integers) -> Floats:
        """Return all distances among some rows, shape (n_rows, n_rows)."""
        first, second = np.triu_indices(len(rows), 1)
        distances = np.zeros((len(rows), len(rows)))
        distances[first, second] = self.between(rows[first], rows[second])
        return distances + distances.T

    def to(self, rows: Integers) -> Floats:
        """Return the distances of all series to some rows, shape (n_series, n_rows)."""
        count = len(self._values)
        first = np.repeat(np.arange(count), len(rows))
        return self.between(first, np.tile(rows, count)).reshape(count, len(rows))

    def _compare(
        self, series: Floats, first: Integers, second: Integers, weeks: Integers
    ) -> Floats:
        """Return the distances of pairs of rows over so many weeks, which best come in order."""
        distances = np.empty(len(first))
        for start in range(0, len(first), BLOCK_PAIRS):
            block = slice(start, start + BLOCK_PAIRS)
            most = weeks[block].max()
            one, other = series[first[block], :most], series[second[block], :most]
            distances[block] = self._distance(one, other, weeks=weeks[block])
        return distances
