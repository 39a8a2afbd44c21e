"""Builds killed at random moments: people find one complete build, and the next one works."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import builds

# One in so many builds is left alone: it must pass on what the killed ones left behind.
LEFT_ALONE = 10


def kill_builds(folder: Path, deadline: float, seed: int) -> Counter:
    """Kill builds until the deadline; a quarter of the kills comes while a build is published."""
    draw = random.Random(seed)  # noqa: S311
    project = builds.copy_project(folder / "killed")
    # Another path would make dbt parse the project again.
    usage = folder / "usage.csv"
    counts = Counter()
    builds.write_usage(usage)
    _complete(project, usage, counts)
    seconds = _complete(project, usage, counts)
    before = builds.published(project)
    number = 0
    while time.monotonic() + seconds < deadline:
        number += 1
        builds.write_usage(usage, part=number % 2)
        if number % LEFT_ALONE == 0:
            seconds = _complete(project, usage, counts)
            before = builds.published(project)
            continue
        build = builds.start(project, usage)
        if draw.random() < 1 / 4:
            _wait_for_publication(project, build)
            time.sleep(draw.uniform(0, 0.5))
            counts["kills aimed at publication"] += build.process.is_alive()
        else:
            build.process.join(draw.uniform(0, seconds))
        alive = build.process.is_alive()
        if alive:
            os.killpg(build.process.pid, signal.SIGKILL)
        build.process.join()
        after = builds.published(project)
        counts["builds killed" if alive else "builds that ended before the kill"] += 1
        counts["found the later build" if after != before else "found the earlier build"] += alive
        before = after
    return counts


def _complete(project: Path, usage: Path, counts: Counter) -> float:
    started = time.monotonic()
    before = builds.published(project)
    build = builds.start(project, usage)
    if build.ended() != 0 or builds.published(project) == before:
        message = f"the build after a killed one failed: {build.output()[-3000:]}"
        raise builds.BrokenError(message)
    counts["builds left alone that passed"] += 1
    return time.monotonic() - started


def _wait_for_publication(project: Path, build: builds.Build) -> None:
    folder = project / "exports/.builds"
    left = set(folder.glob(".2*"))
    while build.process.is_alive() and not set(folder.glob(".2*")) - left:
        time.sleep(0.005)


def kill_publications(folder: Path, deadline: float, seed: int) -> Counter:
    """Kill processes that do nothing but publish small builds, one after the other."""
    draw = random.Random(seed)  # noqa: S311
    project = folder / "publications"
    (project / "build").mkdir(parents=True)
    counts = Counter()
    while time.monotonic() < deadline:
        process = builds.FORK.Process(target=_publish_forever, args=(project, draw.random()))
        process.start()
        time.sleep(draw.uniform(0.0, 0.6))
        process.kill()
        process.join()
        builds.published(project)
        counts["publishing processes killed"] += 1
    shutil.rmtree(project)
    return counts


def _publish_forever(project: Path, name: float) -> None:
    import duckdb  # noqa: PLC0415
    from usage_groups.publish.publication import begin, publish  # noqa: PLC0415

    for number in range(10**6):
        build_id = f"{name}-{number}"
        for left in (project / "build").glob("usage_groups.duckdb*"):
            left.unlink()
        unpublished = f"{project}/build/usage_groups.duckdb"
        with duckdb.connect(unpublished, config={"threads": 1}) as connection:
            connection.execute(f"create table build_info as select '{build_id}' as build_id")
        made = begin(str(project / "exports"), build_id, unpublished)
        names = [f"{part}.csv" for part in range(number % 5 + 1)]
        for part in names:
            (project / "build" / part).write_text(f"{build_id}\n" * 1000)
        database = str(project / "usage_groups.duckdb")
        publish(made, str(project / "build"), names, database, build_id)
