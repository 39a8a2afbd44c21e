"""What the page says first: what was read, who makes the calls, and who rose and fell."""

import pandas as pd

from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import fine_share, long_day, plural, share, short_number

NUMBERS = (
    *("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve"),
)
# Users that the headline names, and heavy users that are listed where there is no key account.
MOST_NAMED, MOST_ACCOUNTS, HEAVIEST = 4, 10, 5
# The share of the calls from which the heaviest are named, and the part of it that is nearly all.
MANY, NEARLY_ALL = 0.5, 0.9
# Days without a call that are told of a heavy user.
LONG_SILENCE = 7
# Four weeks, and the change of calls between two such spans that is one.
SPAN, LEAST_CHANGE = 28, 0.1


def write_headline(accounts: pd.DataFrame, heaviest: pd.DataFrame, calls: int) -> str:
    """Say how few users make most of the calls, and who they are.

    Parameters
    ----------
    accounts : DataFrame
        The rows of ``key_accounts`` for all API types together, by rank.
    heaviest : DataFrame
        The active users with most calls, by rank.
    calls : int
        Calls of all users.

    Returns
    -------
    str
        A headline.
    """
    if accounts.empty:
        if len(heaviest) == 1:
            return f"One user makes all the calls: {cut(heaviest['user_id'].iloc[0], 32)}"
        shares = heaviest["total_calls"].cumsum() / max(calls, 1)
        if shares.iloc[-1] < MANY:
            number, portion = NUMBERS[len(heaviest)].lower(), fine_share(shares.iloc[-1])
            return f"Calls are spread over many users: the {number} heaviest make {portion}"
        # As few as make nearly all of that: heavy users who are like others are no key accounts.
        few = int((shares < NEARLY_ALL * shares.iloc[-1]).sum()) + 1
        accounts = heaviest.head(few).assign(call_share=heaviest["total_calls"] / max(calls, 1))
    count = len(accounts)
    number = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    named = count if count <= MOST_NAMED + 1 else MOST_NAMED
    names = ", ".join(cut(user, 20) for user in accounts["user_id"].head(named))
    more = f" and {count - named:,} more" if count > named else ""
    make = "user makes" if count == 1 else "users make"
    portion = fine_share(accounts["call_share"].sum())
    return f"{number} {make} {portion} of the calls: {names}{more}"


def describe_scope(build: pd.Series, whole: object, calls: int) -> str:
    """Say whom the groups describe, and who is beside them, of all users of the file.

    Parameters
    ----------
    build : Series
        The row of ``build_info``.
    whole : Part
        The groups of whole users.
    calls : int
        Calls in the days that the groups describe.
    """
    active, dormant = int(whole.groups["user_count"].sum()), int(whole.dormant["user_count"].sum())
    made = plural_short(calls, "call")
    if build["is_whole_period"]:
        return f"They made {made}; groups describe the whole time."
    span = plural(build["window_days"] // 7, "week")
    were = "was" if active == 1 else "were"
    rest = f" The other {dormant:,} {'is' if dormant == 1 else 'are'} dormant." if dormant else ""
    return (
        f"{active:,} of them {were} active in the last {span} (since "
        f"{long_day(build['window_start'])}), with {made} (all in all "
        f"{short_number(build['call_count'])}); shares and groups are of these.{rest}"
    )


def plural_short(count: float, word: str) -> str:
    """Write a large count in few characters, with its noun."""
    return f"{short_number(count)} {word}" + ("" if count == 1 else "s")


def can_compare(build: pd.Series) -> bool:
    """Tell whether the file has the four weeks before the last four."""
    return (build["period_end"] - build["period_start"]).days + 1 >= 2 * SPAN


def describe_trend(row: object, *, is_comparable: bool) -> tuple[str, str]:
    """Say whether a user's calls rose or fell in the last four weeks, and which of both as a class.

    Parameters
    ----------
    row : namedtuple
        With ``recent_calls``, ``earlier_calls`` and ``last_used_on``.
    is_comparable : bool
        Whether both spans are in the file.
    """
    now, before = int(row.recent_calls), int(row.earlier_calls)
    if now == 0:
        return f"silent since {long_day(row.last_used_on)}", "fell"
    if not is_comparable:
        return "", ""
    if before == 0:
        return "none before", "rose"
    change = now / before - 1
    if abs(change) < LEAST_CHANGE:
        return f"steady ({signed(change)})", "steady"
    return (
        (f"rose {rise(now, before)}", "rose") if change > 0 else (f"fell {share(-change)}", "fell")
    )


def rise(now: int, before: int) -> str:
    """Write by how much calls rose, many times as such."""
    return f"{now / before - 1:.0%}" if now < 3 * before else f"to {now / before:,.0f} times"


def signed(change: float) -> str:
    """Write a change as a percentage with its sign; what is left of calls is not none."""
    return f"{max(change, -0.99):+.0%}".replace("-", "\N{MINUS SIGN}")


def describe_use(calls: int, use_days: int) -> str:
    """Say what a user does of whom the name of the group is not true."""
    each = short_number(calls / max(use_days, 1))
    return f"this user: {each} calls a day of use, on {plural(use_days, 'day')}"


def list_accounts(
    accounts: pd.DataFrame, users: pd.DataFrame, calls: int, build: pd.Series
) -> list[dict[str, object]]:
    """List the key accounts, or the heaviest users where there are none.

    Parameters
    ----------
    accounts : DataFrame
        The rows of ``key_accounts`` for all API types together, by rank.
    users : DataFrame
        ``report_users``, by rank.
    calls : int
        Calls of all users in the days that the groups describe.
    build : Series
        The row of ``build_info``.
    """
    shown = users[users["user_id"].isin(accounts["user_id"].head(MOST_ACCOUNTS))]
    if accounts.empty:
        shown = users[users["lifecycle"] != "dormant"].head(HEAVIEST)
    listed = []
    for row in shown.itertuples():
        trend, direction = describe_trend(row, is_comparable=can_compare(build))
        spans = f"{short_number(row.earlier_calls)} → {short_number(row.recent_calls)} calls"
        silence = (build["period_end"] - row.last_used_on).days
        listed.append(
            {
                "user": row.user_id,
                "share": fine_share(row.total_calls / max(calls, 1)),
                "calls": f"{row.total_calls:,}",
                "trend": trend,
                "direction": direction,
                "spans": spans if can_compare(build) and row.recent_calls else "",
                "silence": f"no call for {plural(silence, 'day')}"
                if silence >= LONG_SILENCE and row.recent_calls
                else "",
                "group": row.group_name,
                "own": "" if row.name_fits else describe_use(row.total_calls, row.use_days),
                "before": row.from_name if isinstance(row.from_name, str) else "",
            }
        )
    return listed


def list_movers(movers: pd.DataFrame, *, is_rise: bool) -> list[dict[str, str]]:
    """List who made more, or less, calls in the last four weeks than in the four before."""
    rows = movers[movers["is_rise"].astype(bool) == is_rise].sort_values("rank")
    return [
        {
            "user": row.user_id,
            "before": f"{row.earlier_calls:,}",
            "now": f"{row.recent_calls:,}",
            "trend": describe_trend(row, is_comparable=True)[0],
            "group": row.group_name,
            "origin": row.from_name if isinstance(row.from_name, str) else "",
        }
        for row in rows.itertuples()
    ]
