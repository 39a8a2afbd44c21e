"""What the workbook says, and its sheets in the order in which people want them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from usage_groups.workbook.sheets import Sheet, write_sheets
from usage_groups.workers import are_waiting, run_parts

# The name of the sheet of each table, and what it holds.
SHEETS = {
    "watch_list": ("Watch list", "whom to look at this week, and why"),
    "key_accounts": ("Key accounts", "the few who make most of the calls"),
    "group_profiles": ("Groups", "what each group is, with the medians of its users"),
    "user_groups": ("Users", "each user's group, by all that the user does"),
    "user_api_groups": ("Users by API type", "each user's group within each API type"),
    "user_moves": ("Moves", "who moved to another group, and which features moved them"),
}
COLUMNS = ("sheet", "column", "meaning")


def write_workbook(
    build: Mapping[str, Any], tables: dict[str, Sheet], meanings: list[tuple[str, str, str]]
) -> pd.DataFrame:
    """Write the workbook.

    Parameters
    ----------
    build : mapping of str to object
        The row of ``build_info``.
    tables : dict of str to (columns, rows, int)
        Of each table that has a sheet the columns, the first rows, and how many rows there are.
    meanings : list of (str, str, str)
        Table, column and its meaning.

    Returns
    -------
    DataFrame
        One row: ``content``, the bytes of the file.
    """
    sheets = {title: tables[table] for table, (title, _) in SHEETS.items()}
    said = [(SHEETS[table][0], column, meaning) for table, column, meaning in meanings]
    sheets["Columns"] = (list(COLUMNS), said, len(said))
    content = (introduction(build, tables), sheets)
    if are_waiting():
        # Beside the report, which dbt's other thread writes. To start a process takes longer.
        (file,) = run_parts(
            "usage_groups.workbook.sheets:write_sheets",
            [content],
            users=[sum(len(rows) for _, rows, _ in sheets.values())],
            title="Workbook",
        )
    else:
        file = write_sheets(*content)
    return pd.DataFrame({"content": [file]})


def introduction(build: Mapping[str, Any], tables: dict[str, Sheet]) -> list[str]:
    """Say what was read, what each sheet holds, and where the rest is.

    Parameters
    ----------
    build : mapping of str to object
        The row of ``build_info``.
    tables : dict of str to (columns, rows, int)
        As in `write_workbook`.

    Returns
    -------
    list of str
        Its lines.
    """
    days = f"{build['period_start']:%Y-%m-%d} to {build['period_end']:%Y-%m-%d}"
    window = f"the last {build['window_days']:,} days of it, from {build['window_start']:%Y-%m-%d}"
    counts = (
        f"{build['user_count']:,} users, {build['api_type_count']:,} API types, "
        f"{build['call_count']:,} calls"
    )
    lines = [
        "Usage Groups: which users behave alike",
        f"Made from {build['usage_path']}: {counts}, {days}.",
        f"Groups describe {'all of it' if build['is_whole_period'] else window}.",
        "",
    ]
    for table, (title, content) in SHEETS.items():
        lines.append(f"{title}: {content} ({tables[table][2]:,} rows).")
    return [
        *lines,
        "Columns: what each column means, and its unit.",
        "",
        "Rows are in order of calls. Numbers have four digits; usage_groups.duckdb has them all.",
    ]
