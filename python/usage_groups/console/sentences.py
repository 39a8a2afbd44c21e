"""Find the sentence in what dbt says of a failure, which it surrounds with its own words."""

import re

FRAME = re.compile(
    r"\s*((Compilation|Runtime|Database|Dependency|Parsing) Error( in .*)?"
    r"|> (in|called by) .*|compiled code at .*|)"
)
DUCKDB_PREFIX = re.compile(r"^(Invalid Input|Binder|Catalog) Error: ")
TEST = re.compile(r"Got (\d+) results?, configured to fail")


def sentence(message: str, name: str = "") -> str:
    """Take dbt's and DuckDB's frame off a message.

    Parameters
    ----------
    message : str
        Of a result or an exception of dbt.
    name : str
        Of the model or test that failed.

    Returns
    -------
    str
        One line.
    """
    found = TEST.search(message)
    if found:
        rows = "1 row" if found[1] == "1" else f"{found[1]} rows"
        return f"The test {name} failed: it found {rows} that should not be there."
    if "Traceback (most recent call last)" in message:
        return f"{name} failed: {message.strip().splitlines()[-1].strip()}"
    lines = [line.strip() for line in message.splitlines() if not FRAME.fullmatch(line)]
    return DUCKDB_PREFIX.sub("", " ".join(lines)) or f"{name} failed."
