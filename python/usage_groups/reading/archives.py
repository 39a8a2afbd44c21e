"""Unpack what DuckDB does not unpack, and see that what it unpacks is complete."""

import atexit
import bz2
import gzip
import lzma
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from usage_groups.reading.contents import BLOCK, InputError, compression
from usage_groups.reading.files import is_left_beside

PREFIX = "unpacked-"
ARCHIVE = ".zip"
STREAMS = {".bz2": bz2.open, ".xz": lzma.open}
# What a spreadsheet holds, which is a ZIP archive as well.
PARTS_OF_SHEETS = {"[Content_Types].xml", "META-INF/manifest.xml"}
ENCRYPTED = 1
# The ends of a name by which files are read, as in usage.csv.gz.
READ_BY = re.compile(r"([.][A-Za-z0-9]{1,8}){0,2}$")
ZSTD_FRAME = 0xFD2FB528
# Frames of these numbers hold what is no content.
ZSTD_SKIPPED = range(0x184D2A50, 0x184D2A60)
SIZES_OF_DICTIONARY_ID = (0, 1, 2, 4)
SIZES_OF_CONTENT_SIZE = (0, 2, 4, 8)
REPEATED_BYTE = 1


def check_complete(file: str) -> None:
    """Read a compressed file to its end.

    Parameters
    ----------
    file : str
        Path of a file; nothing is read unless its name says that it is compressed.

    Raises
    ------
    InputError
        When it is cut off, damaged, or not compressed at all.
    """
    kind = compression(file)
    if kind == "gzip":
        _check_gzip(file)
    elif kind == "zstd":
        _check_zstd(file)


def _check_gzip(file: str) -> None:
    # DuckDB does not compare the checksum that stands at the end.
    try:
        with gzip.open(file, "rb") as binary:
            while binary.read(BLOCK):
                pass
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"'{file}' is not a complete gzip file ({error}). Compress or copy it again."
        raise InputError(message) from error


def _check_zstd(file: str) -> None:
    # DuckDB compares checksums, but takes the end of the file for the end of the content.
    try:
        with Path(file).open("rb") as binary:
            size = Path(file).stat().st_size
            while binary.tell() < size or size == 0:
                _skip_frame(binary)
            is_complete = binary.tell() == size
    except EOFError:
        is_complete = False
    if not is_complete:
        message = f"'{file}' is not a complete Zstandard file. Compress or copy it again."
        raise InputError(message)


def _skip_frame(binary: IO[bytes]) -> None:
    """Go to the end of a frame, by RFC 8878."""
    magic = _number(binary, 4)
    if magic in ZSTD_SKIPPED:
        binary.seek(_number(binary, 4), 1)
        return
    if magic != ZSTD_FRAME:
        raise EOFError
    descriptor = _number(binary, 1)
    has_one_segment = descriptor >> 5 & 1
    content_size = SIZES_OF_CONTENT_SIZE[descriptor >> 6] or has_one_segment
    window = 1 - has_one_segment
    binary.seek(window + SIZES_OF_DICTIONARY_ID[descriptor & 3] + content_size, 1)
    is_last = False
    while not is_last:
        header = _number(binary, 3)
        is_last, kind, size = header & 1, header >> 1 & 3, header >> 3
        binary.seek(1 if kind == REPEATED_BYTE else size, 1)
    has_checksum = descriptor >> 2 & 1
    binary.seek(4 * has_checksum, 1)


def _number(binary: IO[bytes], length: int) -> int:
    content = binary.read(length)
    if len(content) < length:
        raise EOFError
    return int.from_bytes(content, "little")


def unpack(file: str, folder: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """Unpack a file where its name says that this is needed.

    Parameters
    ----------
    file : str
        Path of the archive.
    folder : callable
        Makes the folder for what it holds, and returns it.

    Yields
    ------
    path : str
        A file to read: the same one where there is nothing to unpack.
    inside : str
        Its name in the archive, '' where it is not one.

    Raises
    ------
    InputError
        When it is damaged, encrypted, holds no file or cannot be written.
    """
    suffix = Path(file).suffix.lower()
    if suffix == ARCHIVE:
        yield from _unpack_archive(file, folder)
    elif suffix in STREAMS:
        try:
            with STREAMS[suffix](file, "rb") as packed:
                unpacked = _write(packed, Path(file).stem, folder())
        except (EOFError, lzma.LZMAError, OSError, ValueError) as error:
            raise _damage(file, suffix, error) from error
        yield from unpack(unpacked, folder)
    else:
        yield file, ""


def make_folder(build: str) -> str:
    """Make a folder that goes when this process ends."""
    Path(build).mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=build)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def clear_folders(build: str) -> None:
    """Remove what processes that were killed have left; no other build may be running."""
    for folder in Path(build).glob(f"{PREFIX}*"):
        if not folder.name.startswith(f"{PREFIX}{os.getpid()}-"):
            shutil.rmtree(folder, ignore_errors=True)


def _unpack_archive(file: str, folder: Callable[[], str]) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [
                member
                for member in archive.infolist()
                if not member.is_dir() and not any(map(is_left_beside, _parts(member.filename)))
            ]
            _check_members(file, archive, members)
            unpacked = []
            for member in sorted(members, key=lambda member: member.filename):
                with archive.open(member) as packed:
                    unpacked.append((_write(packed, member.filename, folder()), member.filename))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise _damage(file, ARCHIVE, error) from error
    for path, name in unpacked:
        for inner, inside in unpack(path, folder):
            yield inner, f"{name}/{inside}" if inside else name


def _parts(name: str) -> list[str]:
    return [part for part in PurePosixPath(name).parts if part != ".."]


def _check_members(file: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    if PARTS_OF_SHEETS & set(archive.namelist()):
        message = f"'{file}' is a spreadsheet. Save the sheet as CSV, and build again."
        raise InputError(message)
    if not members:
        message = f"'{file}' holds no file. Pack it again."
        raise InputError(message)
    if any(member.flag_bits & ENCRYPTED for member in members):
        message = f"'{file}' is encrypted. Unpack it, and build again."
        raise InputError(message)


def _write(packed: IO[bytes], name: str, folder: str) -> str:
    ends = READ_BY.search(PurePosixPath(name).name)[0]
    handle, path = tempfile.mkstemp(suffix=ends, dir=folder)
    with os.fdopen(handle, "wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, BLOCK)
    return path


def _damage(file: str, suffix: str, error: Exception) -> InputError:
    if isinstance(error, OSError) and error.errno is not None:
        return InputError(f"'{file}' cannot be unpacked ({error.strerror}). Make room for it.")
    return InputError(f"'{file}' is not a complete {suffix} file ({error}). Pack or copy it again.")
