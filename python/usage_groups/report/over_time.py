"""What the report says of groups over time: whom to watch, moves, searches, what is missing."""

import json
import re

import pandas as pd

from usage_groups.report.charts.axes import share
from usage_groups.report.charts.markup import cut
from usage_groups.report.figures.parts import Part
from usage_groups.report.words import long_day, plural

# Why a user is watched (int_watched_users, int_watch_reasons), for those who do not query.
REASONS = {
    "silent beyond own gaps": "Silent for longer than usual",
    "falling": "Calls are falling",
    "returned": "Back after a long silence",
    "new and already heavy": "New, and already a heavy user",
    "growing beyond the range": "Growing beyond what others do",
    "of a kind that stops": "Users like this often stop",
}
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# Days of a file from which on it has a history by itself (macros/input/period.sql), and what
# further days the next as-of day and a look at what happened next need.
FIRST_HISTORY, STEP, OUTLOOK = 26 * 7 + 1, 7, 28
# A difference in what is explained that is one.
LEAST_LEAD = 0.01
MOST_SEARCHES = 3
# What became of a search (group_models), before how often.
OUTCOMES = {
    "first": "groups found for the first time:",
    "replaced": "groups replaced:",
    "kept": "kept, as nothing clearly better was found:",
}


def say_over_time(parts: list[Part], tables: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Collect what the section says beside its figures.

    Parameters
    ----------
    parts : list of Part
        The groups of today, whole users last.
    tables : dict of str to DataFrame
        As `write_report` has them.

    Returns
    -------
    dict
        By the names that the template knows.
    """
    build, days = tables["build_info"].iloc[0], tables["group_sizes"]["as_of_date"]
    return {
        "watched": list_watched(tables["watched"]),
        "is_risk_known": bool(tables["watched"]["risk"].notna().any()),
        "moves": list_moves(tables["report_user_moves"]),
        "since": None if days.empty else long_day(days.min()),
        "missing": describe_missing(build, days),
        "foretelling": describe_foretelling(parts, tables["group_outcomes"]),
        "searches": describe_searches(tables["group_models"], build["period_end"]),
    }


def list_watched(watched: pd.DataFrame) -> list[dict[str, object]]:
    """Put rows of ``watch_list`` into words."""
    return [
        {
            "user": row.user_id,
            "api_type": row.api_type if isinstance(row.api_type, str) else "all API types",
            "group": row.group_name,
            "reason": REASONS.get(row.reason, row.reason),
            "details": ISO_DAY.sub(lambda day: long_day(pd.Timestamp(day[0])), row.details),
            "risk": describe_risk(row),
            "range": None
            if pd.isna(row.risk)
            else f"{share(row.risk_low)} to {share(row.risk_high)}",
            "calls": f"{row.calls_at_stake:,}",
            "action": row.action if isinstance(row.action, str) else "",
        }
        for row in watched.sort_values("rank").itertuples()
    ]


def describe_risk(row: object) -> str:
    """Say how many of those alike fell silent, of a row of ``watch_list``."""
    if pd.isna(row.risk):
        return "not known yet"
    return f"{round(row.risk * row.alike):,} of {row.alike:,} alike fell silent"


def list_moves(moves: pd.DataFrame) -> list[dict[str, object]]:
    """Put rows of ``report_user_moves`` into words."""
    return [
        {
            "user": row.user_id,
            "api_type": row.api_type if isinstance(row.api_type, str) else "all API types",
            "on": long_day(row.moved_on),
            "origin": row.from_name,
            "target": row.to_name,
            "calls": f"{row.calls_before:,} → {row.calls_after:,}",
            "reasons": [
                reason
                for reason in (row.reason_1, row.reason_2, row.reason_3)
                if isinstance(reason, str)
            ],
        }
        for row in moves.sort_values("rank").itertuples()
    ]


def describe_missing(build: pd.Series, days: pd.Series) -> str:
    """Say how many days of usage are missing for a history, or for what happened next."""
    length = (build["period_end"] - build["period_start"]).days + 1
    asked = json.loads(build["parameters"]).get("window_days")
    if days.min() < days.max():
        short = OUTLOOK - (days.max() - days.min()).days
        if short <= 0:
            return ""
        return (
            f"What happened next is known once the history spans {OUTLOOK} days: "
            f"{plural(short, 'day')} are missing."
        )
    if asked == "whole":
        return (
            "There is no history: groups describe the whole period, as window_days asks for. "
            "With window_days: 56, say, they describe the last 56 days, and earlier ones are kept."
        )
    if asked is not None:
        short = asked + STEP - length
        return (
            f"There is no history yet: it starts with a file {plural(STEP, 'day')} longer than the "
            f"window of {plural(asked, 'day')}; {_are_missing(short)}."
        )
    return (
        f"There is no history yet: it starts by itself when the file holds more than 26 weeks of "
        f"usage; {_are_missing(FIRST_HISTORY - length)}. It starts at once where window_days is "
        "set, to 56 for instance: then groups describe the last 56 days."
    )


def _are_missing(days: int) -> str:
    days = max(days, 1)
    return f"{plural(days, 'day')} " + ("is missing" if days == 1 else "are missing")


def describe_foretelling(parts: list[Part], outcomes: pd.DataFrame) -> str:
    """Say whether groups foretell better than recency and RFM; nothing where that is unknown."""
    known = []
    for part in parts:
        rows = part.of(outcomes).dropna(subset="group_deviance")
        if len(rows) and len(part.groups) > 1:
            row = rows.iloc[0]
            explained = [row[f"{by}_deviance"] for by in ("group", "recency", "rfm")]
            known.append((part, [max(0.0, float(value)) for value in explained]))
    sentences = []
    for part, (groups, recency, rfm) in known:
        if part.api_type is None:
            sentences.append(
                f"Who falls silent next, over all API types: the groups explain {share(groups)} of "
                f"it, days since the last use {share(recency)}, and marks for recency, frequency "
                f"and volume (RFM) {share(rfm)}. {_verdict(groups, recency, rfm)}"
            )
    typed = [(part, values) for part, values in known if part.api_type is not None]
    if typed:
        behind = [part.title for part, values in typed if _lead(*values) < -LEAST_LEAD]
        held = len(typed) - len(behind)
        names = f" (not in {_listed(behind)})" if behind and held else ""
        sentences.append(
            f"Within API types the groups foretell it as well as both, or better, in {held} of "
            f"{len(typed)}{names}."
        )
    return " ".join(sentences)


def _lead(groups: float, recency: float, rfm: float) -> float:
    """Return by how much the groups explain more than the better of the two others."""
    return groups - max(recency, rfm)


def _verdict(groups: float, recency: float, rfm: float) -> str:
    """Say in a sentence what foretells best."""
    lead = _lead(groups, recency, rfm)
    if lead > LEAST_LEAD:
        return "On this file the groups foretell best."
    if lead >= -LEAST_LEAD:
        return "On this file the groups foretell as well as these."
    better = "days since the last use" if recency >= rfm else "RFM"
    return f"On this file {better} foretell{'' if recency >= rfm else 's'} better than the groups."


def describe_searches(models: pd.DataFrame, last_day: pd.Timestamp) -> str:
    """Say how old the groups are, why they were searched for, and what became of it."""
    current = models[models["is_current"].astype(bool)]
    if current.empty:
        return ""
    searches = []
    grouped = current.groupby(["searched_on", "reason"], sort=True)
    for (day, reason), rows in sorted(grouped, key=lambda pair: (-pair[0][0].toordinal(), pair[0])):
        age = (last_day - day).days
        old = "the last day" if age == 0 else f"{plural(age, 'day')} before the last"
        types = [cut(name, 24) for name in rows["api_type"].dropna().sort_values()]
        whom = ["all users"] * bool(rows["api_type"].isna().any())
        whom += [plural(len(types), "API type")] if len(types) > MOST_SEARCHES else types
        became = rows["outcome"].value_counts()
        told = [f"{words} {became[name]:,}" for name, words in OUTCOMES.items() if name in became]
        searches.append(
            f"{long_day(day)} ({old}) for {_listed(whom)}, because {_because(reason)} "
            f"({'; '.join(told)})"
        )
    others = len(searches) - MOST_SEARCHES
    more = f"; and {others} earlier" if others > 0 else ""
    return f"Groups were last searched for on {'; '.join(searches[:MOST_SEARCHES])}{more}."


def _because(reason: str) -> str:
    return "it was asked for" if reason == "asked for" else reason


def _listed(names: list[str]) -> str:
    """Join names with commas and an "and"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
