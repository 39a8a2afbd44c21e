"""The pages of the sample, as a browser shows them."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from browser import CHROMIUM, DESKTOP, PHONE, Browser
from report_frames import pages
from report_history import history_tables

SECTIONS = {
    "report": ["accounts", "watch", "groups", "month", "types", "everybody", "numbers"],
    "method": [
        *("glance", "time", "behaviour", "together", "choice", "holds", "far", "method"),
    ],
}
OVER_TIME = {"over-time-sizes", "over-time-changes", "over-time-outcomes"}
FIGURES = {
    "report": {"totals"},
    "method": OVER_TIME
    | {
        *("groups", "weeks-active", "weeks-calls", "weekdays", "combinations", "candidates"),
        *("baseline-silhouette", "baseline-features", "differences", "features-0-whole-users"),
    },
}
# Screens of a phone, of 844 pixels, to the end of what a manager reads.
MOST_SCREENS = 12
AXE = find_spec("axe_playwright_python")
IDS = "[...document.querySelectorAll('{}')].map(element => element.id)"
ROWS = """
[...document.querySelectorAll('tbody[data-group]')].map(body => [
    body.dataset.grouping, body.querySelector('th').innerText,
    ...[...body.querySelectorAll('td[data-label]')].slice(0, 3).map(cell => cell.innerText),
].join('|'))
"""
VIOLATIONS = """
axe.run().then(found => found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 200)).join(' ')))
"""
SEARCH = """
(() => {
    const field = document.getElementById("words");
    field.value = "1110";
    field.dispatchEvent(new Event("input"));
    return [document.querySelector("#everybody details").open,
        document.querySelector("output").textContent,
        ...[...document.querySelectorAll("#users tbody tr:not([hidden])")].map(
            row => row.cells[0].innerText)];
})()
"""
SORT = """
(() => {
    const heading = document.querySelector("#users th:nth-child(%d)");
    heading.querySelector("button").click();
    return [heading.getAttribute("aria-sort"),
        ...[...document.querySelectorAll("#users tbody tr")].map(row => row.cells[%d].textContent)];
})()
"""
UNNAMED = "document.querySelectorAll('svg:not([role=img][aria-label])').length"
OUTSIDE = """
[...document.querySelectorAll('svg text')].filter(text => {
    const [inner, outer] = [text, text.closest('svg')].map(x => x.getBoundingClientRect());
    return inner.left < outer.left - 1 || inner.right > outer.right + 1;
}).map(text => text.textContent)
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: make browser installs it")
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("page", ["report", "method"])
def test_the_pages_fit_and_nothing_complains(sample_project, browser, page, width, scheme):
    browser.open(sample_project.folder / f"exports/{page}.html", width, scheme)
    assert browser.complaints() == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert browser.evaluate(IDS.format("section")) == SECTIONS[page]
    assert set(browser.evaluate(IDS.format("figure"))) >= FIGURES[page]
    assert browser.evaluate(UNNAMED) == 0
    assert browser.evaluate(OUTSIDE) == []
    background = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", ["report", "method"])
def test_a_history_of_long_names_fits(tmp_path, browser, name, width):
    page = tmp_path / "page.html"
    types = ["a type with a very long name " * 4, "a_name_without_spaces_of_40_letters_0000"]
    tables = history_tables(26, types)
    tables["group_profiles"]["group_name"] += ", and a name that never ends" * 4
    tables["group_sizes"]["group_name"] += ", and words without an end" * 4
    page.write_text(pages(tables)[f"{name}.html"])
    browser.open(page, width)
    assert browser.complaints() == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert set(browser.evaluate(IDS.format("#time figure"))) == (
        OVER_TIME if name == "method" else set()
    )
    assert browser.evaluate(OUTSIDE) == []


@pytest.mark.skipif(AXE is None, reason="axe is not installed: make browser installs it")
@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("page", ["report", "method"])
def test_the_pages_are_accessible(sample_project, browser, page, width, scheme):
    axe = Path(AXE.origin).with_name("axe.min.js").read_text()
    browser.open(sample_project.folder / f"exports/{page}.html", width, scheme)
    browser.evaluate(axe + ";0")
    assert browser.evaluate(VIOLATIONS) == []
    browser.evaluate("document.querySelector('main h2').outerHTML = '<h4>Out of order</h4>'; 0")
    assert [each.split(":")[0] for each in browser.evaluate(VIOLATIONS)] == ["heading-order"]


def test_a_phone_soon_shows_all_of_the_report(sample_project, browser):
    report = sample_project.folder / "exports/report.html"
    browser.open(report, 390)
    assert browser.evaluate("document.documentElement.scrollHeight") <= MOST_SCREENS * 844
    assert report.stat().st_size < 1e6


def test_users_are_found_and_sorted_in_the_page(sample_project, browser):
    browser.open(sample_project.folder / "exports/report.html", DESKTOP)
    users = sample_project.query("from user_groups order by total_calls desc")
    assert browser.evaluate(SEARCH) == [True, f"1 of {len(users)}", "1110 key account"]
    order, *calls = browser.evaluate(SORT % (2, 1))
    calls = [int(count.replace(",", "")) for count in calls]
    assert order == "descending"
    assert calls == users["total_calls"].tolist()
    order, *days = browser.evaluate(SORT % (5, 4))
    assert days == sorted(days, reverse=True)
    assert browser.evaluate(SORT % (5, 4))[0] == "ascending"
    assert browser.complaints() == []


def test_paper_is_light_and_has_the_groups_of_types(sample_project, browser):
    browser.open(sample_project.folder / "exports/report.html", DESKTOP, "dark", "print")
    background = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert browser.evaluate("document.querySelector('#types table').offsetHeight") > 100


def test_the_numbers_are_those_of_the_tables(sample_project, browser):
    groups = sample_project.query("from group_profiles where not is_dormant")
    expected = {
        f"{row.grouping}|{row.group_name}|{row.user_count:,}|"
        + "|".join(percentage(value) for value in (row.user_share, row.call_share))
        for row in groups.itertuples()
    }
    browser.open(sample_project.folder / "exports/method.html", DESKTOP)
    shown = browser.evaluate(ROWS)
    assert set(shown) == expected
    assert len(shown) == len(groups)
    browser.open(sample_project.folder / "exports/report.html", DESKTOP)
    said = browser.evaluate("document.body.innerText")
    users = sample_project.query("from user_groups order by total_calls desc")
    assert f"{len(users)} users of 5 API types" in said
    heaviest = users.iloc[0]
    row = browser.evaluate("document.querySelector('#accounts tbody tr').innerText")
    assert row.split()[0] == heaviest["user_id"]
    assert f"{heaviest['total_calls']:,}" in row
    assert heaviest["group_name"] in row
    change = heaviest["recent_calls"] / heaviest["earlier_calls"] - 1
    assert f"rose {change:.0%}" in row


def test_members_stand_beside_the_page(sample_project):
    folder = sample_project.folder / "exports/members"
    groups = sample_project.query("from group_profiles where grouping <> 'shape'")
    assert {file.stem for file in folder.iterdir()} == set(groups["group_key"])
    for group in groups.itertuples():
        members = pd.read_csv(folder / f"{group.group_key}.csv")
        assert len(members) == group.user_count
        assert (members["group_key"] == group.group_key).all()
        assert members["total_calls"].is_monotonic_decreasing
        assert (
            f'href="members/{group.group_key}.csv"' in (folder.parent / "report.html").read_text()
        )


def percentage(value):
    if 0 < value < 0.01:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"
