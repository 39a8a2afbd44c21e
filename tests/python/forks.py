"""dbt in new processes that have imported everything already: that takes longer than most commands.

One process imports dbt and what models use, reads the project, and waits. For each command it
forks, and the child becomes that command: with the arguments, folder, environment and streams of
whoever asks. All who run tests side by side ask the same process; it ends with the last of them.
"""

import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

# What it registers comes first, so that it runs last.
from usage_groups.console.leaving import leave

IMPORTED = (
    *("dbt.cli.main", "dbt.task.build", "dbt.task.compile", "dbt.adapters.duckdb.impl"),
    *("dbt.adapters.spark.impl", "dbt.adapters.spark.session"),
    *(f"usage_groups.entrypoints.{name}" for name in ("differences", "plugin", "rules", "shapes")),
    *("usage_groups.entrypoints.searches", "usage_groups.search.groups"),
    *("usage_groups.differences.comparison", "usage_groups.history.shape_challenger"),
    *("usage_groups.baseline.sweep", "usage_groups.explain.rules", "usage_groups.report.page"),
)
# What dbt has said of a project, beside what it has read of it.
SAID = "said.txt"


class Request(NamedTuple):
    """A command of dbt."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    is_trial: bool = False
    """Whether it ends, with the word "ready", where dbt would begin to read models."""


class Dbt:
    """A process that has imported dbt, and runs commands: it is started where there is none yet."""

    def __init__(self, named: Path, project: Path) -> None:
        # Each user holds a pipe in its folder open for writing.
        with suppress(OSError):
            folder = Path(named.read_text())
            self._use = os.open(folder / "users", os.O_WRONLY | os.O_NONBLOCK)
            self.address = folder / "socket"
            return
        # The path of a socket has to be short.
        folder = Path(tempfile.mkdtemp(prefix="dbt-"))
        self.address = folder / "socket"
        self._start(folder / "users", project)
        named.write_text(str(folder))

    def _start(self, users: Path, project: Path) -> None:
        os.mkfifo(users)
        no_users = os.open(users, os.O_RDONLY | os.O_NONBLOCK)
        self._use = os.open(users, os.O_WRONLY)
        os.set_blocking(no_users, True)
        own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        command = [sys.executable, __file__, str(self.address), str(project)]
        process = subprocess.Popen(
            command, stdin=no_users, stdout=subprocess.PIPE, text=True, env=own
        )
        os.close(no_users)
        with process.stdout:
            assert process.stdout.readline() == "ready\n"

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
        """Do without the process, which ends when nobody needs it."""
        os.close(self._use)


def ask(address: Path, request: Request, streams: list[int]) -> int:
    """Have a command run on these streams, and return its exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(address))
        socket.send_fds(connection, [b"."], streams)
        connection.sendall(json.dumps(request).encode())
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile() as answer:
            return int(answer.read())


def compile_each_text_once() -> None:
    """Have Jinja compile no text twice, nor dbt look twice for what it calls."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment  # noqa: PLC0415
    from dbt_common.tests import enable_test_caching  # noqa: PLC0415

    compiled: dict[tuple[type, str], object] = {}
    compile_anew = MacroFuzzEnvironment.compile

    def compile_once(environment: MacroFuzzEnvironment, text: str) -> object:
        key = (type(environment), text)
        if key not in compiled:
            compiled[key] = compile_anew(environment, text)
        return compiled[key]

    MacroFuzzEnvironment.compile = compile_once
    enable_test_caching()


def warm_up(project: Path) -> None:
    """Have dbt read a project from its files, and again from what it has kept of them.

    dbt makes readers and writers of each kind of thing when it first meets one, and compiles each
    text when it first needs it. What it says, deprecations too, is written beside.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415
    from dbt_common.clients.jinja import template_cache  # noqa: PLC0415

    compile_each_text_once()
    # What the static parser starts does not survive a fork.
    options = ("--no-static-parser", "--project-dir", str(project), "--profiles-dir", str(project))
    quiet = ("--no-use-colors", "--no-write-json", "--log-level-file", "none")
    with (project / SAID).open("w") as said, redirect_stdout(said):
        for _ in range(2):
            done = dbtRunner().invoke([*quiet, "parse", "--show-all-deprecations", *options])
            assert done.success, done.exception
    for macro in done.result.macros.values():
        template_cache.get_node_template(macro)


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
            # All who use this process close its input, or are gone.
            sys.stdin.read()
            shutil.rmtree(Path(address).parent)
            os.kill(os.getppid(), signal.SIGTERM)
            os._exit(0)
        while True:
            connection, _ = server.accept()
            if not os.fork():
                return answered(connection)
            connection.close()
            # Those that have answered are gone.
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def answered(connection: socket.socket) -> Request:
    """Fork for a request; the child returns, and this process answers and ends."""
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
    os._exit(0)


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
    try:
        main.cli()
    except SystemExit as end:
        leave(end.code)


if __name__ == "__main__":
    # As if it were the program dbt: what lies beside this file is nobody's module.
    sys.path[0] = str(Path(sys.executable).parent)
    for name in IMPORTED:
        with suppress(ImportError):
            import_module(name)
    warm_up(Path(sys.argv[2]))
    # All that is there stays: collections of garbage need not look at it again.
    gc.freeze()
    become(next_request(sys.argv[1]))
