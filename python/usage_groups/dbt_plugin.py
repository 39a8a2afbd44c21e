"""What dbt-duckdb loads: functions on the connection for what is neither SQL nor a frame."""

import functools
import hashlib
import json
import platform
import shutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from usage_groups.input_files import InputError, find_files
from usage_groups.input_queries import usage_query
from usage_groups.publication import swap_in

MODEL_MODULES = ("group_differences", "group_rules", "report.page", "searches")


def _answer(call: Callable[..., object]) -> Callable[..., str]:
    """Wrap a function so that it answers in JSON: its result, or a sentence that dbt can show."""

    @functools.wraps(call)
    def answer(*arguments: str) -> str:
        try:
            return json.dumps({"result": call(*arguments)})
        except (InputError, OSError) as error:
            return json.dumps({"error": str(error)})

    return answer


def read_usage_query(path: str, columns: str) -> str:
    """Write the SQL that reads the usage files; ``columns`` is a JSON object."""
    return usage_query(path, json.loads(columns))


def describe_files(path: str) -> dict[str, int | str]:
    """Count the files of a path or glob and their bytes, and hash them in order of name."""
    digest = hashlib.sha256()
    files = find_files(path)
    for file in files:
        with Path(file).open("rb") as binary:
            while block := binary.read(1 << 20):
                digest.update(block)
    size = sum(Path(file).stat().st_size for file in files)
    return {"file_count": len(files), "size": size, "sha256": digest.hexdigest()}


def remove_file(file: str) -> None:
    """Remove what an interrupted build may have left."""
    Path(file).unlink(missing_ok=True)


def remove_folder(folder: str) -> None:
    """Remove a folder that an earlier build may have left."""
    shutil.rmtree(folder, ignore_errors=True)


def write_text(file: str, content: str) -> None:
    """Write a file, and the folder that it stands in."""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(content, encoding="utf-8")


def versions() -> dict[str, str]:
    """Name the versions that a result depends on."""
    packages = ("usage-groups", "dbt-core", "dbt-duckdb", "duckdb", "pandas", "scikit-learn")
    python = {"python": platform.python_version()}
    return {package: version(package) for package in packages} | python


class Plugin(BasePlugin):
    """Adds the project's Python functions to each connection."""

    def initialize(self, plugin_config: dict[str, object]) -> None:  # noqa: ARG002
        """Import what the models import: dbt's threads would do it at once, and meet halfway."""
        for name in MODEL_MODULES:
            import_module(f"usage_groups.{name}")

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions of this module that SQL calls."""
        for function, count in (
            (read_usage_query, 2),
            (describe_files, 1),
            (remove_file, 1),
            (swap_in, 2),
            (versions, 0),
            (remove_folder, 1),
            (write_text, 2),
        ):
            conn.create_function(
                function.__name__,
                _answer(function),
                ["VARCHAR"] * count,
                "VARCHAR",
                side_effects=True,
            )
