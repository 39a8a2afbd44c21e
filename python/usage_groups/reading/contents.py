"""Recognise what is not text of rows, and say so, before anything is read as such."""

import gzip
import zlib
from pathlib import Path
from typing import IO

BLOCK = 1 << 20
HEAD = 1 << 16

# First bytes of files that are given the wrong name, and what to do about each.
FORMATS = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook. Unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save the sheet as CSV"),
    (b"PAR1", "a Parquet file. Give it a name that ends in .parquet"),
    (b"\x1f\x8b", "compressed with gzip. Give it a name that ends in .gz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard. Unpack it, or compress it with gzip"),
    (b"BZh", "compressed with bzip2. Unpack it, or compress it with gzip"),
)


class InputError(ValueError):
    """The usage input cannot be read; the message says what was looked for and found."""


def open_binary(file: str) -> IO[bytes]:
    """Open a file, gzip-compressed when its name ends in ``.gz``, to read bytes."""
    opener = gzip.open if file.lower().endswith(".gz") else Path.open
    return opener(Path(file), "rb")


def first_line(file: str) -> str:
    """Read the first line of a text file.

    Parameters
    ----------
    file : str
        Path of the file, gzip-compressed when its name ends in ``.gz``.

    Returns
    -------
    str
        The line without its end and without a byte order mark.

    Raises
    ------
    InputError
        When the file is another format, is not UTF-8, has other line ends than others, or is a
        gzip file that is not complete or not one at all.
    """
    check_gzip(file)
    with open_binary(file) as binary:
        head = binary.read(HEAD)
    for signature, advice in FORMATS:
        if head.startswith(signature):
            message = f"'{file}' is {advice}, and build again."
            raise InputError(message)
    line = head.split(b"\n", 1)[0].rstrip(b"\r")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        message = f"'{file}' is UTF-16. Save it as UTF-8 and build again."
        raise InputError(message)
    if b"\r" in line:
        message = (
            f"The lines of '{file}' end in a carriage return alone, or in different ways. "
            "Save it with one kind of line end (LF or CR LF) and build again."
        )
        raise InputError(message)
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            f"The header of '{file}' is not UTF-8 ({error}). Save it as UTF-8 and build again."
        )
        raise InputError(message) from error


def check_gzip(file: str) -> None:
    """Read a gzip file to its end: DuckDB does not compare the checksum that stands there.

    Parameters
    ----------
    file : str
        Path of a file; nothing is read unless its name ends in ``.gz``.

    Raises
    ------
    InputError
        When it is cut off, damaged, or not gzip at all.
    """
    if not file.lower().endswith(".gz"):
        return
    try:
        with gzip.open(file, "rb") as binary:
            while binary.read(BLOCK):
                pass
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"'{file}' is not a complete gzip file ({error}). Compress or copy it again."
        raise InputError(message) from error
