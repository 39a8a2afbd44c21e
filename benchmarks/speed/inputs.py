"""What is measured on: made-up usage, a copy of the project, and the SQL that dbt compiles."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

from processes import OWN, PROJECT, Measured, measure

COPIED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests")
# Both are asked for: the published features, and what the search for groups reads.
TARGETS = ("usage_features", "int_clustering_features")
FIRST = "int_usage_days"


class Step(NamedTuple):
    """A model as dbt would make it."""

    name: str
    kind: str
    """``view`` or ``table``."""
    query: str


def write_usage(rows: int, folder: Path) -> str:
    """Write about so many rows of made-up usage, and return the glob of the files."""
    module = [OWN, "-m", "usage_groups.simulate.bulk"]
    measure([*module, "--rows", rows, "--folder", folder])
    return str(folder / "*.parquet")


def copy_project(folder: Path) -> Path:
    """Copy what dbt needs, and return the copy."""
    for name in COPIED:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    empty(folder)
    return folder


def empty(project: Path) -> None:
    """Remove what an earlier build has left."""
    (project / "usage_groups.duckdb").unlink(missing_ok=True)
    for name in ("build", "exports"):
        shutil.rmtree(project / name, ignore_errors=True)
        (project / name).mkdir()


def of_project(project: Path, usage: str) -> dict[str, object]:
    """Return the environment of a command on a copy of the project."""
    return {"DBT_PROJECT_DIR": project, "DBT_PROFILES_DIR": project, "USAGE_PATH": usage}


def dbt(project: Path, usage: str, *arguments: str, python: Path = OWN) -> Measured:
    """Run the dbt of an environment on a copy of the project."""
    command = [python.with_name("dbt"), "--no-use-colors", *arguments]
    return measure(command, of_project(project, usage))


def compile_steps(project: Path, usage: str) -> Path:
    """Write the models between daily usage and the features, in order, to a JSON file, once."""
    file = project / "steps.json"
    if file.exists():
        return file
    dbt(project, usage, "compile", "--quiet", "--select", *(f"+{name}" for name in TARGETS))
    nodes = json.loads((project / "target/manifest.json").read_text())["nodes"]
    steps: dict[str, Step] = {}

    def add(name: str) -> None:
        node = nodes.get(name)
        if node is None or node["name"] in {FIRST, *steps}:
            return
        for earlier in node["depends_on"]["nodes"]:
            add(earlier)
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        steps[node["name"]] = Step(node["name"], kind, node["compiled_code"])

    for target in TARGETS:
        add(f"model.usage_groups.{target}")
    file.write_text(json.dumps(list(steps.values())))
    return file
