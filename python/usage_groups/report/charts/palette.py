"""Colours: those of Okabe and Ito (2008), which colour-blind readers tell apart."""

COLOURS = {
    "light": {
        "paper": "#ffffff",
        "ink": "#1c1c21",
        "soft": "#55555f",
        "line": "#dcdce3",
        "panel": "#f6f6f9",
        "median": "#101014",
        "warm": "#fff4d6",
        "rose": "#00664a",
        "fell": "#a63c00",
        "edge": "#c98a00",
        "g0": "#0072b2",
        "g1": "#e69f00",
        "g2": "#009e73",
        "g3": "#d55e00",
        "g4": "#cc79a7",
        "g5": "#56b4e9",
        "g6": "#cfc200",
        "gx": "#9a9aa4",
    },
    "dark": {
        "paper": "#15151a",
        "ink": "#ececf1",
        "soft": "#a9a9b6",
        "line": "#363640",
        "panel": "#1e1e25",
        "median": "#08080a",
        "warm": "#3a2f10",
        "rose": "#3ddba9",
        "fell": "#ff9d70",
        "edge": "#e6b84c",
        "g0": "#3f9bd6",
        "g1": "#e69f00",
        "g2": "#17b98c",
        "g3": "#e8743a",
        "g4": "#d993b8",
        "g5": "#7cc8f2",
        "g6": "#f0e442",
        "gx": "#85858f",
    },
}
CHART_STYLE = """
text{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif;fill:INK}
.finding{font-size:18px;font-weight:600}.title{font-size:13px;font-weight:600}
.tick,.unit{font-size:11px;fill:SOFT}.label{font-size:12px}.paper{fill:PAPER}
.grid{stroke:LINE;fill:none}.cell{fill:G0}.value{font-size:11px}.value.strong{fill:MEDIAN}
.candidate{fill:SOFT;fill-opacity:.55}.ring{fill:none;stroke:INK;stroke-width:2}
GROUPS
.line{fill:none;stroke-width:2;stroke-linejoin:round}.hollow{fill:none;stroke-width:1.5}
.median{stroke:MEDIAN;stroke-width:3.5;fill:none}
"""


def properties(scheme: str) -> str:
    """Write the colours of a scheme as CSS properties."""
    return "".join(f"--{name}:{colour};" for name, colour in COLOURS[scheme].items())


def chart_style(scheme: str | None = None) -> str:
    """Write the style of charts, in a scheme's colours, or in the page's properties."""
    groups = [name for name in COLOURS["light"] if name.startswith("g")]
    rules = [f".{name}{{fill:{name.upper()};stroke:{name.upper()}}}" for name in groups]
    style = CHART_STYLE.replace("GROUPS", "".join(rules))
    for name in COLOURS["light"]:
        colour = COLOURS[scheme][name] if scheme else f"var(--{name})"
        style = style.replace(f":{name.upper()}", f":{colour}")
    return style.strip()
