"""Run independent parts of a model on all cores: dbt's threads share one interpreter lock."""

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing import resource_tracker
from typing import Any

from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from usage_groups.progress import counting_in, watched

MOST_WORKERS = 4
# Below so many users in all, starting the workers takes longer than they save.
FEWEST_USERS = 500
# How long a worker goes on after the build has been killed.
SECONDS_BETWEEN_LOOKS = 0.5
# How long one waits for more to do: a large build goes on without them, and needs the memory.
SECONDS_IDLE = 20
# What their work needs, and takes a second to load.
LIBRARY = "sklearn.cluster"
# Whoever cleans up after workers that were killed need not tell what it did not find.
sys.warnoptions.append("ignore:resource_tracker:UserWarning")
_importing = threading.Lock()
# When the processes last ended what they had to do; they may wait since.
_waiting_since = [-float("inf")]


class WorkerError(RuntimeError):
    """A process that computed for a model is gone; the message says why and what to do."""


def await_users(users: str) -> None:
    """Let the processes start, and load what they need, before there is work for them.

    Parameters
    ----------
    users : str
        How many there will be in all parts, as SQL hands it over; for few of them none is started.
    """
    workers = _count_workers(int(users))
    if workers > 1:
        threading.Thread(target=_start, args=(workers,), daemon=True).start()


def _start(workers: int) -> None:
    _leave_interrupts_to_the_main_thread()
    # Whoever asks them to work says what it means that they are gone.
    with suppress(BrokenProcessPool):
        _parallel(workers)([delayed(os.getpid)()])
        _waiting_since[0] = time.monotonic()


def are_waiting() -> bool:
    """Tell whether processes that were started wait for more to do, and will for a while."""
    return time.monotonic() - _waiting_since[0] < SECONDS_IDLE / 2


def end_workers() -> None:
    """Let the processes that wait end now, and not when Python ends, which waits for them."""
    if _waiting_since[0] > 0:
        _waiting_since[0] = -float("inf")
        get_reusable_executor(reuse=True).shutdown(wait=False)


def _count_workers(users: int) -> int:
    return min(MOST_WORKERS, cpu_count()) if users >= FEWEST_USERS else 1


def _parallel(workers: int) -> Parallel:
    return Parallel(
        n_jobs=workers,
        # Parts are sent, not written to files: each is of one worker. joblib wants a folder anyway.
        max_nbytes=None,
        temp_folder=os.devnull,
        idle_worker_timeout=SECONDS_IDLE,
        initializer=begin,
        initargs=(os.getpid(),),
    )


def run_parts(
    function: str, parts: Sequence[tuple], *, users: Sequence[int], title: str
) -> list[Any]:
    """Call a function once for each part, on several cores where that is worth it.

    Parameters
    ----------
    function : str
        Like ``usage_groups.explain.rules:describe_groups``, and the same for the same arguments
        wherever it runs. It is imported only there: numerical libraries take seconds to load.
    parts : sequence of tuple
        Its arguments.
    users : sequence of int
        How many are in each part. The largest start first: no core waits for them at the end.
    title : str
        Of the work, for messages that tell how far it is.

    Returns
    -------
    list
        The results, in the order of the parts.

    Raises
    ------
    WorkerError
        When one of the processes was killed.
    """
    order = sorted(range(len(parts)), key=lambda number: -users[number])
    _leave_interrupts_to_the_main_thread()
    parallel = _parallel(_count_workers(sum(users)))
    with watched(title, len(parts)) as counts:
        calls = (delayed(call_by_name)(function, counts, *parts[number]) for number in order)
        try:
            found = dict(zip(order, parallel(calls), strict=True))
        except BrokenProcessPool:
            message = (
                "A process of the build was killed, most likely because the machine ran out of "
                "memory. Close other programs, lower the var memory_limit, or use a larger "
                "machine, and build again."
            )
            raise WorkerError(message) from None
    if parallel.n_jobs > 1:
        _waiting_since[0] = time.monotonic()
    return [found[number] for number in range(len(parts))]


def call_by_name(function: str, counts: str, *arguments: object) -> Any:  # noqa: ANN401
    """Import a function and call it, with a file in which its steps are counted.

    Its numbers are rounded to the digits that are published.
    """
    module, name = function.split(":")
    # dbt's threads would import parts of one library at once, and meet halfway.
    with _importing:
        imported, digits = import_module(module), import_module("usage_groups.digits")
    with counting_in(counts):
        return digits.published(getattr(imported, name)(*arguments))


def _leave_interrupts_to_the_main_thread() -> None:
    """Let workers, which inherit it, not hear of Ctrl-C, which reaches all processes at once."""
    if threading.current_thread() is not threading.main_thread():
        # Whoever starts this process later lets the thread hear of it again.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def begin(parent: int) -> None:
    """Load what the work needs, in a process that ends with the one that started it."""
    end_with(parent)
    import_module(LIBRARY)


def end_with(parent: int) -> None:
    """End this process soon after the one that started it, however that one ends.

    Parameters
    ----------
    parent : int
        Number of that process.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
