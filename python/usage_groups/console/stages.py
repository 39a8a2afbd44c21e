"""Tell when a stage of a build is over, and how long it took."""

from collections import Counter
from collections.abc import Callable, Iterable

# The folders of models, in the order in which a build comes through them; those not named are last.
STAGES = {
    "Usage read, days and features computed": (
        *("staging", "intermediate", "from_spark", "handed_over"),
        *("input", "series", "features", "comparison"),
    ),
    "Groups searched and described": ("clustering", "search", "groups"),
    "Tables, report and files written": (),
}
LAST = "Tested and published"


class Stages:
    """Follows the models of a build.

    Parameters
    ----------
    tell : callable
        Takes each line.
    clock : callable
        Returns seconds.
    """

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._tell = tell
        self._clock = clock
        self._since = clock()
        self._waiting = list(STAGES)
        self._left: Counter[str] = Counter()

    def plan(self, folders: Iterable[str]) -> None:
        """Learn the folder of each model of the build."""
        self._left.update(map(_stage, folders))

    def finish(self, folder: str) -> None:
        """Take note that a model of a folder is there; nothing but models is in a folder."""
        if not folder:
            return
        self._left[_stage(folder)] -= 1
        while self._waiting and not self._left[self._waiting[0]]:
            self._say(self._waiting.pop(0))

    def stop(self) -> None:
        """Say no more: something has failed, and what depends on it is left out."""
        self._waiting.clear()

    def end(self) -> None:
        """Say the last stage, once all is published."""
        self._say(LAST)

    def _say(self, stage: str) -> None:
        now = self._clock()
        self._tell(f"{stage:<40}{now - self._since:>5.0f} s")
        self._since = now


def _stage(folder: str) -> str:
    names = list(STAGES)
    return next((name for name in names if folder in STAGES[name]), names[-1])
