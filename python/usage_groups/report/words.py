"""What is said about the input and about a group."""

import json

import pandas as pd

from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import plural, share
from usage_groups.report.figures.features import Feature
from usage_groups.report.figures.parts import Part

# Fewer days of use have no traits but what the name says; API types of few users that are named.
LEAST_DAYS, MOST_NAMED = 3, 8


def describe_group(profile: pd.Series, groups: pd.DataFrame, features: dict[str, Feature]) -> str:
    """Say what the median user of a group does, and what sets it apart from the other groups.

    Parameters
    ----------
    profile : Series
        A row of ``group_profiles``.
    groups : DataFrame
        The rows of all groups of the same part.
    features : dict of str to Feature
        The catalogue, by name.

    Returns
    -------
    str
        One or two sentences.
    """
    days, duration = profile["use_days"], profile["use_duration"]
    span = f" within {plural(duration + 1, 'day')}" if days > 1 else ""
    calls = plural(profile["calls_per_use_day"], "call")
    silence = profile["days_since_last_use"]
    left = f"last seen {plural(silence, 'day')} before the end" if silence else "in use to the end"
    does = f"Typical user: {plural(days, 'day')} of use{span}, {calls} a day of use, {left}."
    traits = _traits(profile, groups[groups["group_id"] != profile["group_id"]], features)
    apart = f" What sets it apart: {' and '.join(traits)}." if traits else ""
    return does + apart


def _traits(profile: pd.Series, others: pd.DataFrame, features: dict[str, Feature]) -> list[str]:
    """Find the two traits by which the median user is furthest from those of all other groups."""
    if others.empty or profile["use_days"] < LEAST_DAYS:
        return []
    found = []
    for name, feature in features.items():
        if pd.isna(feature.apart):
            continue
        value, low, high = profile[name], others[name].min(), others[name].max()
        distance = max(feature.distance(high, value), feature.distance(value, low))
        if distance >= 1:
            elsewhere = feature.write(low)
            if feature.write(high) != elsewhere:
                elsewhere += f" to {feature.write(high)}"
            words = f"{feature.apart} {feature.write(value)} (elsewhere {elsewhere})"
            found.append((-distance, words))
    return [words for _, words in sorted(found)[:2]]


def describe_small_types(parts: list[Part]) -> str:
    """Say in a line which API types have too few users to be divided; nothing where none has."""
    if not parts:
        return ""
    most = max(int(part.groups["user_count"].sum()) for part in parts)
    names = ", ".join(part.title for part in parts[:MOST_NAMED])
    others = f" and {len(parts) - MOST_NAMED:,} more" if len(parts) > MOST_NAMED else ""
    types = plural(len(parts), "further API type")
    return f"{types} with fewer than {most + 1} users, too few to be divided: {names}{others}."


def describe_unused_types(profiles: pd.DataFrame) -> str:
    """Say in a line which API types nobody used in the window; nothing where all were used."""
    typed = profiles[profiles["grouping"] == "user_api"]
    is_unused = typed.groupby("api_type")["is_dormant"].all()
    names = [cut(api_type, 24) for api_type in is_unused[is_unused].index]
    if not names:
        return ""
    others = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"Without use in the window: {', '.join(names[:MOST_NAMED])}{others}."


def list_warnings(build: pd.Series, sizes: pd.Series) -> list[str]:
    """Say what about the input calls for care.

    Parameters
    ----------
    build : Series
        The row of ``build_info``.
    sizes : Series
        Users of each API type.

    Returns
    -------
    list of str
        Sentences; none when nothing is off.
    """
    found = []
    read = build["rows_read"]
    for column, words in (
        ("rows_rejected", "could not be used"),
        ("rows_of_zero_usage", "have no calls and count as no usage"),
        ("rows_outside_period", "lie outside the period that was asked for"),
    ):
        if build[column]:
            portion = share(build[column] / read)
            found.append(f"{build[column]:,} of {read:,} rows ({portion}) {words}.")
    nobody, calls = build["rows_without_user"], build["calls_without_user"]
    if nobody:
        portion = share(calls / (calls + build["call_count"]))
        found.append(
            f"{nobody:,} of {read:,} rows, with {plural(calls, 'call')} ({portion} of all), "
            "have no user and are left out."
        )
    if build["similar_user_count"]:
        found.append(
            f"{plural(build['similar_user_count'], 'user')} differ only in case, spaces or Unicode "
            f"form from others, and are kept apart: {build['similar_users']}."
        )
    days = (build["period_end"] - build["period_start"]).days + 1
    if days < 28:  # noqa: PLR2004
        found.append(f"The period has {plural(days, 'day')}: too few to tell habits or weekdays.")
    small = int((sizes < 50).sum())  # noqa: PLR2004
    if small:
        verb = "has" if small == 1 else "have"
        found.append(
            f"{small} of {plural(len(sizes), 'API type')} {verb} fewer than 50 users: "
            "only plain divisions are stable there."
        )
    return found


def readable_json(text: str) -> list[tuple[str, str]]:
    """Turn a JSON object into names and values to be listed; unset ones are left out."""
    values = json.loads(text).items()
    return [(name, str(value)) for name, value in values if value not in (None, {})]
