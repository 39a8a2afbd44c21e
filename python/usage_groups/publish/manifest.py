"""What a build consists of: the size and hash of each of its files."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MANIFEST = "manifest.json"


def describe(folder: Path) -> dict[str, dict[str, int | str]]:
    """Tell the size and hash of every file in a folder, but for its manifest, in order of name."""
    files = {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    files.pop(MANIFEST, None)
    # Large files are read on all cores: hashes are computed without the interpreter's lock.
    with ThreadPoolExecutor() as pool:
        hashes = pool.map(_hash, files.values())
        return {
            name: {"bytes": file.stat().st_size, "sha256": digest}
            for (name, file), digest in zip(files.items(), hashes, strict=True)
        }


def is_published(folder: Path, builds: Path) -> bool:
    """Tell whether a folder holds nothing but what builds have published, so that nothing is lost.

    Parameters
    ----------
    folder : Path
        Stands where an output is to be published.
    builds : Path
        Folder of the folders of builds; manifests are looked for there and beside it.

    Returns
    -------
    bool
        Whether each file in the folder is one that a manifest lists.
    """
    published = set()
    for manifest in (builds.parent / MANIFEST, *builds.glob(f"*/{MANIFEST}")):
        try:
            files = json.loads(manifest.read_text(encoding="utf-8"))["files"].values()
            published |= {file["sha256"] for file in files}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return all(file.name == MANIFEST or _hash(file) in published for file in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _hash(file: Path) -> str:
    with file.open("rb") as binary:
        return hashlib.file_digest(binary, "sha256").hexdigest()
