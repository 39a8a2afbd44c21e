"""What the report says of groups over time: what they foretell, searches, what is missing."""

import json

import pandas as pd

from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import long_day, plural, share
from usage_groups.report.figures.parts import Part

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
