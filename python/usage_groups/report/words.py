"""What features are called, and what is said about a group."""

import json
from dataclasses import dataclass

import pandas as pd

from usage_groups.report.scales import share, short_number


@dataclass(frozen=True)
class Feature:
    """How a feature is shown.

    Parameters
    ----------
    words : str
    unit : str
    scale : {"share", "log", "log1p"}
    kind : str
        Features of a kind say much the same; a sentence has one of each.
    more, less : str
        What a user with a high or low value has or does.
    """

    words: str
    unit: str
    scale: str
    kind: str
    more: str
    less: str


FEATURES = {
    "total_calls": Feature(
        *("Calls in the period", "calls, log scale", "log", "volume", "more calls", "fewer calls")
    ),
    "use_days": Feature(
        *("Days of use", "days, log scale", "log", "habit"),
        *("more days of use", "fewer days of use"),
    ),
    "calls_per_use_day": Feature(
        *("Calls per day of use", "calls a day, log scale", "log", "volume"),
        *("more calls a day", "fewer calls a day"),
    ),
    "use_duration": Feature(
        *("First to last use", "days, log scale", "log1p", "habit"),
        *("a longer time from first to last use", "a shorter time from first to last use"),
    ),
    "days_since_last_use": Feature(
        *("Days since the last use", "days, log scale", "log1p", "recency"),
        *("a longer silence since the last use", "a more recent last use"),
    ),
    "longest_streak": Feature(
        *("Longest run of days", "days, log scale", "log", "habit"),
        *("longer runs of days", "shorter runs of days"),
    ),
    "use_density": Feature(
        *("Days with use, of those from first to last", "share of days", "share", "rhythm"),
        *("denser use", "sparser use"),
    ),
    "weekend_share": Feature(
        *("Use at weekends", "share of the days of use (2/7 = 29% is even)", "share", "week"),
        *("more use at weekends", "less use at weekends"),
    ),
}
OTHER_WORDS = {
    "avg_cont_use": "Mean run of days",
    "total_calls_log10": "Calls, log10",
    "usage_range": "Range of daily calls",
    "mean_usage_scaled": "Mean, own scale",
    "sd_usage_scaled": "Spread, own scale",
    "mean_gap_days": "Days between uses",
    "gap_irregularity": "Irregularity of the gaps",
    "use_centre": "Centre of use",
    "same_weekday_share": "Use on the same weekday",
    "days_before_first_use": "Days before the first use",
    "sd_calls_log10": "Spread of daily calls",
    "busiest_day_share": "Share of the busiest day",
    "peak_count": "Usage peaks",
    "trend_relative": "Trend over the period",
    "growth_log10": "Growth while in use",
}
ALGORITHMS = {
    "kmeans": "k-means",
    "gaussian_mixture": "mixture",
    "ward": "Ward",
    "hdbscan": "HDBSCAN",
    "dbscan": "DBSCAN",
}


def feature_words(feature: str) -> str:
    """Name a feature in words; one that is not known by its column."""
    known = FEATURES.get(feature)
    return known.words if known else OTHER_WORDS.get(feature, feature)


def plural(count: float, word: str) -> str:
    """Write a count with its noun."""
    return f"{count:,.0f} {word}" if count == 1 else f"{count:,.4g} {word}s"


def describe_group(profile: pd.Series, spreads: pd.DataFrame) -> str:
    """Say what the median user of a group does, and what sets the group apart.

    Parameters
    ----------
    profile : Series
        A row of ``group_profiles``.
    spreads : DataFrame
        Quantiles of every feature over all users that the group was made from, by ``feature``.

    Returns
    -------
    str
        Two sentences.
    """
    days, duration = profile["use_days"], profile["use_duration"]
    span = f" within {plural(duration + 1, 'day')}" if days > 1 else ""
    calls = short_number(profile["calls_per_use_day"])
    silence = profile["days_since_last_use"]
    left = "still in use at the end" if silence < 1 else f"last seen {plural(silence, 'day')} before the end"
    does = f"Median user: {plural(days, 'day')} of use{span}, {calls} calls a day, {left}."
    traits = _traits(profile, spreads)
    apart = ", and ".join(traits) or "close to what is usual here"
    return f"{does} What sets it apart: {apart}."


def _traits(profile: pd.Series, spreads: pd.DataFrame) -> list[str]:
    """Find the two features, of different kinds, by which the median user is furthest out."""
    found = []
    for name, feature in FEATURES.items():
        value = profile.get(name)
        if name not in spreads.index or pd.isna(value):
            continue
        spread = spreads.loc[name]
        for words, high in ((feature.more, True), (feature.less, False)):
            for portion, column in ((95, "highest"), (75, "upper_quarter"), (50, "middle")):
                mirrored = {"highest": "lowest", "upper_quarter": "lower_quarter"}
                edge = spread[column if high else mirrored.get(column, column)]
                if value > edge if high else value < edge:
                    found.append((-portion, words, feature.kind))
                    break
    chosen: dict[str, str] = {}
    for portion, words, kind in sorted(found, key=lambda trait: trait[0]):
        if kind not in chosen and len(chosen) < 2:  # noqa: PLR2004
            chosen[kind] = f"{words} than {-portion}% of users"
    return list(chosen.values())


def describe_stability(stability: float) -> str:
    """Put a stability in a word, by the limits of Hennig (2007)."""
    if pd.isna(stability):
        return ""
    if stability >= 0.85:  # noqa: PLR2004
        return "highly stable"
    return "stable" if stability >= 0.75 else "doubtful borders"  # noqa: PLR2004


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
            found.append(f"{build[column]:,} of {read:,} rows ({share(build[column] / read)}) {words}.")
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
    return [(name, str(value)) for name, value in json.loads(text).items() if value not in (None, {})]
