"""Axes: from values to places on the page, and the values worth a tick."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from usage_groups.report.charts.writing import share, short_number

MOST_TICKS = 5
TRANSFORMS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "linear": (float, float),
    "share": (float, float),
    "log": (math.log10, lambda value: 10**value),
    # Counts that may be zero.
    "log1p": (lambda value: math.log10(value + 1), lambda value: 10**value - 1),
}


def day_ticks(days: Sequence[date], most: int) -> list[tuple[int, str]]:
    """Choose a few days to be written below an axis, with years where these are not plain.

    Parameters
    ----------
    days : sequence of date
        The days along the axis, in order.
    most : int
        How many have room.

    Returns
    -------
    list of (int, str)
        Places in ``days``, from the first to the last, and what to write there.
    """
    last = len(days) - 1
    steps = min(most - 1, last)
    places = [round(step * last / steps) for step in range(steps + 1)] if last else [0]
    if days[0].year != days[-1].year:
        return [(place, f"{days[place]:%b %Y}") for place in places]
    ticks = [(place, f"{days[place].day} {days[place]:%b}") for place in places]
    return [*ticks[:-1], (last, f"{ticks[-1][1]} {days[-1].year}")]


@dataclass(frozen=True)
class Axis:
    """An axis.

    Parameters
    ----------
    kind : {"linear", "share", "log", "log1p"}
        How values become places.
    low, high : float
        The values at its ends; equal ones are drawn apart.
    start, end : float
        The places of its ends, in pixels.
    """

    kind: str
    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value is; values beyond an end are put there."""
        forward = TRANSFORMS[self.kind][0]
        low, high = forward(self.low), forward(self.high)
        moved = (forward(min(max(value, self.low), self.high)) - low) / ((high - low) or 1)
        return self.start + moved * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return at most six places with what to write there."""
        values = self._decades() if self.kind.startswith("log") else self._steps()
        write = share if self.kind == "share" else short_number
        return [(self.place(value), write(value)) for value in values]

    def _decades(self) -> list[float]:
        first, last = math.floor(math.log10(max(self.low, 1))), math.ceil(math.log10(self.high + 1))
        if last - first <= 2:  # noqa: PLR2004
            candidates = [step * 10**power for power in range(first, last) for step in (1, 2, 5)]
            candidates.append(10**last)
        else:
            every = math.ceil((last - first) / MOST_TICKS)
            candidates = [10**power for power in range(first, last + 1, every)]
        zero = [0.0] if self.low == 0 else []
        return zero + [float(value) for value in candidates if self.low <= value <= self.high]

    def _steps(self) -> list[float]:
        span = (self.high - self.low) or 1
        step = 10 ** math.floor(math.log10(span / MOST_TICKS))
        step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= MOST_TICKS)
        first = math.ceil(self.low / step - 1e-9)
        count = math.floor((self.high - self.low) / step + 1e-9)
        values = [round((first + number) * step, 12) for number in range(count + 1)]
        return [value for value in values if value <= self.high + step * 1e-9]


def axis_over(kind: str, values: list[float], start: float, end: float) -> Axis:
    """Make an axis that holds all values: shares from 0 to 1, counts from 0 or 1."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if kind == "share":
        low, high = 0.0, max(high, 0.05) if high < 0.5 else 1.0  # noqa: PLR2004
    elif kind == "log":
        low, high = 10 ** math.floor(math.log10(max(low, 1))), max(high, 10.0)
    else:
        low = min(low, 0.0)
        high = high if high > low else low + 1
    return Axis(kind, low, high, start, end)
