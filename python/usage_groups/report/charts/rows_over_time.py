"""Small charts of groups over time: how large each was, and where its users went."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from usage_groups.report.charts.axes import Axis
from usage_groups.report.charts.boxes_and_bars import LABEL, LEFT, TOP, WIDTH, Panel, Row, head
from usage_groups.report.charts.markup import cut, element, path, text

# Room for a number at either end of a line, and the height of a line and of a bar.
NUMBER, RISE, BAR = 44, 20, 11
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


def trend_panel(title: str, rows: Sequence[Row], ends: tuple[str, str]) -> Panel:
    """Draw each row's numbers as a line from zero; ``ends`` are the first and the last day."""
    parts = [head(title)]
    for number, row in enumerate(rows):
        top = TOP + number * ROW
        bottom = top + 17 + RISE
        down = Axis("linear", 0, max(*row.values, 1), bottom, bottom - RISE)
        along = Axis("linear", 0, len(row.values) - 1, LEFT + NUMBER, WIDTH - LEFT - NUMBER)
        points = [(along.place(place), down.place(value)) for place, value in enumerate(row.values)]
        area = [(points[0][0], bottom), *points, (points[-1][0], bottom)]
        first, last = f"{row.values[0]:,.0f}", f"{row.values[-1]:,.0f}"
        drawn = [
            text(LEFT, top + 10, cut(row.label, LABEL), "label"),
            element("path", d=path(area), class_=row.colour, fill_opacity=0.2, stroke_opacity=0),
            element("path", d=path(points), class_="line " + row.colour),
            text(LEFT + NUMBER - 6, bottom - 3, first, "tick", "end"),
            text(WIDTH - LEFT - NUMBER + 6, bottom - 3, last, "label"),
        ]
        parts.append(element("g", element("title", f"{row.label}: {first} to {last}"), *drawn))
    bottom = TOP + len(rows) * ROW + 8
    parts.append(text(LEFT + NUMBER, bottom, ends[0], "tick"))
    parts.append(text(WIDTH - LEFT - NUMBER, bottom, ends[1], "tick", "end"))
    spoken = "; ".join(
        f"{cut(row.label)} {row.values[0]:,.0f} to {row.values[-1]:,.0f}" for row in rows
    )
    summary = f"{title}, users from {ends[0]} to {ends[1]}: {spoken}"
    return Panel(title, summary, bottom + 10, Markup().join(parts))


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
