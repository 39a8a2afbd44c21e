"""The report as text: what stands in it, and that names from data cannot disturb it."""

import math
import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from report_frames import CATALOGUE, FEATURES, Reader, build_info, pages, people, report_tables
from usage_groups.report.accounts import describe_trend, write_headline
from usage_groups.report.charts.axes import axis_over, day_ticks
from usage_groups.report.charts.boxes_and_bars import colour_of
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import fine_share, plural, share, short_number
from usage_groups.report.figures.features import read_features
from usage_groups.report.user_list import list_users
from usage_groups.report.words import describe_group, list_warnings

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "two\nlines\t\x00and\x07bells",
    "\u202eright to left override",
    "שלום עולם",
    "{{ 7 * 7 }} {% raw %}",
    "x" * 10_000,
    "",
]


def test_names_from_data_are_shown_and_do_nothing():
    files = pages(report_tables(HOSTILE, 2, weeks=3))
    reader = Reader(files["report.html"])
    assert not {"img", "object", "iframe"} & set(reader.tags)
    assert reader.tags.count("script") == 1
    assert not [name for name in reader.names if name.startswith("on")]
    words = " ".join(reader.words)
    assert "<script>alert(1)</script>" in words
    assert "{{ 7 * 7 }} {% raw %}" in words
    assert "שלום עולם" in words
    assert "(blank)" in words
    assert "\u202e" not in words
    assert "x" * 500 not in words
    assert "/some/folder" not in words
    for name, content in files.items():
        assert re.fullmatch(r"(report|method)\.html|charts/[a-z0-9-]+\.svg", name), name
        if name.endswith(".svg"):
            tree = ET.fromstring(content)  # noqa: S314
            assert tree.find("{http://www.w3.org/2000/svg}title").text


@pytest.mark.parametrize(
    ("types", "group_count", "users", "weeks"),
    [(["api"], 1, 1, 1), (["api"], 60, 1, 2), ([f"type {n}" for n in range(60)], 8, 1000, 60)],
    ids=["one user of one type", "60 groups", "60 types in 60 weeks"],
)
def test_the_smallest_and_the_largest_make_sense(types, group_count, users, weeks):
    tables = report_tables(types, group_count, users, weeks)
    files = pages(tables)
    for name in ("report.html", "method.html"):
        assert len(files[name].encode()) < 1e6
        words = " ".join(Reader(files[name]).words)
        assert not re.search(r"\b(nan|None|NaT|inf|undefined)\b", words)
    assert files["method.html"].count("data-group=") == len(tables["group_profiles"])
    shown = min(group_count, 12) * (min(len(types), 30) + 1)
    assert files["report.html"].count("data-group=") == shown
    if len(types) > 8:
        assert "52 others stand in the tables only" in words
        assert "30 further API types with fewer users." in files["report.html"]
    if users == 1 and group_count == 1:
        assert "1 users" not in files["report.html"]


def test_the_same_tables_give_the_same_bytes():
    tables = report_tables(["one", "two"], 3, weeks=2)
    assert (pages(tables) == pages(tables)).all()


def test_a_group_has_one_colour_everywhere_and_outliers_are_grey():
    colours = [colour_of(group_id) for group_id in range(7)]
    assert len(set(colours)) == 7
    assert colour_of(7) == colours[0]
    assert colour_of(-1) == colour_of(-2) == "gx"


def test_names_are_cut():
    assert cut("a\n\tb\u2066c") == "a b c"
    assert cut("y" * 50, 10) == "y" * 9 + "…"
    assert cut("名" * 30, 11) == "名" * 5 + "…"
    assert cut(None) == cut(float("nan")) == "-"
    assert cut("  ") == "(blank)"


def test_shares_and_numbers_do_not_lie():
    written = [share(value) for value in (0, 0.001, 0.5, 0.999, 1)]
    assert written == ["0%", "<1%", "50%", ">99%", "100%"]
    written = [fine_share(value) for value in (0, 0.0001, 0.5, 0.987, 0.9999, 1)]
    assert written == ["0%", "<0.1%", "50%", "98.7%", ">99.9%", "100%"]
    numbers = (0.5, 12, 999.9, 1234, 999_999, 2.5e6)
    assert [short_number(value) for value in numbers] == ["0.5", "12", "1k", "1.23k", "1M", "2.5M"]
    assert [plural(value, "day") for value in (1, 2.5, 24.5, 1e4)] == [
        *("1 day", "2.5 days", "24 days", "10,000 days"),
    ]


@pytest.mark.parametrize("kind", ["linear", "share", "log", "log1p"])
@pytest.mark.parametrize("values", [[0], [1], [1, 1], [0, 1e12], [0.2, 0.3], [], [float("nan"), 2]])
def test_axes_hold_every_value_and_have_a_few_ticks(kind, values):
    axis = axis_over(kind, values, 0, 100)
    places = [axis.place(value) for value in values if value >= 0]
    assert all(0 <= place <= 100 for place in places)
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 9
    assert len({words for _, words in ticks}) == len(ticks)
    assert [place for place, _ in ticks] == sorted(place for place, _ in ticks)


def test_a_sentence_says_what_sets_a_group_apart_from_the_others():
    same = dict.fromkeys((*FEATURES, "peak_count"), 3.0) | {
        "weekend_share": 0.3,
        "busiest_day_share": 0.5,
        "same_weekday_share": math.nan,
    }
    features = read_features(CATALOGUE)
    groups = pd.DataFrame([same | {"group_id": group_id} for group_id in range(3)])
    assert describe_group(groups.iloc[0], groups, features) == (
        "Typical user: 3 days of use within 4 days, 3 calls a day of use, "
        "last seen 3 days before the end."
    )
    groups.loc[0, ["total_calls", "longest_streak", "weekend_share"]] = 50.0, 11.0, 0.0
    groups.loc[1, "longest_streak"] = 1.0
    assert describe_group(groups.iloc[0], groups, features).endswith(
        "What sets it apart: use at weekends 0% (elsewhere 30%) and longest run of days 11 "
        "(elsewhere 1 to 3)."
    )
    single = groups.iloc[0].to_dict() | {"use_days": 1.0, "use_duration": 0.0}
    assert describe_group(pd.Series(single), groups, features) == (
        "Typical user: 1 day of use, 3 calls a day of use, last seen 3 days before the end."
    )
    assert "apart" not in describe_group(groups.iloc[0], groups.head(1), features)


@pytest.mark.parametrize(
    ("calls", "headline"),
    [
        ([8], "One user makes all the calls: a"),
        ([26, 25, 24, 23, 1], "Four users make 98% of the calls: a, b, c, d"),
        ([5, 4, 3, 3, 2], "Calls are spread over many users: the five heaviest make 17%"),
    ],
)
def test_the_headline_is_true_where_nobody_is_a_key_account(calls, headline):
    heaviest = pd.DataFrame({"user_id": list("abcde")[: len(calls)], "total_calls": calls})
    accounts = pd.DataFrame(columns=["user_id", "call_share"])
    assert write_headline(accounts, heaviest, 8 if len(calls) == 1 else 100) == headline


def test_key_accounts_are_named_first_and_no_account_is_said():
    tables = report_tables(["api"], 2, weeks=9)
    tables["report_users"] = people(tables["group_profiles"])["report_users"]
    tables["report_users"].loc[0, "user_id"] = "api"
    page = pages(tables)["report.html"]
    assert "<h1>One user makes 90% of the calls: api</h1>" in page
    assert page.index("<h1>") < page.index('<b class="rose">rose 100%</b>') < page.index("<article")
    assert "<b><bdi>api</bdi></b> makes 90% of its calls" in page
    assert "built on 9 December 2021 from" in page
    assert "this user:" not in page
    tables["report_users"].loc[0, "name_fits"] = False
    assert "<b>(this user: 3 calls a day of use, on 30 days)</b>" in pages(tables)["report.html"]
    tables["key_accounts"] = tables["key_accounts"].iloc[:0]
    page = pages(tables)["report.html"]
    assert "make 90% of the calls: " in page
    assert "The heaviest users" in page
    assert "of its calls" not in page


def test_all_users_are_counted_and_those_of_the_window_apart():
    tables = report_tables(["api"], 2, users_per_group=20)
    profiles = tables["group_profiles"]
    profiles.loc[profiles["group_id"] == 1, ["is_dormant", "user_count"]] = True, 7
    tables["build_info"] = tables["build_info"].assign(is_whole_period=False, window_days=91)
    words = " ".join(" ".join(Reader(pages(tables)["report.html"]).words).split())
    assert "27 users of 1 API type, 13 August 2021 to" in words
    assert "20 of them were active in the last 13 weeks (since 13 August 2021), with" in words
    assert "The other 7 are dormant." in words


@pytest.mark.parametrize(
    ("recent", "earlier", "trend"),
    [
        *((111, 100, ("rose 11%", "rose")), (700, 100, ("rose to 7 times", "rose"))),
        *((95, 100, ("steady (\N{MINUS SIGN}5%)", "steady")), (40, 100, ("fell 60%", "fell"))),
        (5, 130_302, ("fell >99%", "fell")),
        *((5, 0, ("none before", "rose")), (0, 9, ("silent since 9 August 2021", "fell"))),
    ],
)
def test_a_trend_is_said(recent, earlier, trend):
    row = pd.Series(
        {
            "recent_calls": recent,
            "earlier_calls": earlier,
            "last_used_on": pd.Timestamp("2021-08-09"),
        }
    )
    assert describe_trend(row, is_comparable=True) == trend
    if recent:
        assert describe_trend(row, is_comparable=False) == ("", "")


def test_the_list_ends_where_the_page_would_be_too_large():
    row = people(report_tables(["api"], 1)["group_profiles"])["report_users"]
    users = pd.concat([row.assign(user_id="名" * 40, group_name="名" * 90)] * 4000)
    rows, count = list_users(users, {}, is_comparable=True)
    assert 500 < count < 4000
    assert count == rows.count("<tr>")
    assert len(rows.encode()) <= 700_000


def test_days_below_an_axis():
    days = list(pd.date_range("2021-06-16", periods=26, freq="7D"))
    assert day_ticks(days, 4) == [(0, "16 Jun"), (8, "11 Aug"), (17, "13 Oct"), (25, "8 Dec 2021")]
    assert day_ticks(days[:1], 4) == [(0, "16 Jun 2021")]
    years = list(pd.date_range("2019-01-01", periods=3, freq="364D"))
    assert [words for _, words in day_ticks(years, 4)] == ["Jan 2019", "Dec 2019", "Dec 2020"]


def test_types_with_too_few_users_are_one_line():
    tables = report_tables([f"type {n}" for n in range(12)], 1)
    profiles = tables["group_profiles"]
    is_small = profiles["api_type"].isin([f"type {n}" for n in range(2, 12)])
    profiles.loc[is_small, ["stability_grade", "user_count"]] = None, 7
    words = " ".join(Reader(pages(tables)["report.html"]).words)
    assert (
        "10 further API types with fewer than 8 users, too few to be divided: type 10, type 11, "
        "type 2, type 3, type 4, type 5, type 6, type 7 and 2 more."
    ) in words
    assert pages(tables)["report.html"].count("data-group=") == 3
    assert pages(tables)["method.html"].count("data-group=") == 3


def test_warnings_say_what_is_off():
    sizes = pd.Series({"a": 100})
    assert list_warnings(build_info(days=40).iloc[0], sizes) == []
    warnings = list_warnings(build_info(days=2, rejected=7).iloc[0], sizes // 10)
    assert len(warnings) == 3
    assert warnings[0].startswith("7 of 100 rows (7%) could not be used")
    nobody = {"rows_without_user": 5, "calls_without_user": 250, "similar_user_count": 2}
    build = pd.Series(
        build_info(days=40).iloc[0].to_dict() | nobody | {"similar_users": "'A', 'a'"}
    )
    assert list_warnings(build, sizes) == [
        "5 of 100 rows, with 250 calls (20% of all), have no user and are left out.",
        (
            "2 users differ only in case, spaces or Unicode form from others, and are kept apart: "
            "'A', 'a'."
        ),
    ]
