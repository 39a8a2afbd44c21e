"""Swap finished files in, so that a reader sees the old one or the new one."""

import os
from pathlib import Path


def swap_in(new: str, published: str) -> None:
    """Make a finished file the published one.

    The file is synced to disk and renamed over the old one, which processes that have it open
    go on reading; the folder is synced so that the rename survives a power cut.

    Parameters
    ----------
    new : str
        The finished file, on the same file system as ``published``.
    published : str
        The file that people read.

    Raises
    ------
    OSError
        When the file cannot be synced or renamed; the published file is then as it was.
    """
    target = Path(published)
    target.parent.mkdir(parents=True, exist_ok=True)
    _sync(Path(new))
    Path(new).replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
