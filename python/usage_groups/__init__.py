"""Groups of users that behave alike, from a table of daily API usage.

Each folder is a wing with a subject, and shows what others need of it; docs/method.md says what the
words mean. Imports go down only: entrypoints, then search, shapes, baseline, explain and the tests
of differences, then fitting, then the modules of this folder; reading, publish, simulate and report
know nothing of the mathematics.
"""

from collections.abc import Callable, Mapping
from importlib import import_module


def shown(wing: str, places: Mapping[str, str]) -> Callable[[str], object]:
    """Make the ``__getattr__`` of a wing, which imports a name's module once it is asked for.

    Parameters
    ----------
    wing : str
        Its full name.
    places : mapping of str to str
        Module of each name.

    Returns
    -------
    callable
        Numerical libraries take seconds to load, and not every process needs them.
    """

    def find(name: str) -> object:
        if name not in places:
            message = f"module {wing!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{wing}.{places[name]}"), name)

    return find
