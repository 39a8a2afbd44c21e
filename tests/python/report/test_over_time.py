"""What the report says and draws of groups over time."""

import math
import re
from pathlib import Path

import pandas as pd
import pytest
from report_frames import Reader, build_info, pages, report_tables
from report_history import history_tables, watched
from usage_groups.report.figures.over_time import draw_changes, draw_group_sizes, draw_outcomes
from usage_groups.report.figures.parts import split_parts
from usage_groups.report.over_time import (
    describe_foretelling,
    describe_missing,
    describe_searches,
)
from usage_groups.report.watching import REASONS, list_reasons

PROJECT = Path(__file__).parents[3]
SEEDS = PROJECT / "seeds"
MODEL = (PROJECT / "models/report/report_groups.sql").read_text()


def said(tables, page="report.html"):
    return " ".join(" ".join(Reader(pages(tables)[page]).words).split())


def test_the_pages_have_all_that_a_history_tells():
    tables = history_tables()
    page = pages(tables)["report.html"]
    places = [page.index(f'id="{name}"') for name in ("accounts", "watch", "groups", "month")]
    assert places == sorted(places)
    words = said(tables)
    assert "Calls are falling Ask what the calls were for." in words
    assert "<i>watched</i> : calls in four weeks 1,000 → 300; 12,345 calls at stake" in words
    assert "30 of 40 like this fell silent" in words
    assert "<b>mover</b>" in words
    assert "1,234 → 56,789 calls; days of use 3 → 11; daily calls rising" in words
    assert "Since 10 November 2021 4 users came new, 2 came back and 1 went dormant." in words
    assert "7 users , 3 fewer than on 10 November 2021" in words
    method = said(tables, "method.html")
    assert "On this file the groups foretell best." in method
    assert method.count("Dormant: no use in the last 8 weeks: 7 users") == 3
    for each in (words, method):
        assert not re.search(r"\b(nan|None|NaT|inf|undefined)\b", each)


def test_a_file_without_a_history_says_what_is_missing():
    tables = report_tables(["api"], 2, weeks=17)
    words = said(tables)
    assert "Nobody needs a call this week" in words
    assert "The usage is too short to say how groups grew" in words
    method = pages(tables)["method.html"]
    assert "more than 26 weeks of usage; 64 days are missing." in said(tables, "method.html")
    assert "over-time" not in method
    assert "fell silent" not in said(tables | {"watched": watched("falling")})


@pytest.mark.parametrize(
    ("window_days", "length", "history", "sentence"),
    [
        ("null", 182, 0, "26 weeks of usage; 1 day is missing."),
        ("56", 60, 0, "longer than the window of 56 days; 3 days are missing."),
        ('"whole"', 400, 0, "groups describe the whole period, as window_days asks for."),
        ("56", 70, 14, "once the history spans 28 days: 14 days are missing."),
    ],
)
def test_days_that_are_missing(window_days, length, history, sentence):
    build = build_info(days=length).assign(parameters=f'{{"window_days": {window_days}}}').iloc[0]
    end = pd.Timestamp("2021-12-08")
    days = pd.Series([end - pd.Timedelta(days=history), end])
    assert sentence in describe_missing(build, days)
    full = pd.Series([end - pd.Timedelta(days=28), end])
    assert describe_missing(build, full) == ""


def test_groups_stand_by_size_and_keep_the_colour_of_their_key():
    tables = history_tables()
    profiles = tables["group_profiles"]
    is_first = profiles["group_id"] == 0
    profiles.loc[is_first, "size_rank"], profiles.loc[profiles["group_id"] == 1, "size_rank"] = 2, 1
    part = split_parts(profiles)[1]
    assert part.shown() == [(1, "Group 1", "g1"), (0, "Group 0", "g0")]
    assert part.dormant["user_count"].tolist() == [7]
    panel = draw_group_sizes([part], tables["group_sizes"]).panels[0]
    assert panel.summary == (
        "gnql, users from 13 October 2021 to 8 December 2021: Group 1 10 to 10; "
        "Group 0 10 to 18; Dormant: no use in the last 8 weeks 10 to 2"
    )


def test_a_type_that_nobody_used_in_the_window_is_a_line():
    tables = history_tables()
    profiles = tables["group_profiles"]
    tables["group_profiles"] = profiles[(profiles["api_type"] != "riot") | profiles["is_dormant"]]
    words = said(tables)
    assert "Without use in the window: riot." in words


def test_bars_say_who_stayed_and_where_others_went():
    tables = history_tables()
    parts = split_parts(tables["group_profiles"])
    figure = draw_changes(parts, tables["report_changes"], tables["group_sizes"])
    assert figure.title == (
        "Since 10 November 2021 80% stayed in their group and 5% went dormant; "
        "4 users are new, 2 came back"
    )
    assert figure.panels[0].summary == (
        "Whole users. Group 0 10 users: 60% stayed, 30% in Group 1, 10% dormant; "
        "Group 1 10 users: 100% stayed; Dormant then 2 users: 100% in Group 0; "
        "New since then 4 users: 100% in Group 1"
    )
    assert "60% stayed, 10% dormant, 30% in Group 1" in figure.panels[0].body


def test_outcomes_are_drawn_where_they_are_known():
    tables = history_tables()
    parts = split_parts(tables["group_profiles"])
    figure = draw_outcomes(parts, tables["group_outcomes"])
    assert figure.title == "Of all users in “Group 1” 60% fell silent, of “Group 0” 40%"
    assert len(figure.panels) == 3
    unknown = tables["group_outcomes"].assign(silent_share=math.nan)
    assert draw_outcomes(parts, unknown).panels == ()


@pytest.mark.parametrize(
    ("groups", "recency", "rfm", "verdict"),
    [
        (0.3, 0.2, 0.1, "the groups foretell best. Within API types the groups foretell it as"),
        (0.3, 0.305, 0.1, "the groups foretell as well as these."),
        (0.1, 0.2, 0.1, "days since the last use foretell better than the groups."),
        (-0.1, 0.1, 0.2, "explain 0% of it"),
        (0.1, 0.1, 0.2, "RFM foretells better than the groups."),
    ],
)
def test_the_report_says_so_where_groups_foretell_no_better(groups, recency, rfm, verdict):
    tables = history_tables()
    outcomes = tables["group_outcomes"].assign(
        group_deviance=groups, recency_deviance=recency, rfm_deviance=rfm
    )
    parts = split_parts(tables["group_profiles"])
    assert verdict in describe_foretelling(parts, outcomes)
    assert describe_foretelling(parts, outcomes.assign(group_deviance=math.nan)) == ""


def test_every_reason_of_the_watch_list_has_words():
    assert set(pd.read_csv(SEEDS / "watch_actions.csv")["reason"]) == set(REASONS)
    row = watched("a reason of tomorrow").assign(details="used since 2021-03-09, 12,345 calls")
    block = list_reasons(row)[0]
    user = block["users"][0]
    assert (block["reason"], user["risk"]) == ("a reason of tomorrow", "")
    assert (user["details"], user["calls"]) == ("used since 9 March 2021, 12,345 calls", "")


def test_every_kind_of_group_has_an_action():
    kinds = set(re.findall(r"then '([a-z ]+)'", MODEL)) | set(re.findall(r"else '([a-z]+)'", MODEL))
    kinds |= {"growing", "fading", "new"}
    actions = pd.read_csv(SEEDS / "group_actions.csv")
    assert set(actions["kind"]) == kinds
    assert actions.notna().all(axis=None)


def test_the_age_of_groups_is_said_by_day_and_reason():
    models = pd.DataFrame(
        {
            "api_type": [None, "gnql", "riot", "gnql"],
            "searched_on": pd.to_datetime(["2021-12-08", "2021-12-01", "2021-12-08", "2021-09-01"]),
            "reason": ["asked for", "what users do has changed: gap", "asked for", "old"],
            "outcome": ["kept", "replaced", "first", "first"],
            "is_current": [True, True, True, False],
        }
    )
    assert describe_searches(models, pd.Timestamp("2021-12-08")) == (
        "Groups were last searched for on 8 December 2021 (the last day) for all users and riot, "
        "because it was asked for (groups found for the first time: 1; kept, as nothing clearly "
        "better was found: 1); 1 December 2021 (7 days before the last) for gnql, because what "
        "users do has changed: gap (groups replaced: 1)."
    )


def test_the_same_history_gives_the_same_bytes():
    tables = history_tables()
    assert (pages(tables) == pages(tables)).all()
