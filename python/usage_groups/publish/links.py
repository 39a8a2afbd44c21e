"""Let the paths that people use lead to another build, in one step where links are possible."""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from usage_groups.publish.manifest import is_published
from usage_groups.publish.syncing import sync

BUILDS = ".builds"
CURRENT = "current"
# Where links are impossible: what is being copied, so that a copy that was cut off is finished.
JOURNAL = "copying.json"
NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)


def switch(builds: Path, build: str, outputs: Mapping[Path, str]) -> None:
    """Let every path lead to a build.

    Parameters
    ----------
    builds : Path
        Folder of the folders of builds.
    build : str
        Name of the one to lead to, complete and synced.
    outputs : mapping of Path to str
        Name inside the build's folder that each path leads to.

    Raises
    ------
    OSError
        When a path cannot be made to lead there.
    """
    for path in outputs:
        if _is_folder(path) and not is_published(path, builds):
            raise IsADirectoryError(
                errno.EISDIR, "a folder of this name is in the way, move it elsewhere", str(path)
            )
    if not links_work(builds):
        _copy(builds, build, outputs)
        return
    if not (builds / CURRENT).is_symlink() and any(path.exists() for path in outputs):
        _adopt(builds, outputs)
    # These lead to the old build, or nowhere, until the one link is replaced that they share.
    for path, name in outputs.items():
        _link(path, _target(builds, path, name), builds)
    previous = builds / CURRENT
    if previous.is_symlink() and previous.exists():
        os.utime(previous)
    _link(previous, Path(build), builds)
    folders = {builds.parent, *(path.parent for path in outputs)}
    for folder in (builds, *folders):
        sync(folder)
    for path in (path for folder in folders for path in folder.iterdir()):
        if path not in outputs and _leads_through(path, builds):
            path.unlink()


def links_work(folder: Path) -> bool:
    """Try whether symbolic links can be made in a folder."""
    trial = folder / ".link.try"
    try:
        trial.unlink(missing_ok=True)
        trial.symlink_to(CURRENT)
    except OSError as error:
        if error.errno in NO_LINKS:
            return False
        raise
    trial.unlink()
    return True


def finish_copying(builds: Path) -> None:
    """Finish a copy that was cut off, so that all paths lead to one build again."""
    journal = builds / JOURNAL
    if not os.path.lexists(journal):
        return
    try:
        cut_off = json.loads(journal.read_text(encoding="utf-8"))
        build = cut_off["build"]
        outputs = {
            Path(os.path.normpath(builds / path)): name for path, name in cut_off["outputs"].items()
        }
        is_there = all((builds / build / name).exists() for name in outputs.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        is_there = False
    if is_there:
        _copy(builds, build, outputs)
    else:
        # Cut off itself, or of a build that is gone: the next publication puts all in order.
        _remove(journal)


def clear(builds: Path) -> None:
    """Remove what a publication that was cut off has left, once its copying is finished."""
    if os.path.lexists(builds) and not builds.is_dir():
        builds.unlink()
    exports, project = builds.parent, builds.parent.parent
    unfinished = (project.glob(f".*.duckdb.{kind}") for kind in ("link", "new"))
    for left in chain(builds.glob(".*"), exports.glob(".*.new"), *unfinished):
        _remove(left)


def _adopt(builds: Path, outputs: Mapping[Path, str]) -> None:
    """Turn what stands in place of links, as copying leaves it, into links to the same content."""
    adopted = builds / "earlier"
    _remove(adopted)
    adopted.mkdir()
    for path, name in outputs.items():
        if path.is_dir():
            shutil.copytree(path, adopted / name)
        elif path.is_file():
            shutil.copy2(path, adopted / name)
    _link(builds / CURRENT, Path(adopted.name), builds)


def _target(builds: Path, path: Path, name: str) -> Path:
    behind = builds.resolve() / CURRENT / name
    folder = path.parent.resolve()
    # Inside the project relative, so that the project can be moved.
    if folder.is_relative_to(builds.resolve().parent.parent):
        return Path(os.path.relpath(behind, folder))
    return behind


def _leads_through(path: Path, builds: Path) -> bool:
    if not path.is_symlink():
        return False
    target = os.path.normpath(path.parent.resolve() / path.readlink())
    return Path(target).is_relative_to(builds.resolve() / CURRENT)


def _link(path: Path, target: Path, builds: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    inside = path.parent in (builds, builds.parent)
    new = (builds if inside else path.parent) / f".{path.name}.link"
    _remove(new)
    new.symlink_to(target)
    # Nothing replaces a folder in one step; what it holds is in a build's folder too.
    _remove_folder(path)
    new.replace(path)


def _copy(builds: Path, build: str, outputs: Mapping[Path, str]) -> None:
    for path, name in outputs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = _new(path)
        _remove(new)
        if (builds / build / name).is_dir():
            shutil.copytree(builds / build / name, new)
        else:
            shutil.copy(builds / build / name, new)
    # Relative, so that nothing is written elsewhere once the project is moved.
    paths = {os.path.relpath(path, builds): name for path, name in outputs.items()}
    journal = builds / JOURNAL
    _new(journal).write_text(json.dumps({"build": build, "outputs": paths}), encoding="utf-8")
    sync(_new(journal))
    _remove_folder(journal)
    _new(journal).replace(journal)
    for path in outputs:
        _remove_folder(path)
        _new(path).replace(path)
    journal.unlink()


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _remove_folder(path: Path) -> None:
    if _is_folder(path):
        shutil.rmtree(path)


def _remove(path: Path) -> None:
    _remove_folder(path)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
