"""What is said about the input and about a group."""

import json

import pandas as pd

from usage_groups.report.charts.axes import share
from usage_groups.report.figures.features import Feature


def plural(count: float, word: str) -> str:
    """Write a count with its noun."""
    digits = 0 if count >= 100 or count == int(count) else 1  # noqa: PLR2004
    return f"{count:,.{digits}f} {word}" + ("" if count == 1 else "s")


def describe_group(profile: pd.Series, spreads: pd.DataFrame, features: dict[str, Feature]) -> str:
    """Say what the median user of a group does, and what sets the group apart.

    Parameters
    ----------
    profile : Series
        A row of ``group_profiles``.
    spreads : DataFrame
        Quantiles of every feature over all users that the group was made from, by ``feature``.
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
    does = f"Median user: {plural(days, 'day')} of use{span}, {calls} a day, {left}."
    traits = _traits(profile, spreads, features)
    apart = f" What sets it apart: {', and '.join(traits)}." if traits else ""
    return does + apart


def _traits(profile: pd.Series, spreads: pd.DataFrame, features: dict[str, Feature]) -> list[str]:
    """Find the two features, of different kinds, by which the median user is furthest out."""
    found = []
    for name, feature in features.items():
        is_told = feature.is_charted and name in spreads.index
        # One day is dense by definition.
        if is_told and name != "use_density" and not pd.isna(profile[name]):
            portion, words = _place(profile[name], feature, spreads.loc[name])
            found.append((-portion, words, feature.kind))
    chosen: dict[str, str] = {}
    for portion, words, kind in sorted(found, key=lambda trait: trait[0]):
        if kind not in chosen and len(chosen) < 2 and portion <= -75:  # noqa: PLR2004
            chosen[kind] = f"{words} than {-portion}% of the users"
    if chosen or not found:
        return list(chosen.values())
    if profile["use_days"] == 1:
        return ["a single day"]
    portion, words, _ = min(found, key=lambda trait: trait[0])
    return [f"{words} than half of the users"] if portion else []


def _place(value: float, feature: Feature, spread: pd.Series) -> tuple[int, str]:
    """Return which portion of the users a value is above or below, and words for it."""
    limits = (
        *((95, "lowest", "highest"), (75, "lower_quarter", "upper_quarter")),
        *((50, "middle", "middle"),),
    )
    for portion, below, above in limits:
        if value > spread[above]:
            return portion, feature.more
        if value < spread[below]:
            return portion, feature.less
    return 0, ""


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
        ("rows_rejected", "could not be used; usage_rejects says why"),
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
