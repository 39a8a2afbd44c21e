"""Builds that are asked to stop, or killed, at random moments: no process and no file is left."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import builds

# The signal, and whether every process of the build gets it, as from a terminal or a container.
WAYS = {
    "SIGKILL to dbt": (signal.SIGKILL, False),
    "SIGKILL to all": (signal.SIGKILL, True),
    "SIGTERM to dbt": (signal.SIGTERM, False),
    "SIGTERM to all": (signal.SIGTERM, True),
    "Ctrl-C": (signal.SIGINT, True),
}
SENTENCE = "Stopped: usage_groups.duckdb and exports/ hold the last complete build."
SECONDS_TO_END = 5
# Enough users that models compute in processes of their own.
USERS = 10_000


def stop_builds(folder: Path, deadline: float, seed: int) -> Counter:
    """Stop builds in every way until the deadline, and let one build pass after each round."""
    draw = random.Random(seed)  # noqa: S311
    project = builds.copy_project(folder / "stopped")
    usage = builds.write_usage(folder / "usage.csv", users=USERS)
    elsewhere = folder / "temporary"
    elsewhere.mkdir()
    counts = Counter()
    seconds = _complete(project, usage, elsewhere, counts)
    while time.monotonic() + seconds < deadline:
        for way, (number, everybody) in WAYS.items():
            if time.monotonic() > deadline:
                break
            before = builds.published(project)
            build = builds.start_process(project, usage, TMPDIR=str(elsewhere))
            try:
                build.process.wait(draw.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                (os.killpg if everybody else os.kill)(build.process.pid, number)
                counts[way] += 1
                _check_stopped(build, number, counts)
            counts["found the later build"] += builds.published(project) != before
            _expect_nothing(elsewhere.iterdir())
        seconds = _complete(project, usage, elsewhere, counts)
    return counts


def _check_stopped(build: builds.Build, number: int, counts: Counter) -> None:
    if build.ended() == 0:
        message = "a build that was stopped ended as if it had passed"
        raise builds.BrokenError(message)
    latest = time.monotonic() + SECONDS_TO_END
    while left := _processes(build.process.pid):
        if time.monotonic() > latest:
            message = f"{len(left)} processes go on: {left}"
            raise builds.BrokenError(message)
        time.sleep(0.1)
    if number != signal.SIGKILL:
        has_sentence = SENTENCE in build.output()
        # Before dbt opens a connection it has not loaded the project, and answers by itself.
        if not has_sentence and "START" in build.output():
            message = f"no sentence: {build.output()[-2000:]}"
            raise builds.BrokenError(message)
        counts["said the sentence"] += has_sentence


def _processes(session: int) -> list[str]:
    """Name the processes of a session that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if of_session == str(session) and state != "Z":
            found.append(command)
    return found


def _complete(project: Path, usage: Path, elsewhere: Path, counts: Counter) -> float:
    """Let a build pass, and look whether it has cleared what others left."""
    started = time.monotonic()
    before = builds.published(project)
    earlier = (project / "build/build.lock").read_text() if before else "none"
    build = builds.start_process(project, usage, TMPDIR=str(elsewhere))
    if build.ended() != 0 or builds.published(project) == before:
        message = f"the build after stopped ones failed: {build.output()[-3000:]}"
        raise builds.BrokenError(message)
    _expect_nothing(
        [
            *elsewhere.iterdir(),
            *(project / "build/temporary").iterdir(),
            *(project / "build").glob("tmp_*"),
            *(project / "build").glob("*.tmp"),
            *(project / "exports/.builds").glob(".*"),
            *Path("/dev/shm").glob(f"sem.loky-{earlier.strip()}-*"),  # noqa: S108
        ]
    )
    counts["builds left alone that passed, with nothing left"] += 1
    return time.monotonic() - started


def _expect_nothing(left: object) -> None:
    names = [str(path) for path in left]
    if names:
        message = f"temporary files are left: {names}"
        raise builds.BrokenError(message)
