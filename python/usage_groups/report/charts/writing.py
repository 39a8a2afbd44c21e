"""Numbers, shares and days as people read them."""

import math


def short_number(value: float) -> str:
    """Write a number in few characters, such as 1.2k or 30M."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        # What would be rounded up to the next unit is written in it.
        if abs(value) >= 0.9995 * size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """Write a share as a percentage that is 0 only for zero and 100 only for all."""
    if math.isnan(value):
        return "-"
    if 0 < value < 0.01:  # noqa: PLR2004
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"  # noqa: PLR2004


def fine_share(value: float) -> str:
    """Write a share as a percentage with one decimal, never as none or all where it is not."""
    if 0 < value < 0.001:  # noqa: PLR2004
        return "<0.1%"
    if 0.999 < value < 1:  # noqa: PLR2004
        return ">99.9%"
    return f"{value:.1%}".replace(".0%", "%")


def plural(count: float, word: str) -> str:
    """Write a count with its noun."""
    digits = 0 if count >= 10 or count == int(count) else 1  # noqa: PLR2004
    return f"{count:,.{digits}f} {word}" + ("" if count == 1 else "s")


def long_day(day: object) -> str:
    """Write a day as people do, such as 8 December 2021."""
    return f"{day.day} {day:%B %Y}"
