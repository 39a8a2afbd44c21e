"""Small charts of rows: boxes, bars and intervals, one row per group or feature."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from usage_groups.report.charts.axes import Axis, axis_over
from usage_groups.report.charts.markup import cut, element, path, text
from usage_groups.report.charts.writing import share, short_number

WIDTH = 340
LEFT, RIGHT = 8, 16
TOP, ROW, AXIS = 26, 34, 36
COLOURS = 7
# Letters of a label that fit beside the number at the end of its line.
LABEL = 48


@dataclass(frozen=True)
class Panel:
    """One small chart.

    Parameters
    ----------
    title : str
        What it shows, drawn in it.
    summary : str
        The same with its main numbers, for those who do not see it.
    height : float
        In pixels.
    body : Markup
        SVG without the element around it.
    """

    title: str
    summary: str
    height: float
    body: Markup


@dataclass(frozen=True)
class Row:
    """A row of a panel.

    Parameters
    ----------
    label : str
        What stands at its left.
    colour : str
        Class of its colour, from :func:`colour_of`.
    values : tuple of float
        Of a box its five quantiles, of a bar the shares, of an interval its ends and middle.
    note : str
        What stands behind the label.
    """

    label: str
    colour: str
    values: tuple[float, ...]
    note: str = ""


def colour_of(group_id: int) -> str:
    """Return the class that a group has in every chart; users in no group are grey."""
    return f"g{int(group_id) % COLOURS}" if group_id >= 0 else "gx"


def head(title: str) -> Markup:
    """Write a panel's title."""
    return text(LEFT, 15, cut(title, 38), "title")


def bottom_axis(along: Axis, top: float, bottom: float, unit: str) -> Markup:
    """Draw ticks with lines up through the panel, and the unit below them."""
    parts = []
    for place, words in along.ticks():
        parts.append(element("path", d=path([(place, top), (place, bottom)]), class_="grid"))
        anchor = "start" if place < LEFT + RIGHT else "middle"
        anchor = "end" if place > WIDTH - LEFT - RIGHT else anchor
        at = {"start": LEFT, "end": WIDTH - LEFT}.get(anchor, place)
        parts.append(text(at, bottom + 14, words, "tick", anchor))
    parts.append(text(WIDTH / 2, bottom + 29, unit, "unit", "middle"))
    return Markup().join(parts)


def box_panel(title: str, rows: Sequence[Row], kind: str, unit: str) -> Panel:
    """Draw for each row the middle half as a box, the middle 90 % as a line, the median dark."""
    values = [value for row in rows for value in row.values]
    along = axis_over(kind, values, LEFT, WIDTH - RIGHT)
    write = share if kind == "share" else short_number
    parts = []
    for number, row in enumerate(rows):
        middle = TOP + number * ROW + 24
        low, lower, median, upper, high = (along.place(value) for value in row.values)
        written = [write(value) for value in row.values]
        tip = f"half from {written[1]} to {written[3]}, 90% from {written[0]} to {written[4]}"
        line = element("path", d=path([(low, middle), (high, middle)]), class_="line " + row.colour)
        box = element(
            "rect",
            x=lower,
            y=middle - 6,
            width=max(upper - lower, 1.0),
            height=12,
            class_=row.colour,
        )
        ends = [(median, middle - 8), (median, middle + 8)]
        mark = element("path", d=path(ends), class_="median")
        label = text(LEFT, middle - 12, cut(row.label, LABEL), "label")
        note = text(WIDTH - LEFT, middle - 12, row.note or written[2], "tick", "end")
        parts.append(element("g", element("title", tip), label, note, line, box, mark))
    bottom = TOP + len(rows) * ROW + 4
    medians = "; ".join(f"{cut(row.label)} {write(row.values[2])}" for row in rows)
    axis = bottom_axis(along, TOP, bottom, unit)
    body = head(title) + axis + Markup().join(parts)
    return Panel(title, f"{title}, medians: {medians}", bottom + AXIS, body)


def bar_panel(title: str, rows: Sequence[Row], words: tuple[str, str]) -> Panel:
    """Draw for each row two shares as bars, the first in its colour, the second outlined."""
    along = Axis("share", 0, 1, LEFT, WIDTH - RIGHT - 80)
    parts = []
    for number, row in enumerate(rows):
        top = TOP + number * (ROW + 8)
        bars = [text(LEFT, top + 10, cut(row.label, LABEL), "label")]
        for place, (value, name) in enumerate(zip(row.values, words, strict=True)):
            y = top + 14 + place * 11
            width = max(along.place(value) - LEFT, 1.0)
            style = row.colour if place == 0 else "hollow " + row.colour
            bars.append(element("rect", x=LEFT, y=y, width=width, height=9, class_=style))
            bars.append(text(LEFT + width + 4, y + 8, f"{share(value)} {name}", "tick"))
        parts.append(element("g", *bars))
    height = TOP + len(rows) * (ROW + 8) + 6
    spoken = "; ".join(
        f"{cut(row.label)} {share(row.values[0])} {words[0]}, {share(row.values[1])} {words[1]}"
        for row in rows
    )
    return Panel(title, f"{title}: {spoken}", height, head(title) + Markup().join(parts))


def interval_panel(title: str, rows: Sequence[Row], unit: str, kind: str = "linear") -> Panel:
    """Draw for each row a point with its interval on a scale from 0 to 1; note says what holds."""
    along = Axis(kind, 0, 1, LEFT, WIDTH - RIGHT)
    write = share if kind == "share" else "{:.2f}".format
    row_height = ROW - 4
    parts = []
    for number, row in enumerate(rows):
        middle = TOP + number * row_height + 19
        low, value, high = (along.place(value) for value in row.values)
        written = [write(value) for value in row.values]
        tip = f"{row.label}: {written[1]}, 95% interval {written[0]} to {written[2]}"
        label = text(LEFT, middle - 8, cut(row.label), "label")
        note = text(WIDTH - LEFT, middle - 8, row.note, "tick", "end")
        line = element("path", d=path([(low, middle), (high, middle)]), class_="line " + row.colour)
        point = element("circle", cx=value, cy=middle, r=4, class_=row.colour)
        parts.append(element("g", element("title", tip), label, note, line, point))
    bottom = TOP + len(rows) * row_height + 2
    spoken = "; ".join(f"{row.label} {write(row.values[1])} {row.note}" for row in rows)
    axis = bottom_axis(along, TOP, bottom, unit)
    body = head(title) + axis + Markup().join(parts)
    return Panel(title, f"{title}: {spoken}", bottom + AXIS, body)
