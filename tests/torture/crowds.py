"""Several builds at once, and readers all the while."""

import random
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import builds

READERS = 2
REFUSAL = "Another build of this project is running"


def build_at_once(folder: Path, deadline: float, seed: int) -> Counter:
    """Start a second build while one runs, with readers that open, query and close in a loop."""
    draw = random.Random(seed)  # noqa: S311
    usage = builds.write_usage(folder / "usage.csv")
    project = builds.copy_project(folder / "project")
    counts = Counter()
    _passes(builds.start(project, usage))
    before = builds.published(project)
    readers = []
    for _ in range(READERS):
        here, there = builds.FORK.Pipe()
        process = builds.FORK.Process(target=_read, args=(project, there))
        process.start()
        readers.append((process, here))
    slowest = 0.0
    while time.monotonic() + slowest < deadline:
        started = time.monotonic()
        first = builds.start(project, usage)
        time.sleep(draw.uniform(6, 12))
        second = builds.start(project, usage, log=folder / "second.log")
        second_passed = second.ended() == 0
        _passes(first)
        if second_passed:
            counts["second builds that started late"] += 1
        elif REFUSAL in second.output() and "Traceback" not in second.output():
            counts["second builds refused with the sentence"] += 1
        else:
            message = f"the second build said: {second.output()[-3000:]}"
            raise builds.BrokenError(message)
        after = builds.published(project)
        counts["first builds that published"] += after != before
        before = after
        slowest = max(slowest, time.monotonic() - started)
    for process, pipe in readers:
        pipe.send("stop")
        found = pipe.recv()
        process.join()
        if "problem" in found:
            raise builds.BrokenError(found["problem"])
        counts.update(found)
    return counts


def _passes(build: builds.Build) -> None:
    if build.ended() != 0:
        message = f"a build that was alone failed: {build.output()[-3000:]}"
        raise builds.BrokenError(message)


def _read(project: Path, pipe: Connection) -> None:
    import duckdb  # noqa: PLC0415

    counts = Counter()
    path = str(project / "usage_groups.duckdb")
    try:
        while not pipe.poll():
            with duckdb.connect(path, read_only=True, config={"threads": 1}) as connection:
                users = "select sum(user_count) from group_profiles where grouping = 'user_api'"
                pairs = "select count(*) from user_api_groups"
                found = connection.execute(f"select ({users}) = ({pairs})").fetchall()
            if found != [(True,)]:
                pipe.recv()
                pipe.send({"problem": "a reader saw tables of different builds"})
                return
            counts["reads without an error"] += 1
            time.sleep(0.02)
        pipe.recv()
        pipe.send(dict(counts))
    except Exception as error:  # noqa: BLE001
        pipe.recv()
        pipe.send({"problem": f"a reader failed: {error}"})
