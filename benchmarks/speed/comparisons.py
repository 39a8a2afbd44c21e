"""What is measured beside what, at one size each: a row of a table."""

import argparse
import math
from pathlib import Path
from statistics import median

from builds import compare_builds, compare_commit
from inputs import compile_steps, write_usage
from processes import PEERS, PROJECT, Measured, ProcessError, call
from tables import Tables, add_row

# A user has 44.8 rows, and 95 of 100 users have the most used type.
ROWS_PER_POINT = 50
CLOSE = 1e-6


def peer(task: str, **arguments: object) -> tuple[dict, Measured | None]:
    """Measure a peer of the environment for peers; one that fails has words for figures."""
    if not PEERS.exists():
        return {}, None
    try:
        return call(task, PEERS, **arguments)
    except ProcessError as error:
        print(f"{task} failed: {error}", flush=True)  # noqa: T201
        return {"seconds": "failed"}, None


def floor(kind: str, **arguments: object) -> dict:
    """Measure a bare GROUP BY; its medians may need more memory than there is."""
    try:
        return call("features:floor", kind=kind, **arguments)[0]
    except ProcessError as error:
        print(f"GROUP BY failed: {error}", flush=True)  # noqa: T201
        return {"seconds": "failed"}


def ratio(above: object, below: object) -> float | None:
    """Divide, where both were measured."""
    known = all(isinstance(value, float) for value in (above, below))
    return above / below if known else None


def same_sums(days: str, others: list[float] | None) -> None:
    """Stop where pandas has computed something else."""
    if others is None:
        return
    ours, _ = call("features:sums", days=days)
    if not all(math.isclose(*pair, rel_tol=CLOSE) for pair in zip(ours, others, strict=True)):
        message = f"pandas has other features: {others}, not {ours}"
        raise ValueError(message)


def same_columns(days: str, file: Path) -> None:
    """Stop where polars has computed something else, of any user and type."""
    if not file.exists():
        return
    found, _ = call("features:differences", days=days, file=str(file))
    far = {name: difference for name, difference in found.items() if not difference <= CLOSE}
    if far:
        message = f"polars has other features: {far}"
        raise ValueError(message)


def compare_features(
    inputs: dict[str, object], counts: dict[str, int], of_notebook: dict[str, object], file: Path
) -> dict[str, object]:
    """Measure the SQL of the features beside what computes the same, or some of it."""
    days, everything = str(inputs["days"]), inputs["everything"]
    ours, process = call("features:features", **inputs)
    row = {
        "rows": counts["rows"],
        "users and types": counts["pairs"],
        "SQL (s)": ours["seconds"],
        "its processor time (s)": ours["processor_seconds"],
        "peak (GB)": process.gigabytes,
    }
    if not everything:
        of_polars, process_of_polars = peer(
            "peers:polars_features", days=days, window=counts["window"], file=str(file)
        )
        same_columns(days, file)
        same_sums(days, of_notebook.get("sums"))
        row |= {
            "polars (s)": of_polars.get("seconds"),
            "polars' processor time (s)": of_polars.get("processor_seconds"),
            "polars' peak (GB)": process_of_polars and process_of_polars.gigabytes,
            "SQL / polars": ratio(ours["seconds"], of_polars.get("seconds")),
            "pandas (s)": of_notebook.get("features_seconds"),
            "pandas / SQL": ratio(of_notebook.get("features_seconds"), ours["seconds"]),
        }
    simple, same = (floor(kind, **inputs)["seconds"] for kind in ("simple", "same"))
    return row | {
        "bare GROUP BY (s)": simple,
        "GROUP BY, same aggregates (s)": same,
        "SQL / bare": ratio(ours["seconds"], simple),
        "SQL / same": ratio(ours["seconds"], same),
    }


def medians(rows: list[dict[str, object]]) -> dict[str, object]:
    """Take the median of each column of what was measured in turn; of words the first."""
    return {
        name: median(row[name] for row in rows)
        if all(isinstance(row[name], float) for row in rows)
        else first
        for name, first in rows[0].items()
    }


def compare_size(
    tables: Tables, wanted: int, project: Path, asked: argparse.Namespace, folder: Path
) -> None:
    """Measure features and builds at one size."""
    usage = asked.usage or write_usage(wanted, folder / "usage")
    days, steps = str(folder / "days.parquet"), str(compile_steps(project, usage))
    counts, _ = call("features:prepare", usage=usage, days=days, steps=steps)
    of_notebook, its_process = {}, None
    if counts["rows"] <= asked.notebook_rows:
        of_notebook, its_process = call("notebook:notebook", usage=usage)
    for name, everything in (("features", False), ("all features", True)):
        inputs = {"days": days, "steps": steps, "everything": everything}
        rows = [
            compare_features(inputs, counts, of_notebook, folder / "features.parquet")
            for _ in range(asked.repeats)
        ]
        add_row(tables, name, medians(rows))
    Path(days).unlink()
    (folder / "usage_groups.duckdb").unlink(missing_ok=True)
    if not asked.features_only:
        built = (project, usage, counts["rows"])
        compare_builds(tables, built, asked, of_notebook, its_process)
        if asked.beside:
            compare_commit(tables, usage, counts["rows"], asked, (project, asked.earlier))


def compare_sweeps(tables: Tables, count: int, _folder: Path) -> None:
    """Measure the sweep of the baseline on so many points."""
    ours, process = call("grouping:sweep", count=count)
    others, its_process = call("notebook:sweep", count=count)
    pairs = zip(ours["silhouettes"], others["silhouettes"], strict=True)
    gaps = [abs(one - other) for one, other in pairs]
    row = {
        "points": count,
        "sweep (s)": ours["seconds"],
        "scikit-learn (s)": others["seconds"],
        "times faster": others["seconds"] / ours["seconds"],
        "peak (GB)": process.gigabytes,
        "its peak (GB)": its_process.gigabytes,
        "largest difference of silhouettes": max(gap for gap in gaps if not math.isnan(gap)),
    }
    add_row(tables, "sweep", row)


def compare_searches(tables: Tables, count: int, project: Path, folder: Path) -> None:
    """Measure the search for groups on so many users of one type."""
    usage = write_usage(count * ROWS_PER_POINT, folder / "usage")
    days, steps = str(folder / "days.parquet"), str(compile_steps(project, usage))
    call("features:prepare", usage=usage, days=days, steps=steps)
    points = str(folder / "points.parquet")
    call("features:write_points", days=days, steps=steps, count=count, file=points)
    candidates = str(PROJECT / "seeds/clustering_candidates.csv")
    ours, process = call("grouping:search", points=points, candidates=candidates)
    others, its_process = call("notebook:hdbscan", points=points)
    fast, fast_process = peer("peers:fast_hdbscan", points=points)
    row = {
        "points": ours["points"],
        "search (s)": ours["seconds"],
        "candidates": ours["candidates"],
        "peak (GB)": process.gigabytes,
        "one HDBSCAN of scikit-learn (s)": others["seconds"],
        "its peak (GB)": its_process.gigabytes,
        "one fast_hdbscan (s)": fast.get("seconds"),
        "fast_hdbscan's peak (GB)": fast_process and fast_process.gigabytes,
    }
    add_row(tables, "search", row)
