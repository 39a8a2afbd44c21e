"""Axes: from values to places on the page, and the values worth a tick."""

import math
from collections.abc import Callable
from dataclasses import dataclass

MOST_TICKS = 5
TRANSFORMS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "linear": (float, float),
    "share": (float, float),
    "log": (math.log10, lambda value: 10**value),
    # Counts that may be zero.
    "log1p": (lambda value: math.log10(value + 1), lambda value: 10**value - 1),
}


def short_number(value: float) -> str:
    """Write a number in few characters, such as 1.2k or 30M."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """Write a share as a percentage that is 0 only for zero and 100 only for all."""
    if math.isnan(value):
        return "-"
    if 0 < value < 0.01:  # noqa: PLR2004
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"  # noqa: PLR2004


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
