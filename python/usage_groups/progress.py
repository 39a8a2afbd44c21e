"""Say how far long work is: whoever does it counts its steps, and the process of dbt tells."""

import logging
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

Step = TypeVar("Step")

SECONDS_OF_SILENCE = 5
# Long work tells less and less often.
LONGEST_SILENCE = 60
_PARTS = "parts"
_counts: ContextVar[str | None] = ContextVar("counts", default=None)
_listeners: list[Callable[[str], None]] = [logging.getLogger(__name__).info]


def listen(tell: Callable[[str], None]) -> None:
    """Send the messages to a function instead of the log of this module."""
    _listeners[:] = [tell]


def counted(steps: Sequence[Step], name: str) -> Iterator[Step]:
    """Go through the steps of long work, which may end early, and count for whoever watches.

    Parameters
    ----------
    steps : sequence
        What is gone through.
    name : str
        What has been done when a step is over, like ``candidates scored``.

    Yields
    ------
    The steps.
    """
    _count(name, "planned", len(steps))
    done = 0
    try:
        for step in steps:
            yield step
            done += 1
            _count(name, "done", 1)
    finally:
        if done < len(steps):
            _count(name, "planned", done - len(steps))


def _count(name: str, what: str, count: int) -> None:
    file = _counts.get()
    if file is not None:
        _write(file, name, what, count)


def _write(file: str, name: str, what: str, count: int) -> None:
    # One write that appends: those of several processes do not mix.
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(descriptor, f"{name}\t{what}\t{count}\n".encode())
    finally:
        os.close(descriptor)


@contextmanager
def counting_in(file: str) -> Iterator[None]:
    """Let `counted` count in a file that `watched` made, and then a part as done."""
    token = _counts.set(file)
    try:
        yield
        _count(_PARTS, "done", 1)
    finally:
        _counts.reset(token)


@contextmanager
def watched(title: str, parts: int) -> Iterator[str]:
    """Tell from time to time how far the work inside is, once it takes longer than some seconds.

    Parameters
    ----------
    title : str
        Of the work, like ``Groups within API types``.
    parts : int
        Into which the work falls; `counting_in` is entered once for each.

    Yields
    ------
    str
        File for `counting_in`, also in other processes.
    """
    descriptor, file = tempfile.mkstemp(prefix="usage-groups-")
    os.close(descriptor)
    _write(file, _PARTS, "planned", parts)
    is_over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(title, Path(file), is_over), daemon=True)
    watcher.start()
    try:
        yield file
    finally:
        is_over.set()
        watcher.join()
        Path(file).unlink()


def _watch(title: str, file: Path, is_over: threading.Event) -> None:
    silence, told = SECONDS_OF_SILENCE, ""
    while not is_over.wait(silence):
        described = describe(file.read_text(encoding="utf-8"))
        if described not in ("", told):
            _listeners[0](f"{title}: {described}")
            told = described
        silence = min(2 * silence, LONGEST_SILENCE)


def describe(counts: str) -> str:
    """Add up what was counted, like ``2 of 5 parts, 64 of 99 candidates tried, 3 of 20 resamples``.

    Steps count as planned when the part that has them begins.
    """
    sums: dict[str, Counter[str]] = {}
    for line in counts.splitlines():
        name, what, count = line.split("\t")
        sums.setdefault(name, Counter())[what] += int(count)
    if sums[_PARTS]["planned"] == 1:
        del sums[_PARTS]
    return ", ".join(f"{each['done']} of {each['planned']} {name}" for name, each in sums.items())
