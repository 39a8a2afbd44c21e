"""Figures as SVG: the panels of a page, and whole files."""

import textwrap

from markupsafe import Markup

from usage_groups.report.charts import palette
from usage_groups.report.charts.boxes_and_bars import WIDTH, Panel
from usage_groups.report.charts.markup import element, text
from usage_groups.report.figures.parts import Figure

PANELS_PER_ROW = 3


def panel_svg(panel: Panel) -> Markup:
    """Write a panel as an image of its own, for the page."""
    return element(
        "svg",
        panel.body,
        viewBox=f"0 0 {WIDTH} {panel.height:.0f}",
        role="img",
        aria_label=panel.summary,
    )


def chart_file(figure: Figure) -> str:
    """Write a figure as an SVG file, in the light colours whatever shows it."""
    columns = min(PANELS_PER_ROW, len(figure.panels))
    lines = [
        figure.panels[first : first + columns] for first in range(0, len(figure.panels), columns)
    ]
    width = max(columns * (WIDTH + 20) - 20, 720)
    parts, top = [], 24.0
    for sentence, letter, class_ in ((figure.title, 9.5, "finding"), (figure.note, 6.5, "label")):
        for words_of_line in textwrap.wrap(sentence, int(width / letter)):
            parts.append(text(8, top, words_of_line, class_))
            top += 20
    for line in lines:
        parts += [
            element("g", panel.body, transform=f"translate({place * (WIDTH + 20)},{top:.1f})")
            for place, panel in enumerate(line)
        ]
        top += max(panel.height for panel in line) + 16
    return element(
        "svg",
        element("title", figure.title),
        element("style", Markup(palette.chart_style("light"))),  # noqa: S704
        element("rect", width=width, height=top, class_="paper"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {top:.0f}",
        width=width,
        height=top,
    )
