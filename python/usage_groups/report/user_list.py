"""The list of all users, as rows of a table that are small."""

import pandas as pd
from markupsafe import Markup, escape

from usage_groups.report.accounts import LEAST_CHANGE, signed
from usage_groups.report.charts.boxes_and_bars import colour_of
from usage_groups.report.charts.markup import cut

# Bytes of the page that rows may take.
MOST_BYTES = 700_000


def list_users(
    users: pd.DataFrame, group_ids: dict[str, int], *, is_comparable: bool
) -> tuple[Markup, int]:
    """Write the rows of the heaviest users, and count them.

    Parameters
    ----------
    users : DataFrame
        ``report_users``, by rank.
    group_ids : dict of str to int
        Number of each group by its key; those of dormant users are left out.
    is_comparable : bool
        Whether the last four weeks have four before them.
    """
    names, rows, size = {}, [], 0
    for row in users.itertuples():
        if row.group_key not in names:
            colour = colour_of(group_ids.get(row.group_key, -1))
            names[row.group_key] = f'<i class="{colour}"></i>{escape(cut(row.group_name, 90))}'
        types = escape(cut(row.api_types, 40)) if isinstance(row.api_types, str) else ""
        account = " <b>key account</b>" if row.is_key_account else ""
        origin = (
            f" <small>(before: {escape(cut(row.from_name, 90))})</small>"
            if isinstance(row.from_name, str)
            else ""
        )
        change = write_change(row) if is_comparable else ""
        written = (
            f"<tr><td><bdi>{escape(cut(row.user_id, 32))}</bdi>{account}</td>"
            f"<td>{row.total_calls:,}</td><td>{row.recent_calls:,}</td><td>{change}</td>"
            f"<td>{row.last_used_on.date()}</td><td>{names[row.group_key]}{origin}</td>"
            f"<td>{types}</td></tr>\n"
        )
        size += len(written.encode())
        if size > MOST_BYTES:
            break
        rows.append(written)
    return Markup("".join(rows)), len(rows)  # noqa: S704


def write_change(row: object) -> str:
    """Write the change of calls between two spans of four weeks, short."""
    now, before = int(row.recent_calls), int(row.earlier_calls)
    if now == 0:
        return "silent"
    if before == 0:
        return "from 0"
    change = now / before - 1
    if abs(change) < LEAST_CHANGE:
        return "="
    return signed(change)
