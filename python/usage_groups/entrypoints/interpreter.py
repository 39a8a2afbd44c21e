"""How Python runs a build, whose threads take turns between dbt's own work and DuckDB."""

import atexit
import gc
import sys

# By default ten times as long: who comes back from DuckDB would wait for who does not go there.
SECONDS_OF_A_TURN = 0.0005


def suit_interpreter() -> None:
    """Let threads take short turns, and the garbage collector leave alone what dbt has parsed."""
    sys.setswitchinterval(SECONDS_OF_A_TURN)
    # It stays until the end: to look for garbage in it took a tenth of a build.
    gc.freeze()
    gc.enable()
    atexit.register(gc.unfreeze)
