"""Builds in a copy of the project, as an analyst runs them."""

import fcntl
import gc
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bad_rows
import duckdb
import pandas as pd
import populations
import pytest
from forks import Dbt
from usage_groups.database import attach_steps

PROJECT = Path(__file__).parents[2]
COPIED = (
    *("dbt_project.yml", "profiles.yml"),
    *("models", "macros", "seeds", "tests/generic", "tests/singular"),
)
# Every build shows that a project may lie in a folder of any name.
FOLDER = "O'Brien's lock ü #5 100%"
LEFT_OUT = shutil.ignore_patterns("__pycache__")
PARSED = "target/partial_parse.msgpack"
# For builds of which the groups are not what is looked at.
FEW_CANDIDATES = "algorithm,parameter,values,enabled\nkmeans,n_clusters,2 4,true\n"
# Two weeks before the last day of the sample.
FIRST_NIGHT = "2021-11-24"
# What says which groups there are and who is in them.
GROUPS = (
    *("user_api_groups", "user_groups", "user_api_shapes"),
    *("group_models", "group_name_claims", "group_lineage"),
)
# A shell that runs the tests in the background has its programs ignore Ctrl-C, and these theirs.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path
    process: Dbt

    def dbt(
        self, *arguments: str, succeeds: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run dbt from elsewhere, and show what it said when it did not end as expected."""
        folders = ("--project-dir", str(self.folder), "--profiles-dir", str(self.folder))
        own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        # Writing what dbt knows of the project takes longer than most models.
        own["DBT_WRITE_JSON"] = "false"
        # Nor is its log read, which it writes line by line.
        own["DBT_LOG_LEVEL_FILE"] = "none"
        # Workers would import again what this process has.
        own["LOKY_MAX_CPU_COUNT"] = "1"
        command = ["--no-use-colors", *arguments, *folders]
        done = self.process.run(command, self.folder.parent, own | environment)
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

    def query(self, sql: str) -> pd.DataFrame:
        """Query the published database."""
        with duckdb.connect(self.folder / "usage_groups.duckdb", read_only=True) as connection:
            return connection.execute(sql).df()

    def made(self, sql: str) -> pd.DataFrame:
        """Query what was made last, whether it is published or not."""
        with duckdb.connect(self.folder / "build/usage_groups.duckdb", read_only=True) as marts:
            attach_steps(marts, self.folder / "build/usage_groups.duckdb", read_only=True)
            marts.execute("set search_path = 'usage_groups.main,steps.main'")
            return marts.execute(sql).df()

    def query_files(self, files: str) -> pd.DataFrame:
        """Read Parquet files of the project."""
        with duckdb.connect() as connection:
            return connection.read_parquet(f"{self.folder}/{files}").df()

    def groups(self) -> dict[str, pd.DataFrame]:
        """Read which groups are published, and who is in them."""
        return {name: self.query(f"from {name}") for name in GROUPS}

    def outputs(self) -> dict[str, bytes]:
        """Every published file with its bytes."""
        exports = self.folder / "exports"
        shown = [file for top in exports.glob("[!.]*") for file in (top, *top.glob("*"))]
        files = {file.relative_to(exports).as_posix(): file for file in sorted(shown)}
        files["usage_groups.duckdb"] = self.folder / "usage_groups.duckdb"
        return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage in what is imported, which stays: that took a fifth of a collection."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    """Let everything go at the end."""
    gc.unfreeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run all tests that look at the same build, so that it is built once."""
    for item in items:
        for fixture in ("built", "nights", "on_spark", "sample_project", "small_project"):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(fixture))
                break


@pytest.fixture(scope="session")
def dbt_process(shared: Path) -> Iterator[Dbt]:
    """Share the process that runs dbt, and has read the models once, among all workers."""
    folder = shared / "parsed" / FOLDER
    with making(shared / "dbt") as is_first:
        if is_first:
            copy_files(folder)
        process = Dbt(shared / "dbt.txt", folder)
    yield process
    process.close()


def copy_files(folder: Path) -> None:
    """Copy what a build needs."""
    for name in COPIED:
        source, target = PROJECT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT)
        else:
            shutil.copy(source, target)
    for name in ("build", "exports"):
        (folder / name).mkdir()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of what is made once for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@contextmanager
def making(target: Path) -> Iterator[bool]:
    """Say whether something is still to be made, and let other workers wait until it is."""
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = target.with_suffix(".done")
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def parsed(shared: Path, dbt_process: Dbt) -> Path:  # noqa: ARG001
    """Find what dbt has read of the models without vars, and what it said of them."""
    return shared / "parsed" / FOLDER


@pytest.fixture(scope="session")
def new_project(
    tmp_path_factory: pytest.TempPathFactory, dbt_process: Dbt, parsed: Path | None
) -> Callable[..., Project]:
    """Make a function that copies the project into a new folder, with few candidates if asked."""

    def copy(*, is_quick: bool = False) -> Project:
        folder = tmp_path_factory.mktemp("copy") / FOLDER
        copy_files(folder)
        if parsed:
            (folder / PARSED).parent.mkdir()
            shutil.copy(parsed / PARSED, folder / PARSED)
        if is_quick:
            (folder / "seeds/clustering_candidates.csv").write_text(FEW_CANDIDATES)
        return Project(folder, dbt_process)

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
def copy_small_project(
    shared: Path,
    dbt_process: Dbt,
    new_project: Callable[..., Project],
    usage: pd.DataFrame,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[], Project]:
    """Build rows up to a day once for all workers, and make a function that copies all of it."""
    built, rows = shared / "small" / FOLDER, shared / "usage.parquet"
    with making(shared / "small") as is_first:
        if is_first:
            duckdb.from_df(usage[usage["dt"] <= FIRST_NIGHT]).write_parquet(str(rows))
            project = new_project(is_quick=True)
            project.build(rows)
            built.parent.mkdir()
            project.folder.rename(built)

    def copy() -> Project:
        folder = tmp_path_factory.mktemp("small") / FOLDER
        shutil.copytree(built, folder, symlinks=True)
        project = Project(folder, dbt_process)
        project.usage = rows
        return project

    return copy


@pytest.fixture(scope="session")
def small_project(copy_small_project: Callable[[], Project]) -> Project:
    """Share one of these; tests that build again in it start from what they find."""
    return copy_small_project()


@dataclass
class Failed:
    """What a build has left that made everything of one user, but did not pass all tests."""

    output: str
    retried: str
    outputs: dict[str, bytes]
    groups: pd.DataFrame
    report: str


def fail_at_the_end(project: Project, usage: Path) -> Failed:
    """Build from a file of one user with a test that fails once all else is made, and retry."""
    populations.POPULATIONS["one user on one day"]().to_csv(usage, index=False)
    failing = project.folder / "tests/singular/assert_no_report.sql"
    failing.write_text("select file_name from {{ ref('report_files') }}")
    build = ("build", "--exclude-resource-type", "unit_test")
    # What dbt retry reads is written on request.
    request = {"USAGE_PATH": str(usage), "DBT_WRITE_JSON": "true"}
    failed = project.dbt(*build, succeeds=False, **request)
    groups = project.made("from user_api_groups")
    retried = project.dbt("retry", succeeds=False)
    failing.unlink()
    return Failed(
        output=" ".join(failed.stdout.split()),
        retried=" ".join(retried.stdout.split()),
        outputs=project.outputs(),
        groups=groups,
        report=(project.folder / "build/report.html").read_text(),
    )


@pytest.fixture(scope="session")
def nights(
    copy_small_project: Callable[[], Project],
    usage: pd.DataFrame,
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    """Build again two weeks later, when the file has grown and holds bad rows as well.

    A build in between has failed.
    """
    project = copy_small_project()
    project.first_usage = project.usage
    project.usage = tmp_path_factory.mktemp("usage") / "usage.csv"
    project.usage.write_text("\n".join(bad_rows.mixed_with(usage)))
    project.first, project.first_outputs = project.groups(), project.outputs()
    project.failed = fail_at_the_end(project, project.usage.with_name("one.csv"))
    project.second_output = project.build(project.usage)
    project.second = project.groups()
    return project


@pytest.fixture(scope="session")
def sample_project(new_project) -> Project:
    """Build the sample with workers, once for all tests that only look at it."""
    project = new_project()
    project.output = project.dbt("build", LOKY_MAX_CPU_COUNT="2").stdout
    return project
