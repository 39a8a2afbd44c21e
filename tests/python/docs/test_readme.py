"""What the README says runs, and shows what the sample gives."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]
README = (PROJECT / "README.md").read_text()
ASKED = README + (PROJECT / "docs/query.md").read_text()
QUERIES = re.findall(r"```sql\n(.*?)```", ASKED, flags=re.DOTALL)


def test_every_query_answers(sample_project):
    assert len(QUERIES) >= 9
    for query in QUERIES:
        assert not sample_project.query(query).empty, query


def test_the_table_is_what_the_sample_gives(sample_project):
    rows = sample_project.query(
        "select group_name, user_count, user_share, call_share, use_days, total_calls, "
        "days_since_last_use from group_profiles where grouping = 'user_api' "
        "and api_type = 'gnql' order by group_id"
    )
    lines = [
        f"| {row.group_name} | {row.user_count} | {row.user_share:.0%} | {row.call_share:.0%} | "
        f"{row.use_days:g} | {row.total_calls:,.0f} | {row.days_since_last_use:g} |"
        for row in rows.itertuples()
    ]
    assert "\n".join(lines) in README, "\n".join(lines)


def test_the_picture_is_what_the_sample_gives(sample_project):
    drawn = sample_project.folder / "exports/charts/groups.svg"
    shown = PROJECT / "docs/groups.svg"
    assert shown.read_bytes() == drawn.read_bytes(), (
        f"cp {drawn.relative_to(drawn.parents[2])} docs/"
    )


def test_every_table_is_listed(sample_project):
    tables = sample_project.query("select table_name from duckdb_tables()")["table_name"]
    for table in tables:
        assert f"`{table}`" in README, table
    for file in (sample_project.folder / "exports").glob("[!.]*"):
        assert f"`{file.name}`" in README, file.name
