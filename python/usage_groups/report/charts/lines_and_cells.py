"""Small charts with two axes: lines over time, cells, and the candidates of the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from usage_groups.report.charts.axes import Axis, axis_over, day_ticks
from usage_groups.report.charts.boxes_and_bars import (
    AXIS,
    LABEL,
    LEFT,
    TOP,
    WIDTH,
    Panel,
    bottom_axis,
    head,
)
from usage_groups.report.charts.markup import cut, element, path, text
from usage_groups.report.charts.writing import share

INDENT, PLOT = 44, 150
RIGHT_END = 14
LETTER = 5.8
STRONG = 0.85
# Room that a day needs below an axis.
DAY = 70


@dataclass(frozen=True)
class Line:
    """A line of a plot.

    Parameters
    ----------
    label : str
        What stands at its end.
    colour : str
        Class of the style sheet, like ``g0``.
    points : tuple of (float, float or None)
        Where None is, the line is interrupted.
    marked : tuple of (float, str)
        Points to be marked, each with a word.
    """

    label: str
    colour: str
    points: tuple[tuple[float, float | None], ...]
    marked: tuple[tuple[float, str], ...] = ()


def left_axis(down: Axis) -> Markup:
    """Draw ticks with lines across the panel."""
    parts = []
    for place, words in down.ticks():
        ends = [(INDENT, place), (WIDTH - LEFT, place)]
        parts.append(element("path", d=path(ends), class_="grid"))
        parts.append(text(INDENT - 5, place + 4, words, "tick", "end"))
    return Markup().join(parts)


def line_panel(
    title: str,
    lines: Sequence[Line],
    kind: str,
    units: tuple[str, str],
    days: Sequence[date] = (),
) -> Panel:
    """Draw lines; ``units`` name the axes, ``days`` are those that the first stands for."""
    top = TOP + 22
    heights = [height for line in lines for _, height in line.points if height is not None]
    across = [place for line in lines for place, _ in line.points]
    down = axis_over(kind, heights, top + PLOT, top)
    along = Axis("linear", min(across), max(across), INDENT, WIDTH - RIGHT_END)
    parts = [head(title), left_axis(down), text(LEFT, top - 11, units[1], "unit")]
    parts += [_drawn(line, along, down) for line in lines]
    bottom = top + PLOT
    if days:
        parts.append(day_axis(days, along, bottom))
        parts.append(text((INDENT + WIDTH) / 2, bottom + 29, units[0], "unit", "middle"))
    else:
        parts.append(bottom_axis(along, bottom, bottom + 3, units[0]))
    names = ", ".join(cut(line.label) for line in lines)
    spoken = f"{title}: {units[1]} by {units[0]}, for {names}"
    return Panel(title, spoken, bottom + AXIS, Markup().join(parts))


def day_axis(days: Sequence[date], along: Axis, top: float) -> Markup:
    """Write a few days below an axis, with short marks above them."""
    parts = []
    ticks = day_ticks(days, int((along.end - along.start) / DAY))
    for place, words in ticks:
        x = along.place(place)
        anchor = {0: "start", len(days) - 1: "end"}.get(place, "middle")
        parts.append(element("path", d=path([(x, top), (x, top + 3)]), class_="grid"))
        parts.append(text(x, top + 14, words, "tick", anchor if len(ticks) > 1 else "start"))
    return Markup().join(parts)


def _drawn(line: Line, along: Axis, down: Axis) -> Markup:
    runs: list[list[tuple[float, float]]] = [[]]
    for place, height in line.points:
        if height is None:
            runs.append([])
        else:
            runs[-1].append((along.place(place), down.place(height)))
    parts = [
        element("path", d=path(run), class_="line " + line.colour) for run in runs if len(run) > 1
    ]
    parts += [
        element("circle", cx=run[0][0], cy=run[0][1], r=3, class_=line.colour)
        for run in runs
        if len(run) == 1
    ]
    known = {place: height for place, height in line.points if height is not None}
    for place, word in line.marked:
        x, y = along.place(place), down.place(known[place])
        anchor = "end" if x > WIDTH / 2 else "start"
        parts.append(element("circle", cx=x, cy=y, r=5, class_="ring"))
        parts.append(text(x, y + 20, word, "label", anchor))
    return element("g", element("title", line.label), *parts)


def cell_panel(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float]],
    full: float = 1.0,
) -> Panel:
    """Draw a table of shares, the stronger the larger up to ``full``, each row under its name."""
    width = (WIDTH - 2 * LEFT) / max(len(columns), 1)
    slanted = any(len(name) * LETTER > width for name in columns)
    top = TOP + (50 if slanted else 14)
    parts = [head(title)]
    for number, name in enumerate(columns):
        x = LEFT + number * width
        if slanted:
            turned = element(
                "text",
                cut(name, 11),
                class_="tick",
                transform=f"translate({x + 6:.1f},{top - 2}) rotate(-40)",
            )
            parts.append(turned)
        else:
            parts.append(text(x + width / 2, top - 2, cut(name, 12), "tick", "middle"))
    for number, (name, values) in enumerate(zip(rows, shares, strict=True)):
        y = top + number * 38
        parts.append(text(LEFT, y + 14, cut(name, LABEL), "label"))
        for place, value in enumerate(values):
            x = LEFT + place * width
            strength = min(value / full, 1)
            cell = {"x": x + 1, "y": y + 18, "width": width - 2, "height": 18}
            opacity = f"{0.03 + 0.82 * strength:.2f}"
            parts.append(element("rect", class_="cell", fill_opacity=opacity, **cell))
            class_ = "value strong" if strength > STRONG else "value"
            parts.append(text(x + width / 2, y + 31, share(value), class_, "middle"))
    spoken = "; ".join(
        f"{cut(name)}: " + ", ".join(f"{cut(column)} {share(value)}" for column, value in pairs)
        for name, pairs in (
            (name, zip(columns, values, strict=True))
            for name, values in zip(rows, shares, strict=True)
        )
    )
    return Panel(title, f"{title}. {spoken}", top + len(rows) * 38 + 6, Markup().join(parts))


def candidate_panel(
    title: str,
    sections: Sequence[tuple[str, Sequence[tuple[float, str, bool]]]],
    unit: str,
    note: str,
) -> Panel:
    """Draw candidates side by side in sections: (value, name, whether chosen) each."""
    top = TOP + 24
    values = [value for _, points in sections for value, _, _ in points]
    down = axis_over("linear", values, top + PLOT, top)
    bottom = top + PLOT
    width = (WIDTH - INDENT - LEFT) / max(len(sections), 1)
    parts = [head(title), left_axis(down), text(LEFT, top - 11, unit, "unit")]
    for number, (name, points) in enumerate(sections):
        left = INDENT + number * width
        if number:
            parts.append(element("path", d=path([(left, top), (left, bottom)]), class_="grid"))
        parts.append(text(left + width / 2, bottom + 14, cut(name, 10), "tick", "middle"))
        for place, (value, words, is_selected) in enumerate(points):
            at = {"cx": left + (place + 0.5) * width / len(points), "cy": down.place(value)}
            tip = element("title", f"{words}: {value:.2f}")
            parts.append(element("circle", tip, r=2.5, class_="candidate", **at))
            if is_selected:
                parts.append(element("circle", tip, r=5.5, class_="ring", **at))
    parts.append(text(LEFT, bottom + 30, cut(note, 60), "tick"))
    spoken = f"{title}: {unit} of {len(values)} candidates. {note}"
    return Panel(title, spoken, bottom + AXIS, Markup().join(parts))
