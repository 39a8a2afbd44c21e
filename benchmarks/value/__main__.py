"""What groups foretell, beside RFM segments and k-means: python benchmarks/value [NAME ...].

Public tables are built to two thirds of their days in a copy of the project; the rest is what is
foretold: whether a user is active (explained deviance), and its calls (R2 of log10(1 + calls)).
All three segmentations have as many segments. The table is printed, and written into
docs/results.md unless only the tables of some names are asked for. `make bench-value` calls it.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in (".", "speed"))

import duckdb
import numpy as np
import pandas as pd
from foretelling import Comparison, compare, standard_errors
from inputs import copy_project, dbt
from pages import fill
from results_page import PAGE, as_markdown
from segments import LOGS
from usages import QUERIES, Usage, write_usage

LEAST_USERS = 100
WHOLE = "whole users"
METHODS = ("groups", "rfm", "k_means")
COLUMNS = [
    *("usage", "grouped by", "users", "segments", "active next"),
    *(f"deviance: {name}" for name in ("groups", "RFM", "k-means")),
    *(f"R²: {name}" for name in ("groups", "RFM", "k-means")),
    "z",
]
USERS = f"""
    with next_calls as (
        select user_id, type as api_type, sum(api_count)::double as next_calls
        from read_parquet($usage)
        where dt > $period_end
        group by grouping sets ((user_id, type), (user_id))
    ),

    users as (
        select user_id, api_type, group_id, {", ".join(LOGS)} from user_api_groups
        union all
        select user_id, null, group_id, {", ".join(LOGS)} from user_groups
    )

    select users.*, coalesce(next_calls.next_calls, 0) as next_calls
    from users
    left join next_calls
        on
            users.user_id = next_calls.user_id
            and users.api_type is not distinct from next_calls.api_type
    order by users.api_type nulls last, users.user_id
"""  # noqa: S608 - names of columns, our own
Row = list[object]


def group(usage: Usage, folder: Path) -> pd.DataFrame:
    """Group the users of the first period, and return them with their calls in the next."""
    project = copy_project(folder)
    period = json.dumps({"period_end": usage.period_end.isoformat()})
    dbt(project, str(usage.file), "build", "--exclude-resource-type", "unit_test", "--vars", period)
    with duckdb.connect(project / "usage_groups.duckdb", read_only=True) as connection:
        asked = {"usage": str(usage.file), "period_end": usage.period_end}
        return connection.execute(USERS, asked).df()


def compare_types(users: pd.DataFrame) -> tuple[dict[str, Comparison], pd.Series]:
    """Compare within each API type that has enough users, and among whole users.

    Parameters
    ----------
    users : DataFrame
        What `group` returns.

    Returns
    -------
    comparisons : dict of str to Comparison
        By API type, whole users last.
    gains : Series
        The gains within types, added up by user: those of one user are not independent.
    """
    comparisons, gains = {}, []
    named = users.assign(api_type=users["api_type"].fillna(WHOLE))
    for name, rows in named.groupby("api_type", sort=False):
        enough = len(rows) >= LEAST_USERS and (rows["next_calls"] > 0).any()
        if name != WHOLE and not enough:
            continue
        comparisons[name] = compare(rows)
        if name != WHOLE:
            gains.append(pd.Series(comparisons[name].gains, index=rows["user_id"].to_numpy()))
    return comparisons, pd.concat(gains).groupby(level=0).sum()


def measures(comparison: Comparison) -> list[float]:
    """Return the share of active users and the six figures, in the order of the table."""
    values = [comparison.by_method[method] for method in METHODS]
    explained = [value.explained for value in values]
    return [comparison.active_share, *explained, *(value.r_squared for value in values)]


def as_row(usage: str, by: str, sizes: Row, figures: list[float], z: float | None) -> Row:
    """Write a row of the table."""
    active, *others = figures
    scores = [f"{figure:.3f}" for figure in others]
    return [usage, by, *sizes, f"{active:.0%}", *scores, "" if z is None else f"{z:+.1f}"]


def mean_row(usage: str, by: str, compared: list[Comparison], z: float | None) -> Row:
    """Write a row of means over types, or over tables."""
    segments = f"{np.mean([each.segments for each in compared]):.1f}"
    figures = np.mean([measures(each) for each in compared], axis=0)
    return as_row(usage, f"mean of {len(compared)} {by}", ["", segments], list(figures), z)


def main() -> None:
    """Compare on each table, and write the page."""
    rows, types, wholes = [], [], []
    for name in sys.argv[1:] or QUERIES:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            usage = write_usage(name, Path(folder))
            project = Path(folder) / "project"
            project.mkdir()
            comparisons, gains = compare_types(group(usage, project))
        sys.stderr.write(f"{name}: {time.perf_counter() - started:.0f} s\n")
        for by, each in comparisons.items():
            sizes = [f"{each.users:,}", str(each.segments)]
            rows.append(as_row(name, by, sizes, measures(each), standard_errors(each.gains)))
        *within, whole = comparisons.values()
        if len(within) > 1:
            rows.insert(-1, mean_row(name, "types", within, standard_errors(gains.to_numpy())))
        types += within
        wholes.append(whole)
    rows += [mean_row("all", "types", types, None), mean_row("all", "tables", wholes, None)]
    table = as_markdown(COLUMNS, [tuple(row) for row in rows])
    sys.stdout.write(f"{table}\n")
    if not sys.argv[1:]:
        page = fill(PAGE.read_text(encoding="utf-8"), {"value": table})
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
