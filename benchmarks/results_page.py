"""Write the tables of docs/results.md from builds: python benchmarks/results_page.py [USAGE].

The sample is built in a copy of the project, and its tables are written into the page. With a file
of usage (the case study's) that file is built too, and its counts and shares are written; without
one these tables stay as they are. `make results` calls it.
"""

import sys
import tempfile
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent / "speed"))

from inputs import copy_project, dbt
from pages import fill

PAGE = Path(__file__).parents[1] / "docs/results.md"
GROUPS = """
    select
        coalesce(api_type, 'whole users') as "grouped by",
        group_name as "group",
        user_count as users,
        coalesce(format('{:.0f}%', 100 * user_share), '') as "of users",
        coalesce(format('{:.1f}%', 100 * call_share), '') as "of calls",
        coalesce(format('{:.2f}', stability), '') as stability
    from group_profiles
    where grouping in ('user_api', 'user')
    order by api_type nulls last, group_id
"""
SHAPES = """
    select
        group_name as shape,
        user_count as "users of a type",
        format('{:.0f}%', 100 * user_share) as "of these",
        format('{:.1f}%', 100 * call_share) as "of calls"
    from group_profiles
    where grouping = 'shape'
    order by group_id
"""
RULES = """
    select
        case group_rules.grouping when 'user' then 'whole users' else 'users of a type' end
            as "groups of",
        count(*) as groups,
        format('{:.2f}', sum(cv_precision * user_count) / sum(user_count)) as precision,
        format('{:.2f}', sum(cv_recall * user_count) / sum(user_count)) as recall
    from group_rules
    inner join group_profiles using (group_key)
    where cv_precision is not null
    group by group_rules.grouping
    order by group_rules.grouping desc
"""
BASELINE = """
    select
        api_type as "API type",
        count(*) as users,
        count(distinct published_label) filter (where published_label >= 0) as clusters,
        format('{:.0f}%', 100 * avg((published_label < 0)::int)) as "noise, of users",
        format(
            '{:.1f}%',
            100 * sum(total_calls) filter (where published_label < 0) / sum(total_calls)
        ) as "noise, of calls"
    from baseline_groups
    inner join (select user_id, api_type, total_calls::double as total_calls from usage_features)
        using (user_id, api_type)
    group by api_type
    order by api_type
"""
QUERIES = {"groups": GROUPS, "shapes": SHAPES, "rules": RULES, "baseline": BASELINE}


def as_markdown(columns: list[str], rows: list[tuple]) -> str:
    """Write a table; numbers stand on the right."""
    numeric = [all(isinstance(row[place], int) for row in rows) for place in range(len(columns))]
    lines = [columns, ["---:" if number else "---" for number in numeric], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def make_tables(database: Path, source: str) -> dict[str, str]:
    """Query a published database, and return its tables by name."""
    tables = {}
    with duckdb.connect(database, read_only=True) as connection:
        for name, query in QUERIES.items():
            found = connection.execute(query)
            columns = [column for column, *_ in found.description]
            tables[f"{source} {name}"] = as_markdown(columns, found.fetchall())
    return tables


def main() -> None:
    """Build, and write the page."""
    page = PAGE.read_text(encoding="utf-8")
    usages = [("sample", "")]
    usages += [("case study", str(Path(file).resolve())) for file in sys.argv[1:2]]
    for source, usage in usages:
        with tempfile.TemporaryDirectory() as folder:
            project = copy_project(Path(folder))
            dbt(project, usage, "build", "--exclude-resource-type", "unit_test")
            page = fill(page, make_tables(project / "usage_groups.duckdb", source))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
