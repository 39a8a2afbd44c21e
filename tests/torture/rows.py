"""Hostile rows: batch after batch through the real SQL of staging."""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import builds
import numpy as np

ROWS = 2000
sys.path.insert(0, str(builds.PROJECT / "tests/python"))


def stage_rows(folder: Path, deadline: float, seed: int) -> Counter:
    """Stage batches of hostile rows until the deadline."""
    project = builds.copy_project(folder / "project")
    template = builds.write_usage(folder / "template.csv", users=3)
    if builds.start(project, template, command="compile").ended() != 0:
        message = "dbt compile failed"
        raise builds.BrokenError(message)
    import hostile_rows  # noqa: PLC0415

    stage = hostile_rows.compiled_staging(project, template)
    counts = Counter()
    batch = 0
    while time.monotonic() < deadline:
        batch += 1
        with tempfile.TemporaryDirectory() as place:
            draw = np.random.default_rng([seed, batch])
            file, written = hostile_rows.write_batch(draw, Path(place), ROWS)
            with stage(file) as connection:
                found = hostile_rows.fates(connection)
        if found != written:
            message = f"seed {seed}, batch {batch}: wrote {written}, found {found}"
            raise builds.BrokenError(message)
        counts["batches"] += 1
        counts["rows"] += written.rows
        for fate, count in written.fates.items():
            counts[fate] += count
    return counts
