"""Populations that can hardly be grouped, each built with all dbt tests."""

import sys
import time
from collections import Counter
from pathlib import Path

import builds

sys.path.insert(0, str(builds.PROJECT / "tests/python"))


def group_edges(folder: Path, deadline: float, _seed: int) -> Counter:
    """Build one population after the other until the deadline, the largest last."""
    import populations  # noqa: PLC0415

    counts = Counter()
    project = builds.copy_project(folder / "project", few_candidates=False, data_tests=True)
    for name, draw in populations.POPULATIONS.items():
        if time.monotonic() > deadline:
            break
        file = folder / "usage.csv"
        draw().to_csv(file, index=False)
        build = builds.start(project, file)
        if build.ended() != 0:
            message = f"{name}: {build.output()[-2000:]}"
            raise builds.BrokenError(message)
        builds.published(project)
        groups = builds.in_child(_group_counts, project)
        if name in populations.ONE_GROUP and groups != {1}:
            message = f"{name}: {groups} groups"
            raise builds.BrokenError(message)
        counts["populations built"] += 1
        counts["of which in one group, as they should be"] += name in populations.ONE_GROUP
    return counts


def _group_counts(project: Path) -> set[int]:
    import duckdb  # noqa: PLC0415

    with duckdb.connect(project / "usage_groups.duckdb", read_only=True) as connection:
        counted = connection.execute(
            "select count(*) from group_profiles where grouping = 'user_api' group by api_type"
        )
        return {count for (count,) in counted.fetchall()}
