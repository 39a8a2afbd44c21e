"""What dbt-duckdb loads: functions on the connection for what is neither SQL nor a frame."""

import atexit
import functools
import gc
import hashlib
import json
import tempfile
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from usage_groups.database import attach_steps
from usage_groups.entrypoints.selection import is_complete_build
from usage_groups.entrypoints.versions import versions
from usage_groups.history.documents import render_documents
from usage_groups.history.given_groups import read_documents
from usage_groups.progress import listen
from usage_groups.publish.leftovers import empty_folder, temporary_folder
from usage_groups.publish.lock import BuildError, reserve
from usage_groups.publish.publication import begin, clear_left, publish
from usage_groups.reading.archives import clear_folders
from usage_groups.reading.columns import Usage
from usage_groups.reading.contents import BLOCK, InputError, as_pattern, count_lines
from usage_groups.reading.files import find_files, shown_names, shown_path
from usage_groups.reading.sources import (
    BUILD,
    content_files,
    open_sources,
    source_name,
    usage_query,
)
from usage_groups.reading.spark_run import read_run
from usage_groups.reading.watch import check, watch
from usage_groups.reading.watch import file_keys as keys_of
from usage_groups.stopping import stop_with_a_sentence
from usage_groups.workers import await_users, end_workers

MODEL_MODULES = (
    "entrypoints.differences",
    "entrypoints.rules",
    "entrypoints.searches",
    "entrypoints.shapes",
    "report.page",
    "workbook.book",
)


def _answer(call: Callable[..., object]) -> Callable[..., str]:
    """Wrap a function so that it answers in JSON: its result, or a sentence that dbt can show."""

    @functools.wraps(call)
    def answer(*arguments: str) -> str:
        try:
            return json.dumps({"result": call(*arguments)})
        except (ValueError, OSError) as error:
            return json.dumps({"error": str(error)})

    return answer


def start(request: str, exports: str) -> list[str]:
    """Finish what a build may have left behind, and list what may be read, as a build starts."""
    clear_left(exports)
    usage, is_usage = _usage(request)
    clear_folders(str(Path(usage.project, BUILD)))
    try:
        files = find_files(usage.paths)
        watch(usage.paths, files)
        opened = [source.path for source in open_sources(usage)] if is_usage else files
    except InputError:
        # Reading it says why.
        return []
    # What Spark has made is read table by table.
    tables = [] if is_usage else [as_pattern(str(Path(file).parent)) for file in files]
    patterns = [*map(as_pattern, opened), *(f"{table}/*.parquet" for table in tables)]
    return sorted({*opened, *patterns})


def read_usage_query(request: str, kept: str) -> str:
    """Write the SQL that reads the usage files but those ``kept``; both are JSON."""
    usage, _ = _usage(request)
    check(usage.paths, find_files(usage.paths))
    return usage_query(usage, set(json.loads(kept)))


def usage_files(request: str) -> list[dict[str, object]]:
    """Name the usage files that hold rows, with the number of these where that is known."""
    usage, _ = _usage(request)
    return [
        {"file_name": source.name, "row_count": source.row_count}
        for source in open_sources(usage)
        if source.row_count != 0
    ]


def file_keys(request: str, vars_said: str) -> dict[str, str]:
    """Tell of each file that has not to be read again what its rows depend on."""
    usage, _ = _usage(request)
    return keys_of(open_sources(usage), usage.project, vars_said)


def published_database(path: str) -> str:
    """Return the file of the database published last, '' where there is none."""
    file = Path(path)
    return str(file.resolve()) if file.exists() else ""


def read_group_model(path: str) -> dict[str, list[dict[str, object]]]:
    """Read the rows of a file with groups to use, by table."""
    return read_documents(path)


def path_names(paths: str, project: str) -> str:
    """Name paths, a JSON list, without folders of this machine."""
    return ", ".join(shown_path(path, project) for path in json.loads(paths))


def file_names(paths: str, project: str) -> dict[str, str]:
    """Name files in the same way, each in its own; ``paths`` is a JSON list."""
    return shown_names(json.loads(paths), project)


def describe_files(request: str) -> dict[str, int | str]:
    """Count and hash the files of the usage in order of name, as they were when read."""
    usage, is_usage = _usage(request)
    files = find_files(usage.paths)
    digest, size = hashlib.sha256(), 0
    for file in content_files(usage) if is_usage else files:
        with Path(file).open("rb") as binary:
            while block := binary.read(BLOCK):
                digest.update(block)
                size += len(block)
    check(usage.paths, find_files(usage.paths))
    return {"file_count": len(files), "size": size, "sha256": digest.hexdigest()}


def _usage(request: str) -> tuple[Usage, bool]:
    fields = json.loads(request)
    is_usage = fields.pop("is_usage")
    paths, project = tuple(fields.pop("paths")), str(Path(fields.pop("project")))
    return Usage(paths=paths, project=project, **fields), is_usage


def spark_run(folder: str) -> dict[str, object]:
    """Check the features of a run on Spark, and tell what it says of itself."""
    return read_run(folder)


def begin_publication(exports: str, build_id: str, database: str) -> str:
    """Make the folder that takes the outputs of a build, of which it has the database."""
    end_workers()  # While files are copied.
    return begin(exports, build_id, database)


def publish_outputs(  # noqa: PLR0913, PLR0917
    folder: str, made: str, names: str, database: str, build_id: str, further: str
) -> None:
    """Publish that folder; ``names`` is a JSON list of files and folders that lie in ``made``."""
    publish(folder, made, json.loads(names), database, build_id, further=further)


def write_text(file: str, content: str) -> None:
    """Write a file, and the folder that it stands in."""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(content, encoding="utf-8")


def write_documents(file: str, parts: str) -> None:
    """Write the groups of all parts, which is a JSON list, as people and git read them."""
    write_text(file, render_documents(parts))


def register(connection: DuckDBPyConnection) -> None:
    """Register the functions of this module that SQL calls."""
    for function, count in (
        (start, 2),
        (read_usage_query, 2),
        (file_keys, 2),
        (usage_files, 1),
        (path_names, 2),
        (file_names, 2),
        (count_lines, 1),
        (source_name, 1),
        (describe_files, 1),
        (spark_run, 1),
        (begin_publication, 3),
        (publish_outputs, 6),
        (await_users, 1),
        (versions, 0),
        (published_database, 1),
        (read_group_model, 1),
        (empty_folder, 1),
        (write_text, 2),
        (write_documents, 2),
    ):
        connection.create_function(
            function.__name__,
            _answer(function),
            ["VARCHAR"] * count,
            "VARCHAR",
            side_effects=True,
        )


class Plugin(BasePlugin):
    """Adds the project's Python functions to each connection."""

    def initialize(self, plugin_config: dict[str, object]) -> None:  # noqa: ARG002
        """Import what the models import: dbt's threads would do it at once, and meet halfway."""
        listen(lambda message: fire_event(Note(msg=message)))
        for name in MODEL_MODULES:
            import_module(f"usage_groups.{name}")
        # What dbt has parsed stays: to look for garbage in it took a tenth of a build.
        gc.freeze()
        gc.enable()
        atexit.register(gc.unfreeze)

    def update_connection_config(
        self,
        creds: DuckDBCredentials,
        config: dict[str, object],  # noqa: ARG002
    ) -> None:
        """Keep other builds away before the database is opened, inside the project."""
        creds.path = str(Path(get_flags().PROJECT_DIR, creds.path).absolute())
        # Also of dbt-duckdb's own, which a build that is killed cannot remove.
        tempfile.tempdir = str(temporary_folder(Path(creds.path)))
        try:
            reserve(creds.path, is_complete=is_complete_build())
        except BuildError as error:
            raise DbtRuntimeError(str(error)) from error

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:  # noqa: ARG002
        """Stop with a sentence: dbt's main thread opens a connection before anything is built."""
        if threading.current_thread() is threading.main_thread():
            stop_with_a_sentence()

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Open the database beside the marts, and register what SQL calls."""
        attach_steps(conn, Path(self.creds.path))
        register(conn)
