"""Publish all that a build made at once, under the paths that people use.

``exports/.builds/`` holds the folders of the last builds and a link ``current`` to one of them.
The files in ``exports/`` and the database are links through ``current``: replacing that one link
replaces them all, and whoever is killed before or after it leaves one complete build.
"""

import json
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from usage_groups.publish.copies import appear, forbid_writing, remove_unfinished, same_path, stage
from usage_groups.publish.links import BUILDS, clear, finish_copying, switch
from usage_groups.publish.manifest import MANIFEST, describe
from usage_groups.publish.syncing import sync

# A reader that has resolved the links may still be about to open the files behind them.
SECONDS_KEPT = 600


class PublicationError(OSError):
    """The outputs cannot be published; the message says why and what stays."""


def begin(exports: str, build_id: str, database: str) -> str:
    """Make a folder for the outputs of a build that has passed, and copy its database there.

    Parameters
    ----------
    exports : str
        The folder in which people find the files.
    build_id : str
        Identifies the build.
    database : str
        Its database, under the name that people use, after a checkpoint: nothing is still to be
        written to it.

    Returns
    -------
    str
        The folder; readers do not see it before it is handed to `publish`.

    Raises
    ------
    PublicationError
        When it cannot be made.
    """
    builds = Path(exports) / BUILDS
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    folder = builds / f".{started}-{build_id[:8]}"
    try:
        clear_left(exports)
        builds.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        shutil.copyfile(database, folder / Path(database).name)
    except OSError as error:
        raise _explained(error, builds) from error
    return str(folder)


def clear_left(exports: str) -> None:
    """Finish a publication that was cut off, or remove what it has left."""
    builds = Path(exports) / BUILDS
    finish_copying(builds)
    remove_unfinished(builds)
    clear(builds)


def publish(  # noqa: PLR0913
    folder: str, made: str, names: Sequence[str], database: str, build_id: str, *, further: str = ""
) -> None:
    """Make the outputs of a build the published ones, all of them at once.

    Parameters
    ----------
    folder : str
        What `begin` returned. It holds the database under its own name.
    made : str
        The folder in which the build left the other outputs. They are moved from there.
    names : sequence of str
        Names of those outputs: files, also in folders, or whole folders.
    database : str
        Path under which people open the database.
    build_id : str
        Identifies the build in the manifest.
    further : str
        Path of a further copy of the database, also on another disk; none where it is empty.

    Raises
    ------
    PublicationError
        When something cannot be written; what was published before is then as it was.
    """
    source = Path(folder)
    builds = source.parent
    try:
        for name in names:
            (source / name).parent.mkdir(exist_ok=True, parents=True)
            shutil.move(Path(made) / name, source / name)
        forbid_writing(source / Path(database).name)
        manifest = {
            "build_id": build_id,
            "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": describe(source),
        }
        (source / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        _sync_all(source)
        complete = source.rename(builds / source.name.removeprefix("."))
        sync(builds)
        tops = {Path(name).parts[0] for name in names}
        outputs = {builds.parent / name: name for name in (*sorted(tops), MANIFEST)}
        outputs[Path(database)] = Path(database).name
    except OSError as error:
        raise _explained(error, builds.parent) from error
    published = complete / Path(database).name
    copy = Path(further) if further and not same_path(Path(further), Path(database)) else None
    try:
        if copy:
            stage(published, copy)
    except OSError as error:
        raise _explained(error, copy) from error
    try:
        switch(builds, complete.name, outputs)
    except OSError as error:
        remove_unfinished(builds)
        raise _explained(error, builds.parent) from error
    try:
        if copy:
            appear(copy)
    finally:
        remove_unfinished(builds)
    _remove_old(builds, complete.name)


def _remove_old(builds: Path, current: str) -> None:
    youngest = time.time() - SECONDS_KEPT
    for folder in builds.iterdir():
        is_build = folder.is_dir() and not folder.is_symlink()
        if is_build and folder.name != current and folder.stat().st_mtime < youngest:
            # Where open files cannot be removed, the next publication tries again.
            shutil.rmtree(folder, ignore_errors=True)


def _explained(error: OSError, place: Path) -> PublicationError:
    return PublicationError(
        f"Cannot publish to '{place}': {error.strerror or error}"
        f"{f' ({error.filename})' if error.filename else ''}. What was published before is "
        f"still there, complete. Make room or allow writing there, and build again."
    )


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
