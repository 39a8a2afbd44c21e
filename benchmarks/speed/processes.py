"""Run something in a process of its own, and tell how long it took and how much memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
OWN = Path(sys.executable)
# Peers that the project itself does not need; `make bench` installs them.
PEERS = PROJECT / ".venv-bench/bin/python"
SECONDS_BETWEEN_LOOKS = 0.2


class Measured(NamedTuple):
    """A process that has ended well."""

    output: str
    seconds: float
    """From its start to its end."""
    gigabytes: float
    """The most memory that it and the processes that it started had at one time."""
    processor_seconds: float
    """What all of them computed, as far as they were seen."""


class ProcessError(Exception):
    """A process that has failed; the message is its last line."""


def measure(command: Sequence[object], environment: Mapping[str, object] | None = None) -> Measured:
    """Run a command to its end.

    Parameters
    ----------
    command : sequence
    environment : mapping, optional
        What is added to the environment.

    Returns
    -------
    Measured
        Memory is looked at five times a second where there is /proc, and is never less than what
        the largest of the processes had.
    """
    added = {name: str(value) for name, value in (environment or {}).items()}
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [str(word) for word in command],
            env=os.environ | added,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        looks, times, ended = [0.0], {}, threading.Event()
        arguments = (process.pid, looks, times, ended)
        looking = threading.Thread(target=_look, args=arguments, daemon=True)
        looking.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        looking.join()
        output.seek(0)
        text = output.read()
    if process.returncode:
        lines = text.strip().splitlines() or [f"ended with {process.returncode}"]
        raise ProcessError(lines[-1] if len(lines[-1]) > 1 else text[-2000:])
    waited_for = used.ru_utime + used.ru_stime
    largest, processor = max(looks[0], _largest(used)), max(sum(times.values()), waited_for)
    return Measured(text, seconds, largest, processor)


def call(task: str, python: Path = OWN, **arguments: object) -> tuple[dict, Measured]:
    """Call ``module:function`` of this folder in a process of its own; return its result too."""
    words = [python, Path(__file__).with_name("run.py"), task, json.dumps(arguments)]
    measured = measure(words)
    return json.loads(measured.output.splitlines()[-1]), measured


def _largest(used: resource.struct_rusage) -> float:
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9


def _look(
    session: int, looks: list[float], times: dict[str, float], ended: threading.Event
) -> None:
    while not ended.wait(SECONDS_BETWEEN_LOOKS):
        resident, computed = _seen(session)
        looks[0] = max(looks[0], resident)
        times.update(computed)


def _seen(session: int) -> tuple[float, dict[str, float]]:
    """Return what all processes of a session have in memory, in GB, and the seconds of each.

    Both are empty where they cannot be seen.
    """
    pages, computed = 0, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            # It has ended meanwhile.
            continue
        # Fields 6, 14, 15 and 24 of proc(5); the first two stand before the bracket.
        if int(fields[3]) == session:
            pages += int(fields[21])
            computed[folder.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return pages * resource.getpagesize() / 1e9, computed
