"""What the README says runs, and shows what the sample gives."""

import re
from pathlib import Path

import pandas as pd

PROJECT = Path(__file__).parents[3]
README = (PROJECT / "README.md").read_text()
ASKED = README + (PROJECT / "docs/query.md").read_text()
# How the columns of the table of groups are written.
SHOWN = ("", "", ".0%", ".0%", "g", ",.0f", "g")
QUERIES = re.findall(r"```sql\n(.*?)```", ASKED, flags=re.DOTALL)


def test_every_query_answers(sample_project):
    assert len(QUERIES) >= 20
    for query in QUERIES:
        assert not sample_project.query(query).empty, query


def test_the_table_is_what_the_sample_gives(sample_project):
    rows = sample_project.query(
        "select group_name, user_count, user_share, call_share, use_days, total_calls, "
        "days_since_last_use from group_profiles where grouping = 'user_api' "
        "and api_type = 'gnql' order by group_id"
    )
    # Little is known of dormant users.
    lines = [
        [
            format(value, shown) if pd.notna(value) else ""
            for value, shown in zip(row, SHOWN, strict=True)
        ]
        for row in rows.itertuples(index=False)
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    assert table in README, table


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
