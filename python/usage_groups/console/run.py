"""Run dbt in this process and listen to it; what it says itself goes to its log."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from usage_groups.console.sentences import sentence
from usage_groups.console.stages import Stages
from usage_groups.stopping import REQUESTS, STANDARD_ERROR, stop_with_a_sentence

FAILED = ("error", "fail", "runtime error", "partial success")
# What Python, its threads and its workers have to say; dbt has a log of its own.
ERRORS = "logs/stderr.log"
ENDED_WELL = ("success", "pass", "warn", "no-op")
# The last line of dbt build, which the summary says in more words.
PUBLISHED = "Published "


@dataclass
class Result:
    """How a build went.

    Attributes
    ----------
    sentences : list of str
        Why it failed, none when it did not.
    remarks : list of str
        What the project's macros had to say at the end.
    is_stopped : bool
        Whether somebody stopped it.
    """

    sentences: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_stopped: bool = False


def run(project: Path, variables: str, stages: Stages, show: Callable[[str], None]) -> Result:
    """Build.

    Parameters
    ----------
    project : Path
        Folder of the project.
    variables : str
        A JSON object, or nothing.
    stages : Stages
        Is told of each model.
    show : callable
        Takes how far long work is.

    Returns
    -------
    Result
    """
    result = Result()
    folders: dict[str, str] = {}

    def listen(event: EventMsg) -> None:
        if event.info.name == "ConcurrencyLine":
            folders.update(_folders(project / "target/manifest.json"))
            stages.plan(folders.values())
        elif event.info.name == "NodeFinished":
            node = event.data.node_info
            if node.node_status in ENDED_WELL:
                stages.finish(folders.pop(node.unique_id, ""))
            else:
                stages.stop()
        elif event.info.name == "JinjaLogInfo" and not event.info.msg.startswith(PUBLISHED):
            result.remarks.append(event.info.msg)
        elif event.info.name == "Note" and event.info.level == "info":
            show(event.info.msg)

    build = ["--log-level", "none", "build", "--exclude-resource-type", "unit_test"]
    with _errors_in(project / ERRORS):
        done = dbtRunner(callbacks=[listen]).invoke(
            [*build, *(["--vars", variables] if variables else [])]
        )
    result.is_stopped = isinstance(done.exception, KeyboardInterrupt)
    result.sentences = _sentences(done)
    return result


@contextmanager
def _errors_in(file: Path) -> Iterator[None]:
    """Let what threads and workers write to the terminal, like tracebacks, go to a file."""
    try:
        file.parent.mkdir(exist_ok=True)
        log = file.open("wb")
    except OSError:
        # Of a disk that cannot be written dbt speaks itself.
        yield
        return
    terminal = os.dup(STANDARD_ERROR)
    answers = {request: signal.getsignal(request) for request in REQUESTS}
    stop_with_a_sentence(terminal)
    os.dup2(log.fileno(), STANDARD_ERROR)
    log.close()
    try:
        yield
    finally:
        for request, answer in answers.items():
            signal.signal(request, answer)
        sys.stderr.flush()
        os.dup2(terminal, STANDARD_ERROR)
        os.close(terminal)


def _folders(manifest: Path) -> dict[str, str]:
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    return {
        name: node["fqn"][1]
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["config"]["enabled"]
    }


def _sentences(done: dbtRunnerResult) -> list[str]:
    if done.exception:
        return [sentence(str(done.exception))]
    failed = [each for each in done.result.results if str(each.status) in FAILED]
    return list(dict.fromkeys(sentence(each.message or "", each.node.name) for each in failed))
