"""How long it takes and how much memory, beside how others do the same.

    python benchmarks/speed [--rows 50000 400000] [--points 2000 5000] [--output FOLDER]

Everything runs in processes of its own, one after the other, peers in the same run as the project.
Memory is the most that such a process and its own had at one time. `make bench` runs the small
sizes, which take less than five minutes, and writes the tables to benchmarks/results.

- features: the SQL from daily rows to `usage_features`, beside DuckDB's bare GROUP BY (the simple
  aggregates; the same aggregates without windows), polars, and pandas with a function per user and
  type. The SQL, the floors and polars read one Parquet file of daily rows; polars computes every
  column of `usage_features` and writes them to a file, as the SQL does; pandas computes seven.
- sweep: the baseline's DBSCAN and silhouettes for 22 settings on points of one type, beside the
  loop over scikit-learn.
- search: all candidates of the search for groups, beside one fit of HDBSCAN on the same points.
- build: `make build`, from a Parquet file, beside the notebook's method on that file, and again
  with the groups that it has stored; `--beside COMMIT` builds with an earlier commit in
  turn, from an environment of its own.
- clone (`--clone`): the README's commands in a fresh clone, downloads included.
"""

import argparse
import os
import platform
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

from builds import checkout, measure_checkout
from comparisons import compare_searches, compare_size, compare_sweeps
from inputs import copy_project
from processes import OWN, PEERS, PROJECT, measure
from tables import RESULTS, read_tables, write_tables

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "numpy", "scikit-learn")
PEER_PACKAGES = ("polars", "fast-hdbscan")


def describe_machine() -> str:
    """Name the machine and the versions that figures depend on."""
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    if PEERS.exists():
        names = f"from importlib.metadata import version as v; print(*map(v, {PEER_PACKAGES}))"
        found = measure([PEERS, "-c", names]).output.split()
        versions += map(" ".join, zip(PEER_PACKAGES, found, strict=True))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"
    return f"{machine}, Python {platform.python_version()}; {', '.join(versions)}"


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--rows", type=int, nargs="*", default=[50_000, 400_000])
    add("--usage", help="Parquet files to measure on, instead of made-up ones of --rows")
    add("--points", type=int, nargs="*", default=[2_000, 5_000], help="of the sweep")
    add("--searched", type=int, nargs="*", default=[10_000], help="points of the search")
    add("--notebook-rows", type=int, default=500_000, help="the notebook's method up to so many")
    add("--limits", nargs="*", default=[], help="builds with these memory_limits too, like 1GB")
    add("--beside", metavar="COMMIT", help="an earlier commit, built in turn with this project")
    add(
        "--repeats",
        type=int,
        default=1,
        help="of features, and of builds beside the earlier commit",
    )
    add("--clone", action="store_true", help="the README's commands in a fresh clone too")
    add("--features-only", action="store_true", help="no builds at the sizes of --rows")
    add("--add", action="store_true", help="keep the other sizes of earlier runs")
    add("--output", type=Path, default=RESULTS)
    asked = parser.parse_args()
    machine = describe_machine()
    tables = read_tables(asked.output, machine) if asked.add else {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # As after an installation, whatever was changed since.
        no_writing = "PYTHONDONTWRITEBYTECODE"
        measure(["env", "-u", no_writing, OWN, "-m", "compileall", "-qq", PROJECT / "python"])
        (folder / "project").mkdir()
        project = copy_project(folder / "project")
        if asked.beside:
            asked.earlier = stack.enter_context(checkout(asked.beside, folder / "earlier"))
        steps = [
            *(
                (compare_size, size, project, asked)
                for size in ([0] if asked.usage else asked.rows)
            ),
            *((compare_searches, count, project) for count in asked.searched),
            *((compare_sweeps, count) for count in asked.points),
            *([(measure_checkout,)] if asked.clone else []),
        ]
        for compare, *arguments in steps:
            with tempfile.TemporaryDirectory() as inner:
                compare(tables, *arguments, Path(inner))
            text = write_tables(asked.output, machine, tables)
    print(text)  # noqa: T201


if __name__ == "__main__":
    main()
