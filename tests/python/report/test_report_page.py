"""The report of the sample, as a browser shows it."""

import pytest
from browser import CHROMIUM, DESKTOP, PHONE, Browser
from report_frames import pages
from report_history import history_tables

SECTIONS = [
    "accounts",
    "time",
    "read",
    "glance",
    "behaviour",
    "together",
    "choice",
    "holds",
    "far",
    "method",
]
FIGURES = {
    *("groups", "weeks-active", "weeks-calls", "weekdays", "combinations", "candidates"),
    *("baseline-silhouette", "baseline-features", "differences", "features-6-whole-users"),
}
OVER_TIME = {"over-time-sizes", "over-time-changes", "over-time-outcomes"}
IDS = "[...document.querySelectorAll('{}')].map(element => element.id)"
ROWS = """
[...document.querySelectorAll('tbody[data-group]')].map(body => [
    body.dataset.grouping, body.querySelector('th').innerText,
    ...[...body.querySelectorAll('td[data-label]')].slice(0, 3).map(cell => cell.innerText),
].join('|'))
"""
FACTS = """
Object.fromEntries([...document.querySelectorAll('#read .facts div')].map(
    fact => [fact.querySelector('dt').innerText, fact.querySelector('dd').innerText]))
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
def test_the_page_fits_and_nothing_complains(sample_project, browser, width, scheme):
    browser.open(sample_project.folder / "exports/report.html", width, scheme)
    assert browser.complaints() == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert browser.evaluate(IDS.format("section")) == SECTIONS
    assert set(browser.evaluate(IDS.format("figure"))) >= FIGURES
    assert browser.evaluate(UNNAMED) == 0
    assert browser.evaluate(OUTSIDE) == []
    background = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_history_of_long_names_fits(tmp_path, browser, width):
    page = tmp_path / "report.html"
    types = ["a type with a very long name " * 4, "a_name_without_spaces_of_40_letters_0000"]
    tables = history_tables(26, types)
    tables["group_profiles"]["group_name"] += ", and a name that never ends" * 4
    tables["group_sizes"]["group_name"] += ", and words without an end" * 4
    page.write_text(pages(tables)["report.html"])
    browser.open(page, width)
    assert browser.complaints() == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert set(browser.evaluate(IDS.format("#time figure"))) == OVER_TIME
    assert browser.evaluate(OUTSIDE) == []


def test_paper_is_light_and_has_the_charts(sample_project, browser):
    browser.open(sample_project.folder / "exports/report.html", DESKTOP, "dark", "print")
    background = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert set(browser.evaluate(IDS.format("figure"))) >= FIGURES


def test_the_numbers_are_those_of_the_tables(sample_project, browser):
    browser.open(sample_project.folder / "exports/report.html", DESKTOP)
    build = sample_project.query("from build_info").iloc[0]
    assert browser.evaluate(FACTS) == {
        "Rows read": f"{build['rows_read']:,}",
        "Rows used": f"{build['rows_accepted']:,}",
        "Rows rejected": f"{build['rows_rejected']:,}",
        "Users": f"{build['user_count']:,}",
        "API types": f"{build['api_type_count']:,}",
        "Calls": f"{build['call_count']:,.0f}",
        "First day": str(build["period_start"].date()),
        "Last day": str(build["period_end"].date()),
    }
    groups = sample_project.query("from group_profiles where not is_dormant")
    expected = {
        f"{row.grouping}|{row.group_name}|{row.user_count:,}|"
        + "|".join(percentage(value) for value in (row.user_share, row.call_share))
        for row in groups.itertuples()
    }
    shown = browser.evaluate(ROWS)
    assert set(shown) == expected
    assert len(shown) == len(groups)


def percentage(value):
    if 0 < value < 0.01:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"
