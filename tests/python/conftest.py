"""Builds in a copy of the project, as an analyst runs them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

PROJECT = Path(__file__).parents[2]
COPIED = (
    *("dbt_project.yml", "profiles.yml"),
    *("models", "macros", "seeds", "tests/generic", "tests/singular"),
)
# Every build shows that a project may lie in a folder of any name.
FOLDER = "O'Brien's lock ü #5 100%"
LEFT_OUT = shutil.ignore_patterns("__pycache__")


@dataclass
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path

    def dbt(
        self, *arguments: str, succeeds: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run dbt from elsewhere, and show what it said when it did not end as expected."""
        folders = ("--project-dir", self.folder, "--profiles-dir", self.folder)
        own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        done = subprocess.run(
            [Path(sys.executable).with_name("dbt"), "--no-use-colors", *arguments, *folders],
            cwd=self.folder.parent,
            env=own | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
        return done

    def build(self, usage: Path | str, **options: object) -> str:
        """Build from a file, without the unit tests, and return what dbt said."""
        return self._build(usage, options, succeeds=True)

    def failed_build(self, usage: Path | str, **options: object) -> str:
        """Build what must fail, and return what dbt said on one line."""
        output = self._build(usage, options, succeeds=False)
        assert "Traceback" not in output
        return " ".join(output.split())

    def _build(self, usage: Path | str, options: dict[str, object], *, succeeds: bool) -> str:
        # Vars make dbt parse everything again, the environment does not.
        variables = ("--vars", json.dumps(options)) if options else ()
        build = ("build", "--exclude-resource-type", "unit_test", *variables)
        return self.dbt(*build, succeeds=succeeds, USAGE_PATH=str(usage)).stdout

    def query(self, sql: str, database: str = "usage_groups.duckdb") -> pd.DataFrame:
        """Query the published database, or another of the project."""
        with duckdb.connect(self.folder / database, read_only=True) as connection:
            return connection.execute(sql).df()

    def query_files(self, files: str) -> pd.DataFrame:
        """Read Parquet files of the project."""
        with duckdb.connect() as connection:
            return connection.read_parquet(f"{self.folder}/{files}").df()

    def outputs(self) -> dict[str, bytes]:
        """Every published file with its bytes."""
        exports = self.folder / "exports"
        shown = [file for top in exports.glob("[!.]*") for file in (top, *top.glob("*"))]
        files = {file.relative_to(exports).as_posix(): file for file in sorted(shown)}
        files["usage_groups.duckdb"] = self.folder / "usage_groups.duckdb"
        return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run all tests that look at the same build, so that it is built once."""
    for item in items:
        for fixture in ("built", "on_spark", "sample_project", "small_project"):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(fixture))
                break


@pytest.fixture(scope="session")
def new_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Make a function that copies the project into a new folder."""

    def copy() -> Project:
        folder = tmp_path_factory.mktemp("copy") / FOLDER
        for name in COPIED:
            source, target = PROJECT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=LEFT_OUT)
            else:
                shutil.copy(source, target)
        for name in ("build", "exports"):
            (folder / name).mkdir()
        return Project(folder)

    return copy


@pytest.fixture(scope="module")
def project(new_project) -> Project:
    """Share one copy of the project among the tests of a module."""
    return new_project()


@pytest.fixture(scope="session")
def usage() -> pd.DataFrame:
    """Take the sample's rows for some of its users, which build faster and have every API type."""
    sample = pd.read_csv(PROJECT / "seeds/user_api_data.csv", dtype=str)
    return sample[sample["user_id"].astype(int) % 6 == 0]


@pytest.fixture(scope="session")
def small_project(
    new_project, usage: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """Build these once; tests that build again in it start from what they find."""
    project = new_project()
    project.usage = tmp_path_factory.mktemp("usage") / "usage.csv"
    usage.to_csv(project.usage, index=False)
    project.build(project.usage)
    return project


@pytest.fixture(scope="session")
def sample_project(new_project) -> Project:
    """Build the sample once for all tests that only look at it."""
    project = new_project()
    project.output = project.dbt("build").stdout
    return project
