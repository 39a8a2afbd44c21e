"""What a build has read and found, in lines for a terminal, from the published database."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from usage_groups.database import connect

# As build_info counts them.
SET_APART = (
    *("rejected", "of no usage", "outside the period", "without a user"),
    "that another file has too",
)
REASONS_SHOWN = 3
USERS_SHOWN = 4
# A remark says at its end what to do.
WIDTH = 500


def summary(database: Path, remarks: Sequence[str], room: int) -> list[str]:
    """Say what was read and set apart, who makes most of the calls and which groups there are.

    Parameters
    ----------
    database : Path
        The published one.
    remarks : sequence of str
        What the build has remarked on.
    room : int
        How many lines there may be.

    Returns
    -------
    list of str
    """
    with connect(database, read_only=True) as connection:
        read = _read(connection)
        accounts = _key_accounts(connection)
        groups = _groups(connection)
    room -= len(read) + 1
    shown = _fitted([f"Remark: {remark}" for remark in remarks], room // 2, "remarks in the log")
    groups = _fitted(groups, room - len(shown), "types in exports/groups.csv")
    return [*map(plain, read), *shown, plain(accounts), *groups]


def plain(text: str) -> str:
    """Take out of a text what would move the cursor of a terminal or start a new line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _fitted(lines: list[str], room: int, others: str) -> list[str]:
    cut = [line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…" for line in map(plain, lines)]
    if len(cut) <= room:
        return cut
    kept = max(room - 1, 0)
    return [*cut[:kept], f"… and {len(cut) - kept} more {others}"]


def _read(connection: duckdb.DuckDBPyConnection) -> list[str]:
    ((path, rows, users, dormant, types, calls, start, end, *counts),) = connection.execute(
        "select usage_path, rows_read, user_count, dormant_user_count, api_type_count, call_count, "
        "period_start, period_end, rows_rejected, rows_of_zero_usage, rows_outside_period, "
        "rows_without_user, rows_counted_once from build_info"
    ).fetchall()
    asleep = f" ({dormant:,} dormant)" if dormant else ""
    found = f"{_count(users, 'user')}{asleep}, {_count(types, 'type')}, {calls:,.0f} calls"
    lines = [f"Read {rows:,} rows of {path}: {found}, {start} to {end}."]
    apart = [f"{count:,} {why}" for count, why in zip(counts, SET_APART, strict=True) if count]
    if apart:
        reasons = connection.execute(
            "select reason, count(*) from usage_rejects "
            "group by reason order by count(*) desc, reason limit ?",
            [REASONS_SHOWN],
        ).fetchall()
        most = "; ".join(f"{reason} ({count:,})" for reason, count in reasons)
        more = f"; most often: {most}. See build/usage_rejects.csv" if most else ""
        lines.append(f"Rows set apart: {', '.join(apart)}{more}.")
    return lines


def _groups(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select api_type, group_name, user_count from group_profiles "
        "where grouping = 'user_api' order by api_type, size_rank"
    ).fetchall()
    types = defaultdict(list)
    for api_type, name, users in rows:
        types[api_type].append((users, name))
    largest = sorted(types.items(), key=lambda item: -sum(users for users, _ in item[1]))
    return [
        f"{api_type}: {'; '.join(f'{users:,} {name}' for users, name in groups)}"
        for api_type, groups in largest
    ]


def _key_accounts(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute(
        "select user_id, call_share, habit, (group_name, coalesce(name_fits, true)) "
        "from key_accounts left join (select user_id, name_fits from user_groups) using (user_id) "
        "where api_type is null order by rank"
    ).fetchall()
    if not rows:
        ((user, share),) = connection.execute(
            "select user_id, sum(total_calls) / sum(sum(total_calls)) over () as share "
            "from usage_features group by user_id order by share desc, user_id limit 1"
        ).fetchall()
        least = "<1%" if share < 0.005 else f"{share:.0%}"  # noqa: PLR2004
        return f"Key accounts: none; {user} makes most calls ({least})."
    shown = rows[:USERS_SHOWN]
    together = [
        ", ".join(f"{user} ({share:.0%} of all calls, {habit})" for user, share, habit, _ in own)
        + f" in the group “{group}”{'' if is_true else ', whose name is not true here'}"
        for (group, is_true), own in groupby(shown, key=itemgetter(3))
    ]
    more = len(rows) - len(shown)
    others = f"; and {more:,} more in exports/key_accounts.csv" if more else ""
    return f"Key accounts: {'; '.join(together)}{others}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
