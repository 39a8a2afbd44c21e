"""Tables of docs/results.md are those of a build, those of performance.md what was measured."""

import json

import results_page
import tables as speed


def test_the_tables_are_what_the_sample_gives(sample_project):
    page = results_page.PAGE.read_text()
    tables = results_page.make_tables(sample_project.folder / "usage_groups.duckdb", "sample")
    for name, table in tables.items():
        assert f"<!-- table: {name} -->\n\n{table}\n\n<!--" in page, f"make results\n{table}"
    assert results_page.fill(page, tables) == page


def test_speed_is_shown_as_it_was_measured():
    kept = json.loads((speed.RESULTS / "speed.json").read_text())
    shown = speed.as_shown(kept["tables"]) | {"machine": f"{kept['machine']}."}
    page = speed.PAGE.read_text()
    assert all(
        f"<!-- table: {name} -->\n\n{table}\n\n<!--" in page for name, table in shown.items()
    )
