"""Small charts of groups over time: how large each was, and where its users went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from usage_groups.report.charts.axes import Axis
from usage_groups.report.charts.boxes_and_bars import LABEL, LEFT, TOP, WIDTH, Panel, Row, head
from usage_groups.report.charts.lines_and_cells import day_axis
from usage_groups.report.charts.markup import cut, element, path, text
from usage_groups.report.charts.writing import long_day

# Room for a number at either end of a line, and the height of a line and of a bar.
NUMBER, RISE, BAR = 44, 20, 11
SPARK = 165
ROW = 46
# Letters below a bar.
WORDS = 50


@dataclass(frozen=True)
class Stack:
    """A bar that is divided.

    Parameters
    ----------
    label, note : str
        What stands above it, at the left and at the right.
    colour : str
        Class of the square beside the label; none for no square.
    segments : tuple of (float, str)
        Shares of the bar, and their colours.
    words : str
        What stands below it.
    summary : str
        All segments in words.
    """

    label: str
    note: str
    colour: str
    segments: tuple[tuple[float, str], ...]
    words: str
    summary: str


def trend_panel(
    title: str, rows: Sequence[Row], days: Sequence[date], unit: str, write: Callable[[float], str]
) -> Panel:
    """Draw each row's numbers as a line from zero, over days; ``write`` makes numbers words."""
    along = Axis("linear", 0, max(len(days) - 1, 1), LEFT + NUMBER, WIDTH - LEFT - NUMBER)
    parts = [head(title)]
    for number, row in enumerate(rows):
        top = TOP + number * ROW
        label = text(LEFT, top + 10, cut(row.label, LABEL), "label")
        tip = element("title", f"{row.label}: {write(row.values[0])} to {write(row.values[-1])}")
        parts.append(element("g", tip, label, _trend(row, along, top + 17, write)))
    bottom = TOP + len(rows) * ROW
    parts.append(day_axis(days, along, bottom - 4))
    spoken = "; ".join(
        f"{cut(row.label)} {write(row.values[0])} to {write(row.values[-1])}" for row in rows
    )
    ends = f"from {long_day(days[0])} to {long_day(days[-1])}"
    return Panel(title, f"{title}, {unit} {ends}: {spoken}", bottom + 18, Markup().join(parts))


def spark(
    label: str, values: Sequence[float], colour: str, write: Callable[[float], str]
) -> Markup:
    """Draw a line from zero with its first and last number, small, as an image of its own."""
    along = Axis("linear", 0, max(len(values) - 1, 1), LEFT / 2 + NUMBER, SPARK - NUMBER - LEFT / 2)
    row = Row(label, colour, tuple(values))
    return element(
        "svg",
        text(LEFT / 2, 10, label, "tick"),
        _trend(row, along, 15, write),
        viewBox=f"0 0 {SPARK} {17 + RISE}",
        role="img",
        aria_label=f"{label}: from {write(values[0])} to {write(values[-1])}",
    )


def _trend(row: Row, along: Axis, top: float, write: Callable[[float], str]) -> Markup:
    bottom = top + RISE
    down = Axis("linear", 0, max(*row.values, 1), bottom, top)
    points = [(along.place(place), down.place(value)) for place, value in enumerate(row.values)]
    area = [(points[0][0], bottom), *points, (points[-1][0], bottom)]
    edge = along.start - 6
    return Markup().join(
        [
            element("path", d=path(area), class_=row.colour, fill_opacity=0.2, stroke_opacity=0),
            element("path", d=path(points), class_="line " + row.colour),
            text(edge, bottom - 3, write(row.values[0]), "tick", "end"),
            text(along.end + 6, bottom - 3, write(row.values[-1]), "label"),
        ]
    )


def stack_panel(title: str, rows: Sequence[Stack]) -> Panel:
    """Draw each row as one bar that is divided."""
    along = Axis("share", 0, 1, LEFT, WIDTH - LEFT)
    parts = [head(title)]
    for number, row in enumerate(rows):
        top = TOP + number * (ROW + 2)
        drawn = []
        if row.colour:
            drawn.append(element("rect", x=LEFT, y=top + 1, width=10, height=10, class_=row.colour))
        indent = 15 if row.colour else 0
        drawn.append(text(LEFT + indent, top + 10, cut(row.label, LABEL - 10), "label"))
        drawn.append(text(WIDTH - LEFT, top + 10, row.note, "tick", "end"))
        end = 0.0
        for value, colour in row.segments:
            start, end = end, end + value
            left, right = along.place(start), along.place(end)
            at = {"x": left, "y": top + 15, "width": max(right - left - 1, 0.5), "height": BAR}
            drawn.append(element("rect", class_=colour, stroke_opacity="0", **at))
        drawn.append(text(LEFT, top + 38, cut(row.words, WORDS), "tick"))
        parts.append(element("g", element("title", f"{row.label}: {row.summary}"), *drawn))
    height = TOP + len(rows) * (ROW + 2) + 4
    spoken = "; ".join(f"{cut(row.label)} {row.note}: {row.summary}" for row in rows)
    return Panel(title, f"{title}. {spoken}", height, Markup().join(parts))
