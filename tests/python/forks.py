"""dbt in new processes that have imported everything already: that takes longer than most commands.

One process imports dbt and what models use, reads a small project, and waits. For each command it
forks, and the child becomes that command: with the arguments, folder, environment and streams of
whoever asks.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

IMPORTED = (
    *("dbt.cli.main", "dbt.task.build", "dbt.task.compile", "dbt.adapters.duckdb.impl"),
    *(f"usage_groups.entrypoints.{name}" for name in ("differences", "plugin", "rules", "shapes")),
    *("usage_groups.entrypoints.searches", "usage_groups.search.groups"),
    *("usage_groups.differences.comparison", "usage_groups.history.shape_challenger"),
    *("usage_groups.baseline.sweep", "usage_groups.explain.rules", "usage_groups.report.page"),
)
# dbt makes readers and writers of each kind of thing when it first meets one, which takes longer
# than to read all models again: a project that has some of each.
SMALL_PROJECT = {
    "dbt_project.yml": "{name: small, version: '1.0', profile: small,"
    " flags: {send_anonymous_usage_stats: false}}",
    "profiles.yml": "small: {target: all, outputs: {all: {type: duckdb, path: ':memory:'}}}",
    "seeds/rows.csv": "number\n1\n",
    "models/numbers.sql": "select number from {{ ref('rows') }}",
    "models/numbers.yml": "models:\n"
    "  - {name: numbers, columns: [{name: number, description: One., data_tests: [unique]}]}\n"
    "seeds: [{name: rows}]\n"
    "unit_tests:\n"
    "  - name: all\n"
    "    model: numbers\n"
    "    given: [{input: ref('rows'), rows: [{number: 1}]}]\n"
    "    expect: {rows: [{number: 1}]}\n",
}


class Request(NamedTuple):
    """A command of dbt."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    is_trial: bool = False
    """Whether it ends, with the word "ready", where dbt would begin to read models."""


class Dbt:
    """A process that has imported dbt, and runs commands."""

    def __init__(self, address: Path) -> None:
        self.address = address
        own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        command = [sys.executable, __file__, str(address)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own
        )
        assert self._process.stdout.readline() == "ready\n"

    def run(
        self, arguments: list[str], folder: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, and return what it said."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
            request = Request(arguments, str(folder), environment)
            with open(os.devnull) as nothing:  # noqa: PTH123
                code = ask(
                    self.address, request, [each.fileno() for each in (nothing, out, errors)]
                )
            out.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), errors.read())

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def ask(address: Path, request: Request, streams: list[int]) -> int:
    """Have a command run on these streams, and return its exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(address))
        socket.send_fds(connection, [b"."], streams)
        connection.sendall(json.dumps(request).encode())
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile() as answer:
            return int(answer.read())


def warm_up() -> None:
    """Have dbt read a small project from its files, and again from what it has kept of them."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        for name, text in SMALL_PROJECT.items():
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
        # What the static parser starts does not survive a fork.
        options = ("--no-static-parser", "--project-dir", folder, "--profiles-dir", folder)
        for _ in range(2):
            done = dbtRunner().invoke(["--quiet", "parse", *options])
            assert done.success, done.exception


def say_ready() -> None:
    """Tell whoever waits for it."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def next_request(address: str) -> Request:
    """Fork for each request; only the children return."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        say_ready()
        os.close(1)
        os.open(os.devnull, os.O_WRONLY)
        if not os.fork():
            # Whoever started this process closes its input, or is gone.
            sys.stdin.read()
            os.kill(os.getppid(), signal.SIGTERM)
            os._exit(0)
        while True:
            connection, _ = server.accept()
            with connection:
                _, streams, _, _ = socket.recv_fds(connection, 1, 3)
                with connection.makefile() as content:
                    request = Request(*json.load(content))
                child = os.fork()
                if not child:
                    for number, stream in enumerate(streams):
                        os.dup2(stream, number)
                        os.close(stream)
                    return request
                for stream in streams:
                    os.close(stream)
                _, status = os.waitpid(child, 0)
                connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def become(request: Request) -> None:
    """Be the process that was asked for."""
    from dbt.cli import main, requires  # noqa: PLC0415

    def stop(*_: object, **__: object) -> None:
        say_ready()
        os._exit(0)

    if request.is_trial:
        requires.setup_manifest = stop
    os.environ.clear()
    os.environ.update(request.environment)
    os.chdir(request.folder)
    sys.argv = ["dbt", *request.arguments]
    main.cli()


if __name__ == "__main__":
    # As if it were the program dbt: what lies beside this file is nobody's module.
    sys.path[0] = str(Path(sys.executable).parent)
    for name in IMPORTED:
        with suppress(ImportError):
            import_module(name)
    warm_up()
    # All that is there stays: collections of garbage need not look at it again.
    gc.freeze()
    become(next_request(sys.argv[1]))
