"""The report: one page for everybody, one for who wants to know how it was done, and the charts."""

import base64
import hashlib
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from usage_groups.report import accounts, groups, over_time, user_list, watching, words
from usage_groups.report.charts import palette
from usage_groups.report.charts.boxes_and_bars import colour_of
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import long_day, plural, share, short_number
from usage_groups.report.figures import behaviour, judging, weekly
from usage_groups.report.figures import over_time as history
from usage_groups.report.figures.features import read_features
from usage_groups.report.figures.files import chart_file, panel_svg
from usage_groups.report.figures.parts import MOST_TYPES, Figure, Part, split_parts, split_shapes

FOLDER = Path(__file__).parent


def write_report(*, far_count: int, watch_count: int, **tables: pd.DataFrame) -> pd.DataFrame:
    """Write both pages and the charts.

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
    drawn = _draw(parts[: 1 + MOST_TYPES], tables)
    build = tables["build_info"].iloc[0]
    small = [part for part in parts[1:] if part.is_small]
    if len(small) == len(parts) - 1:
        small = []
    common = {
        "build": build,
        "file_name": Path(build["usage_path"]).name,
        "drawn": drawn,
        "unused_types": words.describe_unused_types(tables["group_profiles"]),
        "small_types": words.describe_small_types(small),
        "colours": palette,
    }
    shown = [part for part in parts if not any(part is other for other in small)]
    script = (FOLDER / "script.js").read_text(encoding="utf-8")
    environment = _environment()
    pages = {
        "report.html": environment.get_template("report.html.jinja").render(
            **common,
            **_say_first(parts, tables),
            watched=watching.list_reasons(tables["watched"]),
            watch_count=watch_count,
            moves=watching.list_moves(tables["report_user_moves"]),
            cards=groups.list_cards(parts[0], tables, read_features(tables["features"])),
            types=groups.list_types(shown[1:], tables),
            more_types=max(len(shown) - 1 - groups.MOST_TYPES, 0),
            warnings=words.list_warnings(build, _sizes(parts)),
            month=watching.describe_month(parts[0].of(tables["report_changes"])),
            has_history=len(set(tables["group_sizes"]["as_of_date"])) > 1,
            script=Markup(script),  # noqa: S704
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        ),
        "method.html": environment.get_template("method.html.jinja").render(
            **common,
            parts=[
                (part, _describe(part, tables))
                for part in [*shown, split_shapes(tables["group_profiles"])]
            ],
            missing=over_time.describe_missing(build, tables["group_sizes"]["as_of_date"]),
            foretelling=over_time.describe_foretelling(parts, tables["group_outcomes"]),
            searches=over_time.describe_searches(tables["group_models"], build["period_end"]),
            left_out=max(len(parts) - 1 - MOST_TYPES, 0),
            features=[figure for name, figure in drawn.items() if name.startswith("features-")],
            far_users=tables["far_users"],
            far_count=far_count,
            parameters=words.readable_json(build["parameters"]),
            versions=words.readable_json(build["versions"]),
        ),
    }
    charts = {f"charts/{figure.name}.svg": chart_file(figure) for figure in drawn.values()}
    files = pages | charts
    return pd.DataFrame({"file_name": list(files), "content": list(files.values())})


def _say_first(parts: list[Part], tables: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Collect who makes the calls, who rose and fell, and the list of all users."""
    build, whole = tables["build_info"].iloc[0], parts[0]
    users = tables["report_users"].sort_values("rank")
    heavy = tables["key_accounts"]
    heavy = heavy[heavy["api_type"].isna()].sort_values("rank")
    calls = int(whole.groups["call_count"].sum())
    compared = accounts.can_compare(build)
    active = users[users["lifecycle"] != "dormant"]
    rows, listed = user_list.list_users(
        users, whole.groups.set_index("group_key")["group_id"].to_dict(), is_comparable=compared
    )
    return {
        "headline": accounts.write_headline(heavy, active.head(accounts.HEAVIEST), calls),
        "scope": accounts.describe_scope(build, whole, calls),
        "user_count": int(pd.concat([whole.groups, whole.dormant])["user_count"].sum()),
        "accounts": accounts.list_accounts(heavy, users, calls, build),
        "account_count": len(heavy),
        "rose": accounts.list_movers(tables["report_movers"], is_rise=True),
        "fell": accounts.list_movers(tables["report_movers"], is_rise=False),
        "user_rows": rows,
        "listed_count": listed,
        "is_comparable": compared,
    }


def _draw(parts: list[Part], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    weeks, quantiles = tables["report_weeks"], tables["report_quantiles"]
    features, sizes = read_features(tables["features"]), tables["group_sizes"]
    drawn = [
        weekly.draw_totals(parts[0], weeks),
        history.draw_group_sizes(parts, sizes),
        history.draw_changes(parts, tables["report_changes"], sizes),
        history.draw_outcomes(parts, tables["group_outcomes"]),
        behaviour.draw_sizes(parts, tables["key_accounts"]),
        weekly.draw_weeks(parts, weeks),
        weekly.draw_volumes(parts, weeks),
        behaviour.draw_weekdays(parts, tables["report_weekdays"]),
        *(
            behaviour.draw_features(part, quantiles, features, number)
            for number, part in enumerate(parts)
        ),
        judging.draw_combinations(parts, tables["report_combinations"]),
        judging.draw_trials(parts, tables["clustering_trials"]),
        judging.draw_baseline_scores(parts[1:], tables["baseline_trials"]),
        judging.draw_baseline_boxes(parts[1:], quantiles, features),
        judging.draw_differences(parts, tables["group_differences"], features),
    ]
    return {figure.name: figure for figure in drawn if figure.panels}


def _sizes(parts: list[Part]) -> pd.Series:
    return pd.Series([part.groups["user_count"].sum() for part in parts[1:]], dtype=int)


def _describe(part: Part, tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Collect what the method's page says about each group of a part."""
    rules = part.of(tables["group_rules"]).set_index("group_id")
    features = read_features(tables["features"])
    return [
        {
            "colour": colour_of(int(profile["group_id"])),
            "profile": profile,
            "sentence": words.describe_group(profile, part.groups, features),
            "grade": profile["stability_grade"],
            "rule": rules.loc[profile["group_id"]] if profile["group_id"] in rules.index else None,
        }
        for _, profile in part.groups.iterrows()
    ]


def _environment() -> Environment:
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
        "plural": plural,
        "long_day": long_day,
    }
    return environment
