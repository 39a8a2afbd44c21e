"""Figures of judging: how the grouping was chosen, what holds, and how API types are combined."""

import re

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import Row, box_panel, colour_of, interval_panel
from usage_groups.report.charts.lines_and_cells import Line, candidate_panel, cell_panel, line_panel
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import plural, share
from usage_groups.report.figures.behaviour import five_quantiles
from usage_groups.report.figures.features import ALGORITHMS, Feature
from usage_groups.report.figures.parts import Figure, Part

MOST_COLUMNS, MOST_FEATURES, MOST_CLUSTERS = 8, 10, 3
LEVEL = 0.05


def draw_combinations(parts: list[Part], combinations: pd.DataFrame) -> Figure:
    """Draw which API types the users of a type use too, and those of each whole-user group."""
    types = [part.api_type for part in parts if part.api_type is not None][:MOST_COLUMNS]
    shares = combinations.set_index(["set_kind", "set_name", "api_type"])["user_share"]
    by_type = [
        [float(shares.get(("api_type", row, column), 0.0)) for column in types] for row in types
    ]
    panels = [cell_panel("Users of a type who use …", types, types, by_type)]
    whole = parts[0].shown()
    by_group = [
        [float(shares.get(("group", str(group_id), column), 0.0)) for column in types]
        for group_id, _, _ in whole
    ]
    panels.append(
        cell_panel("Whole-user groups: who use …", [name for _, name, _ in whole], types, by_group)
    )
    pairs = [
        (by_type[row][column], -row, -column)
        for row in range(len(types))
        for column in range(len(types))
        if row != column
    ]
    title = "There is one API type"
    if pairs:
        strongest, row, column = max(pairs)
        one, other = cut(types[-row]), cut(types[-column])
        title = f"{share(strongest)} of the users of {one} use {other} too"
    note = "Each row is 100% of the users in it; they are counted under every type that they use."
    return Figure("combinations", title, note, tuple(panels))


def draw_trials(parts: list[Part], trials: pd.DataFrame) -> Figure:
    """Draw the evidence for every candidate of the search, and mark the chosen one."""
    panels, searched, structured = [], 0, 0
    for part in parts:
        own = part.of(trials).dropna(subset="score")
        if own.empty:
            continue
        base = own.loc[own["algorithm"] == "one_group", "score"]
        own = own.assign(gain=own["score"] - (base.iloc[0] if len(base) else 0.0))
        chosen = own[own["is_selected"]]
        sections = []
        for algorithm, words in ALGORITHMS.items():
            rows = own[own["algorithm"] == algorithm]
            points = [
                (float(row.gain), f"{algorithm} {row.parameters}", bool(row.is_selected))
                for row in sorted(rows.itertuples(), key=lambda row: _natural(row.parameters))
            ]
            if points:
                sections.append((words, points))
        searched += len(own)
        found = chosen.iloc[0] if len(chosen) else None
        note = "Chosen: one group for all"
        if found is not None and found["algorithm"] != "one_group":
            structured += 1
            words = ALGORITHMS.get(found["algorithm"], found["algorithm"])
            note = f"Chosen: {words}, {found['parameters']}"
        unit = "gain in evidence per user over one group"
        panels.append(candidate_panel(part.title, sections, unit, note))
    title = f"{searched} candidates tried; {structured} of {len(panels)} searches found groups"
    note = (
        "Candidates stand side by side by algorithm, parameters rising. The best is not always "
        "chosen: groups must also beat permuted data and come back when users are drawn again."
    )
    return Figure("candidates", title, note, tuple(panels))


def _natural(parameters: str) -> list[tuple[int, float, str]]:
    """Order text by the numbers in it."""
    pieces = re.split(r"(\d+(?:\.\d+)?)", parameters or "")
    return [(1, float(piece), "") if piece[:1].isdigit() else (0, 0.0, piece) for piece in pieces]


def draw_baseline_scores(parts: list[Part], trials: pd.DataFrame) -> Figure:
    """Draw the baseline's silhouette against min_samples."""
    panels, lost = [], 0
    for part in parts:
        own = trials[trials["api_type"] == part.api_type].sort_values("min_samples")
        points = tuple(
            (float(row.min_samples), None if pd.isna(row.silhouette) else float(row.silhouette))
            for row in own.itertuples()
        )
        scored = own.dropna(subset="silhouette")
        if scored.empty:
            continue
        marked = [(row.min_samples, "best") for row in scored[scored["is_best"]].itertuples()]
        marked += [
            (row.min_samples, "published") for row in scored[scored["is_published"]].itertuples()
        ]
        lost += len({place for place, _ in marked}) > 1
        line = Line("silhouette", "g0", points, tuple(marked))
        units = ("min_samples", "silhouette")
        panels.append(line_panel(part.title, [line], "linear", units))
    title = (
        f"The baseline published another setting than its best in {lost} of "
        f"{plural(len(panels), 'API type')}"
    )
    note = (
        "Silhouette of DBSCAN with eps 0.15 on the seven scaled features; "
        "a gap is a setting that was skipped."
    )
    return Figure("baseline-silhouette", title, note, tuple(panels))


def draw_baseline_boxes(
    parts: list[Part], quantiles: pd.DataFrame, features: dict[str, Feature]
) -> Figure:
    """Draw the seven scaled features by the baseline's published labels."""
    panels, noise, total = [], 0, 0
    for part in parts:
        own = quantiles[
            (quantiles["grouping"] == "baseline") & (quantiles["api_type"] == part.api_type)
        ].dropna(subset="group_id")
        sizes = own.groupby("group_id")["user_count"].max()
        noise += int(sizes.get(-1, 0))
        total += int(sizes.sum())
        kept = [-1, *sizes[sizes.index >= 0].index[:MOST_CLUSTERS]]
        shown = own[own["group_id"].isin(kept)].sort_values(["feature", "group_id"])
        rows = [
            Row(
                f"{features[row.feature].words} · "
                + (f"cluster {row.group_id:.0f}" if row.group_id >= 0 else "noise"),
                colour_of(row.group_id),
                five_quantiles(row),
                plural(row.user_count, "user"),
            )
            for row in shown.itertuples()
        ]
        if rows:
            panels.append(box_panel(part.title, rows, "share", "scaled from 0 to 1"))
    title = f"The baseline calls {share(noise / max(total, 1))} of the users noise"
    note = "The seven features, as the case study scales them, by the labels that it published."
    return Figure("baseline-features", title, note, tuple(panels))


def draw_differences(
    parts: list[Part], differences: pd.DataFrame, features: dict[str, Feature]
) -> Figure:
    """Draw how strongly each feature differs between all groups of a part, and whether it holds."""
    panels, held, asked = [], 0, 0
    for part in parts:
        own = part.of(differences)
        own = own[own["group_a"].isna()].dropna(subset="effect_size")
        own = own.assign(holds=own["p_value_adjusted"] < LEVEL)
        if own.empty:
            continue
        held, asked = held + int(own["holds"].sum()), asked + len(own)
        ranked = own.sort_values(["effect_size", "feature"], ascending=[False, True])
        rows = [
            Row(
                features[row.feature].words,
                "g0" if row.holds else "gx",
                (row.effect_size_low, row.effect_size, row.effect_size_high),
                "holds" if row.holds else "may be chance",
            )
            for row in ranked.head(MOST_FEATURES).itertuples()
        ]
        panels.append(interval_panel(part.title, rows, "effect size ε² (0 none, 1 all)"))
    title = f"{held} of {asked} differences between groups hold in weeks that did not make them"
    if not asked:
        title = "No difference between groups could be tested"
    note = (
        f"The {MOST_FEATURES} largest effects, with 95% bootstrap intervals; grey ones could be "
        "chance, or slices of a continuum (adjusted p of 0.05 or more)."
    )
    return Figure("differences", title, note, tuple(panels))
