"""Write the SQL that reads usage files of any supported format as rows of text.

Every query returns ``file_name, dt, user_id, type, api_count`` as text, ``header_rows`` (rows of
the file before the first row of data), ``malformed`` (why a row has no columns, else null),
``original_text`` (the row as it came, where the format keeps it) and ``row_in_file`` (rows of data
before it in the file where one of these gives several rows, else null).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from usage_groups.reading.columns import REQUIRED_COLUMNS, Columns, Layout, Source
from usage_groups.reading.contents import file_list
from usage_groups.reading.json_layouts import json_elements, json_lines
from usage_groups.reading.layouts import parquet_rows
from usage_groups.sql import sql_text

NO_TEXT = "null::varchar"


@dataclass(frozen=True)
class _Rows:
    """What the rows of some files are selected from."""

    rows: str
    header_rows: int = 0
    malformed: str = NO_TEXT
    original_text: str = NO_TEXT
    row_in_file: str = "null::bigint"


def files_query(sources: list[Source]) -> str:
    """Write the query that reads files.

    Parameters
    ----------
    sources : list of Source
        The files, in order of name.

    Returns
    -------
    str
        A select statement; files with the same columns share one reader, in order of name.
    """
    if not sources:
        expressions = dict.fromkeys(REQUIRED_COLUMNS, NO_TEXT)
        return _rows_query(NO_TEXT, expressions, _Rows("range(0)"))
    alike: dict[tuple, list[Source]] = defaultdict(list)
    for number, source in enumerate(sources):
        columns = source.columns
        folders = tuple(required for required, _ in columns.folders)
        # The rows of a table with a column for each day are numbered file by file.
        own = number if columns.days else None
        alike[source.layout.reader, columns.expressions, folders, own].append(source)
    return "\nunion all\n".join(map(_query, alike.values()))


def table_query(table: str, columns: Columns) -> str:
    """Write the query that reads a table of a database, named as SQL does."""
    expressions = dict(columns.expressions)
    if columns.days:
        return _days_query("''", expressions, columns, _Rows(table))
    return _rows_query("''", expressions, _Rows(table))


def _query(sources: list[Source]) -> str:
    layout, columns = sources[0].layout, sources[0].columns
    rows = _read([source.path for source in sources], layout)
    path = layout.reader[1] if layout.reader[0] == "parquet" else "file_path"
    expressions = dict(columns.expressions)
    for required, _ in columns.folders:
        values = {source.path: dict(source.columns.folders)[required] for source in sources}
        expressions[required] = _by_file(values, path)
    name = _by_file({source.path: source.name for source in sources}, path)
    if columns.days:
        return _days_query(name, expressions, columns, rows)
    return _rows_query(name, expressions, rows)


def _by_file(values: Mapping[str, str], path: str) -> str:
    """Write the expression that gives a text for each file; a join would lose the rows' order."""
    if len(set(values.values())) == 1:
        return sql_text(next(iter(values.values())))
    pairs = ", ".join(f"{sql_text(file)}: {sql_text(value)}" for file, value in values.items())
    return f"map {{{pairs}}}[{path}]"


def _rows_query(name: str, expressions: Mapping[str, str], rows: _Rows) -> str:
    selected = ", ".join(f"{expressions[column]} as {column}" for column in REQUIRED_COLUMNS)
    return f"""
        select
            {name} as file_name, {selected}, {rows.header_rows} as header_rows,
            {rows.malformed} as malformed, {rows.original_text} as original_text,
            {rows.row_in_file} as row_in_file
        from {rows.rows}"""


def _days_query(name: str, expressions: Mapping[str, str], columns: Columns, rows: _Rows) -> str:
    days = ", ".join(sql_text(day) for day, _ in columns.days)
    counts = ", ".join(count for _, count in columns.days)
    return f"""
        select
            file_name, dt, user_id, type, api_count, {rows.header_rows} as header_rows,
            {NO_TEXT} as malformed, {NO_TEXT} as original_text, row_in_file
        from (
            select
                file_name, unnest([{days}]) as dt, user_id, type, unnest(counts) as api_count,
                row_in_file
            from (
                select
                    {name} as file_name, {expressions["user_id"]} as user_id,
                    {expressions["type"]} as type, [{counts}] as counts,
                    row_number() over () - 1 as row_in_file
                from {rows.rows}
            )
        )
        where trim(api_count) <> ''"""


def _read(files: list[str], layout: Layout) -> _Rows:
    match layout.reader:
        case "csv", delimiter, compression, column_count:
            names = [f"'column_{number}': 'varchar'" for number in range(int(column_count))]
            return _Rows(
                f"""read_csv(
            {file_list(files)}, auto_detect = false, header = true,
            columns = {{{", ".join(names)}}}, delim = {sql_text(delimiter)}, quote = '"',
            escape = '"', filename = 'file_path', hive_partitioning = false,
            compression = '{compression}', store_rejects = true,
            rejects_table = 'malformed_rows', rejects_scan = 'malformed_scans'
        )""",
                header_rows=1,
            )
        case "parquet", path:
            return _Rows(parquet_rows(files, path))
        case "copy", path:
            return _Rows(parquet_rows(files, path), row_in_file="row_in_file")
        case "json_array", _:
            return _json(json_elements(files), "json::varchar")
        case _:
            return _json(json_lines(files), "line")


def _json(rows: str, text: str) -> _Rows:
    record = f"case when json_valid({text}) and json_type({text}) = 'OBJECT' then {text} end"
    return _Rows(
        f"(select file_path, {text} as line, {record} as record from {rows} "
        f"where trim({text}) <> '')",
        malformed="case when record is null then 'not a JSON object' end",
        original_text="line",
    )
