"""Run independent parts of a model on all cores: dbt's threads share one interpreter lock."""

import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from joblib import Parallel, cpu_count, delayed

from usage_groups.progress import counting_in, watched

MOST_WORKERS = 4
# Below so many users in all, starting the workers takes longer than they save.
FEWEST_USERS = 500
_importing = threading.Lock()


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
    """
    workers = min(MOST_WORKERS, cpu_count()) if sum(users) >= FEWEST_USERS else 1
    order = sorted(range(len(parts)), key=lambda number: -users[number])
    with watched(title, len(parts)) as counts:
        calls = (delayed(call_by_name)(function, counts, *parts[number]) for number in order)
        found = dict(zip(order, Parallel(n_jobs=workers)(calls), strict=True))
    return [found[number] for number in range(len(parts))]


def call_by_name(function: str, counts: str, *arguments: object) -> Any:  # noqa: ANN401
    """Import a function and call it, with a file in which its steps are counted.

    Its numbers are rounded to the digits that are published.
    """
    module, name = function.split(":")
    # dbt's threads would import parts of one library at once, and meet halfway.
    with _importing:
        imported, exact = import_module(module), import_module("usage_groups.exact")
    with counting_in(counts):
        return exact.published(getattr(imported, name)(*arguments))
