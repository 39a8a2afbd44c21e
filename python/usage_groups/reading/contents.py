"""Recognise what is not text of rows, and say so, before anything is read as such."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import duckdb

from usage_groups.database import connect
from usage_groups.sql import sql_text

BLOCK = 1 << 20
HEAD = 1 << 16
LONGEST_HEADER = 1 << 24
TAR_SIGN = slice(257, 262)
# Lines are read whole: no usage file separates anything with this control character.
NO_DELIMITER = "\x01"
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}

# First bytes of files that are given the wrong name, and what to do about each.
FORMATS = (
    (
        b"PK\x03\x04",
        "a spreadsheet or a ZIP archive. Save the sheet as CSV, or call the archive .zip",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save the sheet as CSV"),
    (b"PAR1", "a Parquet file. Give it a name that ends in .parquet"),
    (b"\x1f\x8b", "compressed with gzip. Give it a name that ends in .gz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard. Give it a name that ends in .zst"),
    (b"BZh", "compressed with bzip2. Give it a name that ends in .bz2"),
    (b"\xfd7zXZ\0", "compressed with xz. Give it a name that ends in .xz"),
    (b"7z\xbc\xaf", "a 7z archive. Unpack it, or pack it as .zip"),
    (b"Rar!", "a RAR archive. Unpack it, or pack it as .zip"),
    (b"SQLite format 3\0", "a SQLite database. Export the table as CSV"),
    (b"ARROW1", "an Arrow file. Write it as Parquet"),
    (b"ORC", "an ORC file. Write it as Parquet"),
    (b"Obj\x01", "an Avro file. Write it as Parquet"),
)


class InputError(ValueError):
    """The usage input cannot be read; the message says what was looked for and found."""


def compression(file: str) -> str:
    """Tell from its name how a file is compressed: ``gzip``, ``zstd`` or ``none``."""
    return COMPRESSIONS.get(Path(file).suffix.lower(), "none")


def open_binary(file: str) -> IO[bytes]:
    """Open a file, plain or gzip-compressed, to read bytes."""
    opener = gzip.open if compression(file) == "gzip" else Path.open
    return opener(Path(file), "rb")


def line_options(file: str) -> str:
    """Write the options with which DuckDB reads whole lines of a file and of its kind."""
    return (
        "auto_detect = false, header = false, columns = {'line': 'varchar'}, "
        f"delim = '{NO_DELIMITER}', quote = '', escape = '', hive_partitioning = false, "
        f"compression = '{compression(file)}'"
    )


def query_lines(file: str, select: str, condition: str) -> list[tuple]:
    """Ask about the lines of one file.

    Parameters
    ----------
    file : str
        Path of a text file, packed or not.
    select : str
        Expressions over ``line``.
    condition : str
        What stands behind ``where``.

    Raises
    ------
    InputError
        When it cannot be read as text.
    """
    query = (
        f"select {select} from read_csv({file_list([file])}, {line_options(file)}) "
        f"where {condition}"
    )
    sentence = (
        f"'{file}' cannot be read as text ({{reason}}). Write it again, as UTF-8 with lines of "
        "less than 2 MB."
    )
    with reasons(sentence), connect() as connection:
        return connection.execute(query).fetchall()


@contextmanager
def reasons(sentence: str) -> Iterator[None]:
    """Turn DuckDB's errors into a sentence that holds the ``{reason}``."""
    try:
        yield
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise InputError(sentence.replace("{reason}", reason)) from error


def file_list(files: list[str]) -> str:
    """Write files as a list that DuckDB reads: it takes each name for a pattern."""
    return f"[{', '.join(sql_text(as_pattern(file)) for file in files)}]"


def as_pattern(file: str) -> str:
    """Write the pattern that finds this file alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in file)


def first_line(file: str) -> str:
    """Read the first line of a text file.

    Parameters
    ----------
    file : str
        Path of the file, compressed as its name says.

    Returns
    -------
    str
        The line without its end and without a byte order mark.

    Raises
    ------
    InputError
        When the file is another format, is not UTF-8 or has other line ends than others.
    """
    if compression(file) == "zstd":
        rows = query_lines(file, "line", "true limit 1")
        return rows[0][0].removeprefix("\ufeff") if rows else ""
    with open_binary(file) as binary:
        head = binary.read(HEAD)
        check_signature(file, head)
        while b"\n" not in head and len(head) < LONGEST_HEADER and (more := binary.read(HEAD)):
            head += more
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


def check_signature(file: str, head: bytes) -> None:
    """Refuse what its first bytes show to be another format."""
    found = {advice for signature, advice in FORMATS if head.startswith(signature)}
    if head[TAR_SIGN] == b"ustar":
        found = {"a tar archive. Unpack it, or pack it as .zip"}
    for advice in found:
        message = f"'{file}' is {advice}, and build again."
        raise InputError(message)


def has_rows(file: str) -> bool:
    """Tell whether anything but blank lines stands behind the first line of a text file."""
    if compression(file) == "zstd":
        return len(query_lines(file, "1", "trim(line) <> '' limit 2")) > 1
    with open_binary(file) as binary:
        is_behind = False
        while block := binary.read(HEAD):
            rest = block if is_behind else block.partition(b"\n")[2]
            is_behind = is_behind or b"\n" in block
            if rest.strip(b"\r\n"):
                return True
    return False


def count_lines(file: str) -> int:
    """Count the lines of a CSV file that are not blank, its header included, however long."""
    if compression(file) == "zstd":
        return query_lines(file, "count(*)", "line <> ''")[0][0]
    count, is_blank = 0, True
    with open_binary(file) as binary:
        while block := binary.read(BLOCK):
            ended, newline, open_line = block.rpartition(b"\n")
            if newline:
                lines = ended.split(b"\n")
                filled = [bool(line.strip(b"\r")) for line in lines]
                filled[0] = filled[0] or not is_blank
                count += sum(filled)
                is_blank = True
            is_blank = is_blank and not open_line.strip(b"\r")
    return count + (not is_blank)
