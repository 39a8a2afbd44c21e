"""SVG elements, and names from data: escaped, cut, and unable to disturb their neighbours."""

import bisect
import itertools
import math
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape

ELLIPSIS = "…"


def cut(text: object, characters: int = 40) -> str:
    """Make a name from data fit to be shown on one line.

    Characters that break lines, are not printed or change the direction of what follows become
    spaces.

    Parameters
    ----------
    text : object
        A name; None and NaN are shown as a dash.
    characters : int
        The longest result; wide letters count twice.

    Returns
    -------
    str
        Not escaped yet.
    """
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return "-"
    start = str(text)[: 4 * characters]
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in start)
    shown = " ".join(shown.split()) or "(blank)"
    ends = list(itertools.accumulate(map(_width, shown)))
    if ends[-1] <= characters:
        return shown
    return shown[: bisect.bisect(ends, characters - 1)].rstrip() + ELLIPSIS


def element(tag: str, *content: str, **attributes: object) -> Markup:
    """Write one SVG element.

    Parameters
    ----------
    tag : str
        Its name in HTML or SVG.
    *content : str
        Text, which is escaped, or Markup, which is not.
    **attributes : object
        ``class_`` becomes ``class``, other underscores hyphens; numbers are rounded to a tenth, and
        attributes that are None left out.

    Returns
    -------
    Markup
    """
    written = [
        f' {name.rstrip("_").replace("_", "-")}="{escape(_shortened(value))}"'
        for name, value in attributes.items()
        if value is not None
    ]
    inside = Markup().join(content)
    start = Markup("<" + tag + "".join(written))  # noqa: S704
    if not inside:
        return start + Markup("/>")
    return start + Markup(">") + inside + Markup("</" + tag + ">")  # noqa: S704


def text(x: float, y: float, words: str, class_: str = "", anchor: str | None = None) -> Markup:
    """Write one line of text at a point, ``anchor`` being start, middle or end."""
    return element("text", words, x=x, y=y, class_=class_ or None, text_anchor=anchor)


def path(points: Iterable[tuple[float, float]]) -> str:
    """Write the ``d`` of a path through points."""
    return "M" + "L".join(f"{_shortened(x)},{_shortened(y)}" for x, y in points)


def _width(letter: str) -> int:
    """Return 2 for letters that are twice as wide as others, such as Chinese ones."""
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _shortened(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
