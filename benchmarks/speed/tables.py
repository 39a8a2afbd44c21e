"""Results as they are kept (JSON) and shown (Markdown, SVG)."""

import json
import math
from pathlib import Path

from growth import draw_growth
from pages import fill
from targets import judged

LARGE = 1000
KEYS = ("rows", "points", "memory_limit", "command")
TITLES = {
    "features": "Features of users of an API type",
    "all features": "Features of everything: whole users, odd and even weeks too",
    "sweep": "Sweep of the baseline",
    "search": "Search for groups",
    "build": "Whole build",
    "commit": "Builds beside an earlier commit",
    "clone": "The README's commands in a fresh clone",
    "memory": "Builds with less memory",
    "phases": "Where the time of a build goes",
    "targets": "Targets",
}
# Columns of the tables that are drawn against rows, with their names in the plot.
DRAWN = {
    ("build", "build (s)"): "make build, data tests included",
    ("build", "notebook's method (s)"): "the notebook's method, whole",
    ("features", "pandas (s)"): "features: pandas",
    ("features", "polars (s)"): "features: polars",
    ("features", "SQL (s)"): "features: SQL",
    ("all features", "SQL (s)"): "all that a build computes: SQL",
    ("features", "bare GROUP BY (s)"): "features: bare GROUP BY",
}
RESULTS = Path(__file__).parents[1] / "results"
PAGE = Path(__file__).parents[2] / "docs/performance.md"
Tables = dict[str, list[dict[str, object]]]


def written(value: object) -> str:
    """Write a cell with three digits; what could not be measured is said in words."""
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3g}"


def as_markdown(rows: list[dict[str, object]]) -> str:
    """Write a table for the docs; columns that no row has a value in are left out."""
    columns = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if any(row.get(name) is not None for row in rows)
    ]
    texts = [[written(row.get(name)) for name in columns] for row in rows]
    lines = [columns, ["---:"] * len(columns), *texts]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def turned(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Turn rows into columns, named by their sizes, for tables with more columns than rows."""
    names = [name for name in rows[0] if name != "rows"]
    return [
        {"seconds of": name} | {f"{row['rows']:,} rows": row[name] for row in rows}
        for name in names
    ]


def as_shown(tables: Tables) -> dict[str, str]:
    """Write each table that has rows, by name, for speed.md and docs/performance.md."""
    tables = tables | {"targets": judged(tables)}
    return {
        name: as_markdown(turned(tables[name]) if name == "phases" else tables[name])
        for name in TITLES
        if tables.get(name)
    }


def read_tables(folder: Path, machine: str) -> Tables:
    """Return what an earlier run on the same machine and versions has left, or nothing."""
    file = folder / "speed.json"
    if not file.exists():
        return {}
    kept = json.loads(file.read_text())
    return kept["tables"] if kept["machine"] == machine else {}


def add_row(tables: Tables, name: str, row: dict[str, object]) -> None:
    """Put a row in its place, instead of an earlier one of the same size."""
    size = [column for column in KEYS if column in row]
    others = [kept for kept in tables.get(name, []) if any(kept[key] != row[key] for key in size)]
    tables[name] = sorted([*others, row], key=lambda kept: kept[size[0]])


def write_tables(folder: Path, machine: str, tables: Tables) -> str:
    """Write speed.json, speed.md, growth.svg and the tables of docs/performance.md.

    Returns the text of speed.md.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = json.dumps({"machine": machine, "tables": tables}, indent=1) + "\n"
    (folder / "speed.json").write_text(kept, encoding="utf-8")
    parts = [f"# Speed\n\n{machine}."]
    shown = as_shown(tables)
    parts += [f"## {TITLES[name]}\n\n{table}" for name, table in shown.items()]
    lines = {
        label: [
            (row["rows"], row[column])
            for row in tables.get(table, [])
            if isinstance(row.get(column), float)
        ]
        for (table, column), label in DRAWN.items()
    }
    if any(lines.values()):
        drawn = draw_growth("Seconds against rows of usage, both logarithmic", lines)
        (folder / "growth.svg").write_text(drawn + "\n", encoding="utf-8")
        parts.append("## Growth\n\n![Seconds against rows](growth.svg)")
    if folder.resolve() == RESULTS:
        page = fill(PAGE.read_text(encoding="utf-8"), shown | {"machine": f"{machine}."})
        PAGE.write_text(page, encoding="utf-8")
    text = "\n\n".join(parts) + "\n"
    (folder / "speed.md").write_text(text, encoding="utf-8")
    return text
