"""How cost grows: seconds against rows, both logarithmic, so that a straight line is a power."""

import math
from collections.abc import Sequence

from usage_groups.report.charts.markup import element, path, text
from usage_groups.report.charts.palette import COLOURS, chart_style
from usage_groups.report.charts.writing import short_number

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 60, 230, 60, 50
LETTERS = 14
PAPER = COLOURS["light"]["paper"]


def decades(values: Sequence[float]) -> range:
    """Return the powers of ten that enclose the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def label_places(wanted: Sequence[float]) -> list[float]:
    """Move labels down until none covers the one above it."""
    places = [0.0] * len(wanted)
    last = -math.inf
    for index in sorted(range(len(wanted)), key=wanted.__getitem__):
        last = places[index] = max(wanted[index], last + LETTERS)
    return places


def draw_growth(title: str, lines: dict[str, list[tuple[float, float]]]) -> str:
    """Draw one line for each name through its (rows, seconds) as an SVG file."""
    lines = {name: sorted(points) for name, points in lines.items() if points}
    across = decades([rows for points in lines.values() for rows, _ in points])
    up = decades([seconds for points in lines.values() for _, seconds in points])

    def x(rows: float) -> float:
        share = (math.log10(rows) - across[0]) / (across[-1] - across[0])
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        share = (math.log10(seconds) - up[0]) / (up[-1] - up[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    bottom, right = float(HEIGHT - BOTTOM), float(WIDTH - RIGHT)
    parts = [
        element("style", chart_style("light")),
        element("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        text(LEFT, 24, title, "title"),
        text(8, TOP - 14, "seconds", "unit"),
        text((LEFT + right) / 2, HEIGHT - 8, "rows of usage", "unit", "middle"),
    ]
    for power in across:
        place = x(10**power)
        ends = [(place, float(TOP)), (place, bottom)]
        parts.append(element("path", d=path(ends), class_="grid"))
        parts.append(text(place, bottom + 16, short_number(10**power), "tick", "middle"))
    for power in up:
        place = y(10**power)
        parts.append(element("path", d=path([(float(LEFT), place), (right, place)]), class_="grid"))
        parts.append(text(LEFT - 6, place + 4, short_number(10**power), "tick", "end"))
    wanted = [y(points[-1][1]) for points in lines.values()]
    places = label_places(wanted)
    for number, (name, points) in enumerate(lines.items()):
        drawn = [(x(rows), y(seconds)) for rows, seconds in points]
        colour = f"g{number}"
        parts.append(element("path", d=path(drawn), class_=f"line {colour}", style="fill:none"))
        dots = [element("circle", cx=left, cy=top, r=3.5, class_=colour) for left, top in drawn]
        parts += dots
        link = [drawn[-1], (right + 8, places[number])]
        parts.append(element("path", d=path(link), class_="grid"))
        tall = places[number] + 4
        parts.append(element("circle", cx=right + 14, cy=places[number], r=4, class_=colour))
        parts.append(text(right + 22, tall, name, "label"))
    spoken = "; ".join(
        f"{name}: " + ", ".join(f"{short_number(b)} s at {short_number(a)} rows" for a, b in points)
        for name, points in lines.items()
    )
    return element(
        "svg",
        element("title", title),
        element("desc", spoken),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
    )
