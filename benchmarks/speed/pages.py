"""Pages of docs/ whose tables are generated: each stands between two comments, by name."""

import re

TABLE = "<!-- table: {name} -->\n\n{table}\n\n<!-- end of table -->"


def fill(page: str, tables: dict[str, str]) -> str:
    """Put tables in the places that the page has for them."""
    for name, table in tables.items():
        start, end = (
            re.escape(part) for part in (f"<!-- table: {name} -->", "<!-- end of table -->")
        )
        written = TABLE.format(name=name, table=table).replace("\\", r"\\")
        page = re.sub(f"{start}.*?{end}", written, page, flags=re.DOTALL)
    return page
