"""Find the required columns of the usage among those that a file has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from usage_groups.reading.contents import InputError
from usage_groups.sql import sql_text

REQUIRED_COLUMNS = ("dt", "user_id", "type", "api_count")
# Headers that are days, whatever their order; whether they can be read is judged with the rows.
DAY = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}([T ]00?:00(:00([.]0+)?)?Z?)?|(19|20|21)\d{6}"
    r"|\d{1,2}([-/.])\d{1,2}\6\d{2}(\d{2})?"
)
ONE_CALL = "'1'"
# What a table with a column for each day has in its headers and cells.
DAILY = {"dt", "api_count"}


@dataclass(frozen=True)
class Layout:
    """How a file is read.

    Attributes
    ----------
    reader : tuple of str
        ``csv``, ``parquet``, ``json_lines``, ``json_array``, ``table`` or ``copy``, and more.
    columns : tuple of (str, str)
        Name of each column, and the expression that gives it as text.
    row_count : int, optional
        How many rows it holds, where that is known; at least one, where it is not.
    """

    reader: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    row_count: int | None = None


@dataclass(frozen=True)
class Usage:
    """What the vars say about the usage.

    Attributes
    ----------
    paths : tuple of str
        Files, folders and globs.
    columns : mapping of str to str or None
        The file's own name of a required column, where it differs; None where there is none: of
        ``api_count`` when each row is one call, of ``type`` beside `usage_type`.
    usage_type : str, optional
        The one type of files without such a column.
    usage_table : str, optional
        The table to read of a DuckDB database.
    project : str
        Folder of the project.
    """

    paths: tuple[str, ...]
    columns: Mapping[str, str | None] = field(default_factory=dict)
    usage_type: str | None = None
    usage_table: str | None = None
    project: str = "."


@dataclass(frozen=True)
class Columns:
    """Where the required columns of a file come from.

    Attributes
    ----------
    expressions : tuple of (str, str)
        Required column, and the expression that gives it as text.
    folders : tuple of (str, str)
        Required column, and its value in the name of a folder.
    days : tuple of (str, str)
        Day, and the expression of its count, of a table with a column for each day.
    """

    expressions: tuple[tuple[str, str], ...]
    folders: tuple[tuple[str, str], ...] = ()
    days: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Source:
    """A file of rows.

    Attributes
    ----------
    path : str
        What is read: the file itself, or what was unpacked of it.
    name : str
        Its name in what is published.
    layout : Layout
        What was found in them.
    columns : Columns
        Where the four columns of the input are.
    database : str, optional
        Path of the database that the file was copied from.
    origin : str, optional
        The file as it was found; None of a database, whose table may come from other files.
    """

    path: str
    name: str
    layout: Layout
    columns: Columns
    database: str | None = None
    origin: str | None = None

    @property
    def row_count(self) -> int | None:
        """How many rows come of it: None where that is not known, but at least one."""
        return None if self.columns.days and self.layout.row_count else self.layout.row_count


def find_columns(
    file: str, layout: Layout, usage: Usage, folders: Mapping[str, str] | None = None
) -> Columns:
    """Find each required column, whatever its case and place.

    Parameters
    ----------
    file : str
        Named in errors.
    layout : Layout
        What was found in a file.
    usage : Usage
        What is read, and what the vars say of it.
    folders : mapping of str to str, optional
        What folders like ``dt=2021-08-13`` above the file say: read where it lacks the column.

    Raises
    ------
    InputError
        When a column is missing, ambiguous or contradicts a var.
    """
    check_left_out(usage)
    names = [name.strip() for name, _ in layout.columns]
    folded = [name.casefold() for name in names]
    above = {name.strip().casefold(): value for name, value in (folders or {}).items()}
    expressions, from_folders, missing, ambiguous = {}, {}, [], []
    for required in REQUIRED_COLUMNS:
        name = (_wanted(usage, required) or "").strip().casefold()
        if not name and required == "api_count":
            expressions[required] = ONE_CALL
        elif folded.count(name) > 1:
            ambiguous.append(_wanted(usage, required))
        elif name in folded:
            expressions[required] = layout.columns[folded.index(name)][1]
        elif name in above:
            from_folders[required] = above[name]
        else:
            missing.append(required)
    if usage.usage_type is not None:
        if "type" not in missing:
            raise InputError(_two_types_message(file, usage))
        expressions["type"] = sql_text(usage.usage_type)
    days = _days(layout, names) if set(missing) >= DAILY else ()
    ambiguous += sorted({day for day, _ in days if names.count(day) > 1})
    if ambiguous:
        message = (
            f"'{file}' has more than one column {', '.join(ambiguous)} (names are compared without "
            f"case). Found: {', '.join(names)}. Rename all but one."
        )
        raise InputError(message)
    needed = set(missing) - expressions.keys() - (DAILY if days else set())
    if needed:
        lacking = [required for required in missing if required in needed]
        raise InputError(_missing_message(file, usage, lacking, names))
    return Columns(tuple(sorted(expressions.items())), tuple(sorted(from_folders.items())), days)


def _days(layout: Layout, names: list[str]) -> tuple[tuple[str, str], ...]:
    columns = zip(names, layout.columns, strict=True)
    return tuple((name, text) for name, (_, text) in columns if DAY.fullmatch(name))


def _wanted(usage: Usage, required: str) -> str | None:
    return usage.columns.get(required, required)


def check_left_out(usage: Usage) -> None:
    """See that `usage_columns` maps nothing to null that is needed.

    Raises
    ------
    InputError
        When it does.
    """
    needed = [name for name in ("dt", "user_id") if _wanted(usage, name) is None]
    if _wanted(usage, "type") is None and usage.usage_type is None:
        needed.append("type")
    if needed:
        message = (
            f"usage_columns maps {', '.join(needed)} to nothing. Only api_count can be null (each "
            "row is one call), and type where usage_type names the one type."
        )
        raise InputError(message)


def _two_types_message(file: str, usage: Usage) -> str:
    column = _wanted(usage, "type")
    return (
        f"'{file}' has a column {column}, and usage_type is set. Leave usage_type out, or leave "
        "the column aside with usage_columns: {type: null}."
    )


def _missing_message(file: str, usage: Usage, missing: list[str], names: list[str]) -> str:
    looked_for = [wanted for name in REQUIRED_COLUMNS if (wanted := _wanted(usage, name))]
    advice = "Other names can be mapped with usage_columns."
    if "type" in missing:
        advice += " If all of it is of one type, name that with usage_type."
    if "api_count" in missing:
        advice += " If each row is one call, write usage_columns: {api_count: null}."
    return (
        f"'{file}' has no column {', '.join(_wanted(usage, name) for name in missing)}. "
        f"Looked for: {', '.join(looked_for)}. Found: {', '.join(names)}. {advice}"
    )
