"""Stop with one sentence when somebody asks a build to stop."""

import os
import signal
from functools import partial
from types import FrameType

STANDARD_ERROR = 2
STOPPED = "Stopped: usage_groups.duckdb and exports/ hold the last complete build. Build again."
REQUESTS = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


def stop_with_a_sentence(terminal: int = STANDARD_ERROR) -> None:
    """Answer Ctrl-C and SIGTERM with a sentence, unless the program answers them in its own way.

    What is being built is left as a kill would leave it, which the next build clears: dbt would
    wait for its threads, and show where each of them was.

    Parameters
    ----------
    terminal : int
        Descriptor of the file that the sentence is written to.
    """
    for request, usual in REQUESTS.items():
        if signal.getsignal(request) == usual:
            signal.signal(request, partial(_stop, terminal))


def _stop(terminal: int, request: int, _frame: FrameType | None) -> None:
    os.write(terminal, f"\n{STOPPED}\n".encode())
    # Whoever started the process sees by what it ended.
    signal.signal(request, signal.SIG_DFL)
    os.kill(os.getpid(), request)
