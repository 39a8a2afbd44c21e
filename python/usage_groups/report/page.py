"""The report: one page, and its charts as files."""

import textwrap
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from usage_groups.report import over_time, words
from usage_groups.report.charts import palette
from usage_groups.report.charts.axes import share, short_number
from usage_groups.report.charts.boxes_and_bars import WIDTH, Panel, colour_of
from usage_groups.report.charts.markup import cut, element, text
from usage_groups.report.figures import behaviour, judging
from usage_groups.report.figures import over_time as history
from usage_groups.report.figures.features import read_features
from usage_groups.report.figures.parts import MOST_TYPES, Figure, Part, split_parts, split_shapes

FOLDER = Path(__file__).parent
PANELS_PER_ROW, MOST_ACCOUNTS = 3, 10


def write_report(*, far_count: int, watch_count: int, **tables: pd.DataFrame) -> pd.DataFrame:
    """Write the page and the charts.

    Parameters
    ----------
    far_count : int
        Users who are unlike the rest of their group, listed or not.
    watch_count : int
        Rows of ``watch_list``, listed or not.
    **tables : DataFrame
        ``build_info``, ``group_profiles``, ``group_rules``, ``group_differences``,
        ``clustering_trials``, ``baseline_trials``, ``features``, ``key_accounts``,
        ``group_sizes``, ``group_outcomes``, ``group_models``, ``far_users`` and ``watched`` (those
        of them and of ``watch_list`` that are to be listed), and the tables of models/report under
        their names.

    Returns
    -------
    DataFrame
        One row per file: ``file_name`` within exports/, ``content``.
    """
    parts = split_parts(tables["group_profiles"])
    charted = [*parts[:-1][:MOST_TYPES], parts[-1]]
    small = [part for part in parts[:-1] if part.is_small]
    if len(small) == len(parts) - 1:
        small = []
    accounts = tables["key_accounts"]
    all_types = accounts[accounts["api_type"].isna()].sort_values("rank")
    drawn = _draw(charted, tables)
    build = tables["build_info"].iloc[0]
    sizes = pd.Series([part.groups["user_count"].sum() for part in parts[:-1]], dtype=int)
    page = _template().render(
        build=build,
        file_name=Path(build["usage_path"]).name,
        dormant_users=int(parts[-1].dormant["user_count"].sum()),
        warnings=words.list_warnings(build, sizes),
        parts=[
            (part, _cards(part, tables))
            for part in [*parts, split_shapes(tables["group_profiles"])]
            if not any(part is other for other in small)
        ],
        unused_types=words.describe_unused_types(tables["group_profiles"]),
        small_types=words.describe_small_types(small),
        accounts=all_types.head(MOST_ACCOUNTS),
        account_count=len(all_types),
        account_sentence=words.describe_accounts(all_types, build["user_count"]),
        type_accounts=_count_accounts(accounts.dropna(subset="api_type")),
        time=over_time.say_over_time(parts, tables),
        watch_count=watch_count,
        left_out=len(parts) - len(charted),
        drawn=drawn,
        features=[figure for name, figure in drawn.items() if name.startswith("features-")],
        far_users=tables["far_users"],
        far_count=far_count,
        parameters=words.readable_json(build["parameters"]),
        versions=words.readable_json(build["versions"]),
        colours=palette,
    )
    files = {"report.html": page} | {
        f"charts/{figure.name}.svg": chart_file(figure) for figure in drawn.values()
    }
    return pd.DataFrame({"file_name": list(files), "content": list(files.values())})


def _draw(parts: list[Part], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    typed = [part for part in parts if part.grouping == "user_api"]
    weeks, quantiles = tables["report_weeks"], tables["report_quantiles"]
    features = read_features(tables["features"])
    whole_first, sizes = [parts[-1], *parts[:-1]], tables["group_sizes"]
    drawn = [
        history.draw_group_sizes(whole_first, sizes),
        history.draw_changes(whole_first, tables["report_changes"], sizes),
        history.draw_outcomes(whole_first, tables["group_outcomes"]),
        behaviour.draw_sizes(parts, tables["key_accounts"]),
        behaviour.draw_weeks(parts, weeks),
        behaviour.draw_volumes(parts, weeks),
        behaviour.draw_weekdays(parts, tables["report_weekdays"]),
        *(
            behaviour.draw_features(part, quantiles, features, number)
            for number, part in enumerate(parts, start=1)
        ),
        judging.draw_combinations(parts, tables["report_combinations"]),
        judging.draw_trials(parts, tables["clustering_trials"]),
        judging.draw_baseline_scores(typed, tables["baseline_trials"]),
        judging.draw_baseline_boxes(typed, quantiles, features),
        judging.draw_differences(parts, tables["group_differences"], features),
    ]
    return {figure.name: figure for figure in drawn if figure.panels}


def _count_accounts(accounts: pd.DataFrame) -> list[tuple[str, int, float]]:
    """Count the key accounts of each API type, and their share of its calls."""
    return [
        (api_type, len(rows), rows["call_share"].sum())
        for api_type, rows in accounts.groupby("api_type", sort=True)
    ]


def _cards(part: Part, tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Collect what is said about each group of a part."""
    rules = part.of(tables["group_rules"]).set_index("group_id")
    features = read_features(tables["features"])
    cards = []
    for _, profile in part.groups.iterrows():
        group_id = int(profile["group_id"])
        rule = rules.loc[group_id] if group_id in rules.index else None
        cards.append(
            {
                "colour": colour_of(group_id),
                "profile": profile,
                "sentence": words.describe_group(profile, part.groups, features),
                "grade": profile["stability_grade"],
                "rule": rule,
            }
        )
    return cards


def panel_svg(panel: Panel) -> Markup:
    """Write a panel as an image of its own, for the page."""
    return element(
        "svg",
        panel.body,
        viewBox=f"0 0 {WIDTH} {panel.height:.0f}",
        role="img",
        aria_label=panel.summary,
    )


def chart_file(figure: Figure) -> str:
    """Write a figure as an SVG file, in the light colours whatever shows it."""
    columns = min(PANELS_PER_ROW, len(figure.panels))
    lines = [
        figure.panels[first : first + columns] for first in range(0, len(figure.panels), columns)
    ]
    width = max(columns * (WIDTH + 20) - 20, 720)
    parts, top = [], 24.0
    for sentence, letter, class_ in ((figure.title, 9.5, "finding"), (figure.note, 6.5, "label")):
        for words_of_line in textwrap.wrap(sentence, int(width / letter)):
            parts.append(text(8, top, words_of_line, class_))
            top += 20
    for line in lines:
        parts += [
            element("g", panel.body, transform=f"translate({place * (WIDTH + 20)},{top:.1f})")
            for place, panel in enumerate(line)
        ]
        top += max(panel.height for panel in line) + 16
    return element(
        "svg",
        element("title", figure.title),
        element("style", Markup(palette.chart_style("light"))),  # noqa: S704
        element("rect", width=width, height=top, class_="paper"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {top:.0f}",
        width=width,
        height=top,
    )


def _template() -> object:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cut": cut,
        "share": share,
        "short_number": short_number,
        "panel_svg": panel_svg,
        "plural": words.plural,
        "long_day": words.long_day,
    }
    return environment.get_template("page.html.jinja")
