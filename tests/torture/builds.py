"""A small project to maltreat, and what must be true of it at any moment."""

import csv
import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import yaml
from dbt.cli.main import dbtRunner
from usage_groups.entrypoints.plugin import MODEL_MODULES

PROJECT = Path(__file__).parents[2]
COPIED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds")
# Forked children have all modules loaded, and can be killed without harm to this process.
FORK = multiprocessing.get_context("fork")
FEW_USERS = 30
for module in MODEL_MODULES:
    import_module(f"usage_groups.{module}")


class BrokenError(AssertionError):
    """What people find is not one complete build."""


@dataclass
class Build:
    """A build that runs in a process of its own."""

    process: multiprocessing.Process | subprocess.Popen
    log: Path

    def output(self) -> str:
        """Return what dbt has said, on one line."""
        return " ".join(self.log.read_text(errors="replace").split())

    def ended(self) -> int:
        """Wait, and return the exit status."""
        if isinstance(self.process, subprocess.Popen):
            return self.process.wait()
        self.process.join()
        return self.process.exitcode


def copy_project(folder: Path, *, few_candidates: bool = True, data_tests: bool = False) -> Path:
    """Copy the project, by default without its dbt tests and with a search of few candidates."""
    for name in COPIED:
        source = PROJECT / name
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for name in ("build", "exports"):
        (folder / name).mkdir()
    if few_candidates:
        candidates = "algorithm,parameter,values,enabled\nkmeans,n_clusters,2 3,true\n"
        (folder / "seeds/clustering_candidates.csv").write_text(candidates)
    if data_tests:
        for name in ("tests/generic", "tests/singular"):
            shutil.copytree(PROJECT / name, folder / name)
        return folder
    for file in (*folder.glob("models/**/_*.yml"), folder / "seeds/_seeds.yml"):
        described = without_tests(yaml.safe_load(file.read_text()))
        file.write_text(yaml.safe_dump(described))
    return folder


def without_tests(described: object) -> object:
    """Leave out what dbt would test."""
    if isinstance(described, list):
        return [without_tests(part) for part in described]
    if isinstance(described, dict):
        kept = {key: part for key, part in described.items() if not key.endswith("_tests")}
        return {key: without_tests(part) for key, part in kept.items()}
    return described


def write_usage(file: Path, *, part: int = 0, users: int = FEW_USERS) -> Path:
    """Write the sample's rows of some of its users."""
    with (PROJECT / "seeds/user_api_data.csv").open() as sample:
        rows = list(csv.DictReader(sample))
    ids = sorted({int(row["user_id"]) for row in rows})[part * users : (part + 1) * users]
    chosen = {str(user) for user in ids}
    with file.open("w", newline="") as usage:
        writer = csv.DictWriter(usage, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["user_id"] in chosen)
    return file


def start(
    project: Path,
    usage: Path | str,
    *options: str,
    log: Path | None = None,
    command: str = "build",
    **environment: str,
) -> Build:
    """Start a build of a project; WORKING_DIRECTORY and DAYS_LATER stand beside what dbt reads."""
    log = log or project / "output.log"
    if command == "build":
        options = ("--exclude-resource-type", "unit_test", *options)
    arguments = (project, str(usage), (command, *options), environment, log)
    process = FORK.Process(target=_run, args=arguments)
    process.start()
    return Build(process, log)


def start_process(project: Path, usage: Path, *options: str, **environment: str) -> Build:
    """Start a build in a new interpreter and session, as people do."""
    log = project.parent / "output.log"
    own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    folders = () if options else ("--project-dir", project, "--profiles-dir", project)
    build = (*("build", "--exclude-resource-type", "unit_test"), *options, *folders)
    with log.open("w") as output:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("dbt"), "--no-use-colors", *build],
            cwd=environment.get("WORKING_DIRECTORY", "."),
            env=own | {"USAGE_PATH": str(usage)} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Build(process, log)


def _run(
    project: Path, usage: str, options: tuple[str, ...], environment: dict[str, str], log: Path
) -> None:
    os.setsid()
    os.environ |= {
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        "USAGE_PATH": usage,
    } | environment
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.chdir(environment.get("WORKING_DIRECTORY", "."))
    time.tzset()
    done = dbtRunner().invoke(["--no-use-colors", *options])
    if done.exception:
        print(done.exception)  # noqa: T201
    sys.stdout.flush()
    os._exit(0 if done.success else 1)


def published(project: Path) -> str | None:
    """Return the id of the build that people find, having checked that all of it is there."""
    return in_child(_published, project)


def _published(project: Path) -> str | None:
    exports = project / "exports"
    files = {file.name: file for file in exports.glob("[!.]*") if file.exists()}
    database = project / "usage_groups.duckdb"
    if database.exists():
        files[database.name] = database
    if not files:
        return None
    manifest = json.loads(files.pop("manifest.json").read_text())
    described = manifest["files"]
    if files.keys() != {name.split("/")[0] for name in described}:
        message = f"found {sorted(files)}, but the manifest lists {sorted(described)}"
        raise BrokenError(message)
    for name, expected in described.items():
        content = (database if name == database.name else exports / name).read_bytes()
        found = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        if found != expected:
            message = f"{name} is not of build {manifest['build_id']}"
            raise BrokenError(message)
    import duckdb  # noqa: PLC0415

    with duckdb.connect(database, read_only=True) as connection:
        build_ids = connection.execute("select build_id from build_info").fetchall()
    if build_ids != [(manifest["build_id"],)]:
        message = f"the database is of {build_ids}, the files of {manifest['build_id']}"
        raise BrokenError(message)
    return manifest["build_id"]


def in_child(function: Callable[[Path], object], argument: Path) -> object:
    """Call a function in a child, so that DuckDB's threads never live in this process."""
    answers = FORK.SimpleQueue()

    def answer() -> None:
        try:
            answers.put((function(argument), None))
        except Exception as error:  # noqa: BLE001
            answers.put((None, f"{type(error).__name__}: {error}"))

    child = FORK.Process(target=answer)
    child.start()
    found, problem = answers.get()
    child.join()
    if problem:
        raise BrokenError(problem)
    return found
