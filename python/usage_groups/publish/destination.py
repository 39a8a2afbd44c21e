"""See where a build publishes its database, and what stands there, before anything runs."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from usage_groups.database import connect

# Where people always find it, in the folder of the project; whatever has become of it is repaired.
DATABASE = "usage_groups.duckdb"
# Under the project these hold what others put there, or what a build makes and removes.
TAKEN_FOLDERS = (
    *("seeds", "models", "macros", "python", "tests", "docs", "benchmarks"),
    *("build", "exports", "logs", "target", ".venv"),
)
# What a DuckDB file has behind its first eight bytes.
SIGNATURE = b"DUCK"
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class DestinationError(ValueError):
    """A build may not publish there; the message says why and what to do."""


def check_destination(name: str, project: Path, usage_files: Iterable[str]) -> None:
    """See that a database can be published under a path, and that nothing else is lost by it.

    Parameters
    ----------
    name : str
        The path, relative to the project or absolute.
    project : Path
        Folder of the project.
    usage_files : iterable of str
        What the build reads.

    Raises
    ------
    DestinationError
        When the path is a folder, the usage, in a folder of the project that has another use, or a
        file that is no DuckDB database; or when its folder can neither be made nor written to.
    """
    what_to_do = "Name another path, like results/groups.duckdb, and build again."
    if URL.match(name):
        message = f"publish_path '{name}' is a URL. A database is published to a file. {what_to_do}"
        raise DestinationError(message)
    path, inside = project / name, project.resolve()
    if path.is_dir():
        message = f"publish_path '{name}' is a folder. {what_to_do}"
        raise DestinationError(message)
    # The last part may be a link of an earlier build; only what leads to it is followed.
    place = path.parent.resolve() / path.name
    if any(place.is_relative_to(inside / folder) for folder in TAKEN_FOLDERS):
        folder = place.relative_to(inside).parts[0]
        message = f"publish_path '{name}' lies in '{folder}/', which has another use. {what_to_do}"
        raise DestinationError(message)
    if any(_is_same(path, file) for file in usage_files):
        message = f"publish_path '{name}' is the usage, which it would replace. {what_to_do}"
        raise DestinationError(message)
    if path.is_file() and place != inside / DATABASE and not _is_replaceable(path, inside):
        message = (
            f"publish_path '{name}' is a file that is no DuckDB database, and would be lost. "
            f"{what_to_do}"
        )
        raise DestinationError(message)
    try:
        _try_writing(place.parent)
    except OSError as error:
        message = f"publish_path '{name}' cannot be written ({error.strerror}). {what_to_do}"
        raise DestinationError(message) from error


def published_usage(database: Path) -> str:
    """Tell which usage a published database is made from, '' where that cannot be told."""
    if not database.is_file():
        return ""
    try:
        with connect(database, read_only=True) as connection:
            rows = connection.execute("select usage_path from build_info").fetchall()
    except duckdb.Error:
        return ""
    return rows[0][0] if rows else ""


def check_not_replaced(databases: Iterable[Path], sample: str) -> None:
    """See that the sample does not take the place of somebody's usage.

    Parameters
    ----------
    databases : iterable of Path
        The published ones.
    sample : str
        What those that are made from the sample say of their usage.

    Raises
    ------
    DestinationError
        When one of them is made from other usage.
    """
    for database in databases:
        usage = published_usage(database)
        if usage not in ("", sample):
            message = (
                f"'{database.name}' holds the groups of {usage}, and no usage_path is given: those "
                "of the sample would replace them. Name the usage (usage_path, or USAGE_PATH in "
                "the environment), or write usage_path: sample."
            )
            raise DestinationError(message)


def _try_writing(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    finally:
        for made in missing:
            if made.is_dir():
                made.rmdir()


def _is_same(path: Path, file: str) -> bool:
    return path.exists() and Path(file).exists() and path.samefile(file)


def _is_replaceable(path: Path, project: Path) -> bool:
    if path.is_symlink() and path.resolve().is_relative_to(project / "exports"):
        return True
    with path.open("rb") as binary:
        head = binary.read(12)
    return not head or head[8:] == SIGNATURE
