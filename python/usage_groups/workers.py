"""Run independent parts of a model on all cores: dbt's threads share one interpreter lock."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from joblib import Parallel, cpu_count, delayed

MOST_WORKERS = 4
# Below so many users in all, starting the workers takes longer than they save.
FEWEST_USERS = 500

Result = TypeVar("Result")


def run_parts(
    function: Callable[..., Result], parts: Sequence[tuple], *, users: int
) -> list[Result]:
    """Call a function once for each part, on several cores where that is worth it.

    Parameters
    ----------
    function : callable
        Importable, and the same for the same arguments wherever it runs.
    parts : sequence of tuple
        Its arguments.
    users : int
        Users in all parts together.

    Returns
    -------
    list
        The results, in the order of the parts.
    """
    workers = min(MOST_WORKERS, cpu_count()) if users >= FEWEST_USERS else 1
    return Parallel(n_jobs=workers)(delayed(function)(*part) for part in parts)
