"""What is to be reached, and what was: a row for each target whose figures were measured."""

from typing import NamedTuple

# Sizes are made up, and meet what is asked for about.
ABOUT = 1.3
Row = dict[str, object]


class Target(NamedTuple):
    """A figure of a table, at one size, and what it may be."""

    what: str
    table: str
    rows: int | None
    """About so many; without it the row of the command ``what``."""
    figure: str
    most: float | None = None
    least: float | None = None
    share_of: str | None = None
    """The figure is divided by this one."""


STORED = "stored / searched"
SMALL, MEDIUM, LARGE, LARGEST = 50_000, 2_200_000, 22_000_000, 216_000_000
TARGETS = (
    Target("features, times polars", "features", LARGE, "SQL / polars", most=1.0),
    Target(
        "features, share of polars' memory",
        *("features", LARGE, "peak (GB)"),
        most=0.5,
        share_of="polars' peak (GB)",
    ),
    Target("features, times the same aggregates", "features", LARGE, "SQL / same", most=3.0),
    Target("sweep of the baseline, times faster", "sweep", None, "times faster", least=10.0),
    *(
        Target("build, times the earlier commit", "commit", rows, "ratio", most=most)
        for rows, most in ((SMALL, 0.75), (MEDIUM, 0.75), (LARGE, 0.7), (LARGEST, 0.75))
    ),
    *(
        Target("build with stored groups, times one that searches", "build", rows, STORED, most)
        for rows, most in ((SMALL, 0.65), (MEDIUM, 0.55), (LARGE, 0.45))
    ),
    Target(
        "build, times faster than the notebook's method",
        *("build", MEDIUM, "times faster"),
        least=22.0,
    ),
    *(
        Target("build, memory (GB)", "build", rows, "peak (GB)", most=most)
        for rows, most in ((LARGE, 4.0), (LARGEST, 14.0))
    ),
    Target(".ci/run, seconds", "clone", None, "seconds", most=360.0),
)


def judged(tables: dict[str, list[Row]]) -> list[Row]:
    """Compare what was measured with the targets; those without a measurement are left out."""
    found = []
    for target in TARGETS:
        row = _row(target, tables.get(target.table, []))
        value = row.get(target.figure) if row else None
        if not isinstance(value, float):
            continue
        if target.share_of:
            value /= row[target.share_of]
        bound = target.least if target.most is None else target.most
        is_met = value <= bound if target.least is None else value >= bound
        found.append(
            {
                "what": target.what,
                "rows or points": row.get("rows", row.get("points")),
                "target": f"{'at least' if target.most is None else 'at most'} {bound:g}",
                "measured": value,
                "met": "yes" if is_met else "no",
            }
        )
    return found


def _row(target: Target, rows: list[Row]) -> Row | None:
    """Return the row about as large, the largest where no size is asked for."""
    if target.rows is None:
        named = [row for row in rows if target.what.startswith(row.get("command", ""))]
        return max(named, key=lambda row: row.get("points", 0), default=None)
    near = [row for row in rows if target.rows / ABOUT <= row["rows"] <= target.rows * ABOUT]
    return near[0] if near else None
