"""Read the published file with clients that people have, each in an environment of its own.

    python tests/clients [CLIENT ...]

Every client, or those named, is installed into a temporary folder, asked there, and must answer
as the project's own DuckDB does; of the examples, each must open as well. Needs the package index,
and npm for clients of Node.js.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import asking

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PUBLISHED = PROJECT / "usage_groups.duckdb"
DUCKDB = "duckdb==2.0.0"
PYTHON = {
    "duckdb-1.1": ["duckdb==1.1.3"],
    "duckdb-1.4": ["duckdb==1.4.5"],
    "sqlalchemy": ["duckdb-sqlalchemy==1.5.6.5"],
    "adbc": [DUCKDB, "adbc-driver-manager==1.13.0", "pyarrow"],
    "polars": [DUCKDB, "polars", "pyarrow"],
    "ibis": [DUCKDB, "ibis-framework[duckdb]==12.0.0"],
    "marimo": [DUCKDB, "marimo", "pandas"],
    "streamlit": [DUCKDB, "streamlit"],
    "metricflow": ["dbt-metricflow==0.15.0", "dbt-core==1.11.16", "dbt-duckdb==1.11.1", DUCKDB],
    # What follows the second is what Superset needs and does not ask for, or takes too new.
    "superset": [
        *("apache-superset==6.1.0", "duckdb-engine==0.17.0", DUCKDB),
        *("flask-caching==2.3.1", "flask-limiter==3.12", "cachetools"),
    ],
}
NODE = {
    "node": ["@duckdb/node-api@1.5.6-r.1"],
    "wasm": ["@duckdb/duckdb-wasm@1.32.0", "apache-arrow"],
    "evidence": [],
}


def answer_in_python(client: str, folder: str) -> str:
    """Install packages of Python into a folder, and return what they answer, or their error."""
    python = f"{folder}/bin/python"
    venv.create(folder, with_pip=True)
    install = ["pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON[client]]
    return _last_output(
        [python, "-m", *install], [python, HERE / "asking.py", client, PUBLISHED], folder=folder
    )


def answer_in_node(client: str, folder: str) -> str:
    """Install packages of Node.js into a folder, and return what they answer, or their error."""
    if client == "evidence":
        # Where the file lies as it does beside the project's own examples.
        shutil.copy(PUBLISHED, folder)
        folder = f"{folder}/examples/evidence"
        shutil.copytree(PROJECT / "examples/evidence", folder)
    shutil.copy(HERE / f"{client}.mjs", folder)
    return _last_output(
        ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *NODE[client]],
        ["node", f"{client}.mjs", PUBLISHED, asking.QUESTION],
        folder=folder,
    )


def _last_output(*commands: list[str | Path], folder: str) -> str:
    """Run commands one after the other, and return what the last one says, or the first error."""
    for command in commands:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stdout + done.stderr
    return done.stdout


def main() -> int:
    """Ask every client, say how it went, and return how many failed."""
    expected, failed = json.loads(asking.answer("duckdb", str(PUBLISHED))), 0
    for client in sys.argv[1:] or [*PYTHON, *NODE]:
        with tempfile.TemporaryDirectory() as folder:
            ask = answer_in_python if client in PYTHON else answer_in_node
            found = ask(client, folder)
        *said, last = found.splitlines() or [""]
        reads_it = last.startswith("[") and json.loads(last) == expected
        failed += not reads_it
        packages = ", ".join(PYTHON.get(client) or NODE[client] or ["examples/evidence"])
        verdict = " ".join(["reads it.", *said]) if reads_it else f"FAILED\n{found}"
        sys.stdout.write(f"{client} ({packages}): {verdict}\n")
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main())
