"""The first page of the dbt docs leads to every published table, and to nothing that is not."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]
LINK = re.compile(r"\[(\w+)\]\(#!/model/model\.usage_groups\.(\w+)\)")


def test_every_published_table_is_linked_once():
    links = LINK.findall((PROJECT / "docs/start.md").read_text())
    assert all(shown == linked for shown, linked in links)
    tables = [*(PROJECT / "models/marts").glob("*.sql"), *(PROJECT / "models/marts").glob("*.py")]
    assert sorted(shown for shown, _ in links) == sorted(table.stem for table in tables)
