"""Let the paths that people use lead to another build, in one step where links are possible."""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

BUILDS = ".builds"
CURRENT = "current"
# Where links are impossible: what is being copied, so that a copy that was cut off is finished.
JOURNAL = "copying.json"
NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
WINDOWS_LACKS_PRIVILEGE = 1314


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
    if not links_work(builds):
        _copy(builds, build, outputs)
        return
    if not (builds / CURRENT).is_symlink():
        _adopt(builds, outputs)
    # These lead to the old build, or nowhere, until the one link is replaced that they share.
    for path, name in outputs.items():
        _link(path, _target(builds, path, name), builds)
    previous = builds / CURRENT
    if previous.exists():
        os.utime(previous)
    _link(previous, Path(build), builds)
    _sync_folders({builds, *(path.parent for path in outputs)})
    for path in builds.parent.iterdir():
        if path not in outputs and _leads_through(path, builds):
            path.unlink()


def links_work(folder: Path) -> bool:
    """Try whether symbolic links can be made in a folder."""
    trial = folder / ".link.try"
    try:
        trial.unlink(missing_ok=True)
        trial.symlink_to(CURRENT)
    except NotImplementedError:
        return False
    except OSError as error:
        if error.errno in NO_LINKS or getattr(error, "winerror", 0) == WINDOWS_LACKS_PRIVILEGE:
            return False
        raise
    trial.unlink()
    return True


def finish_copying(builds: Path) -> None:
    """Finish a copy that was cut off, so that all paths lead to one build again."""
    journal = builds / JOURNAL
    if journal.exists():
        cut_off = json.loads(journal.read_text(encoding="utf-8"))
        outputs = {Path(path): name for path, name in cut_off["outputs"].items()}
        _copy(builds, cut_off["build"], outputs)


def _adopt(builds: Path, outputs: Mapping[Path, str]) -> None:
    """Turn plain files, as an earlier version published them, into links to the same content."""
    found = {path: name for path, name in outputs.items() if path.is_file()}
    if found:
        adopted = builds / "earlier"
        shutil.rmtree(adopted, ignore_errors=True)
        adopted.mkdir()
        for path, name in found.items():
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
    return path.is_symlink() and path.readlink().parts[:2] == (builds.name, CURRENT)


def _link(path: Path, target: Path, builds: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    if path.is_dir() and not path.is_symlink():
        raise IsADirectoryError(
            errno.EISDIR, "a folder of this name is in the way, move it elsewhere", str(path)
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    inside = path.parent in (builds, builds.parent)
    new = (builds if inside else path.parent) / f".{path.name}.link"
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(path)


def _copy(builds: Path, build: str, outputs: Mapping[Path, str]) -> None:
    for path, name in outputs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        if (builds / build / name).is_dir():
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(builds / build / name, new)
        else:
            shutil.copyfile(builds / build / name, new)
    journal = {"build": build, "outputs": {str(path): name for path, name in outputs.items()}}
    (builds / JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    for path in outputs:
        if path.is_dir():
            shutil.rmtree(path)
        path.with_name(f".{path.name}.new").replace(path)
    (builds / JOURNAL).unlink()


def _sync_folders(folders: Iterable[Path]) -> None:
    if os.name == "nt":
        return
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
