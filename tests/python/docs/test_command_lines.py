"""Every command line of the README and the docs runs as it is written, on made-up files.

Lines are taken from indented blocks, from fenced blocks of a shell, and from code within sentences.
Each is given to a shell in a copy of the project. What a line starts is

- a build by dbt or make: it goes as far as dbt's reading of the models, so that the line itself,
  the vars, the files and their columns are checked; one of them builds all the way;
- another command of dbt, or what needs Spark: it goes as far as dbt's reading of its command line;
- another target of make: it is looked up, not made;
- a program of the project: it is asked for its help;
- DuckDB's own command line, of which a Python script takes the place.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pandas as pd
import pytest

PROJECT = Path(__file__).parents[3]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
PROGRAMS = ("make", "dbt", "duckdb", "python", "source", "export", "cp", "npm", "pip")
# What nobody needs the project for, and what is named, not shown.
FOREIGN = (
    *("npm install", "npm run sources", "npm run dev", "cp -rL"),
    *("dbt retry", "dbt retry would publish a mixture of two builds"),
)
LONG = (
    *("test", "test-spark", "torture", "test-clients", "bench", "bench-spark", "bench-value"),
    *("results", "lint", "docs", "browser", "lock", "help"),
)
# This one builds all the way: with groups that another build has found.
COMPLETE = "make build USAGE_PATH=calls.csv VARS='{group_model: group_model.json}'"
# What the shell of whoever runs the tests may have set.
TOLD = ("USAGE_PATH", "VARS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
# These read what a build has made.
NEEDS_A_BUILD = re.compile(r"duckdb |python .* target/")
# A block that holds no command starts with one of these.
OTHER_BLOCKS = re.compile(
    r"import duckdb|duckdb:///|name: usage_groups|exports/\n|dbt_project.yml  "
    r"|regexp_replace\(|case when "
)

# These take the place of the programs, and end where a build would begin.
STUBS = {
    "dbt": """
        import os, sys
        sys.path.insert(0, {folder!r})
        from forks import Request, ask
        arguments = sys.argv[1:]
        if "spark" in arguments:
            # Its adapter is in another environment; all else of the line is checked.
            del arguments[arguments.index("spark") - 1 : arguments.index("spark") + 1]
        request = Request(arguments, os.getcwd(), dict(os.environ), is_trial=True)
        sys.exit(ask({address!r}, request, [0, 1, 2]))
    """,
    "python": """
        import runpy, sys
        from usage_groups.console import build
        build._build = lambda *_: print("ready") or 0
        is_build = sys.argv[1:] == ["-m", "usage_groups"]
        name, *options = sys.argv[2:] if sys.argv[1] == "-m" else sys.argv[1:]
        sys.argv = [name, *options, *([] if is_build else ["--help"])]
        run = runpy.run_module if name.startswith("usage_groups") else runpy.run_path
        run(name, run_name="__main__")
    """,
    "duckdb": """
        import sys, duckdb
        flag, file, *query = sys.argv[1:]
        assert flag == "-readonly" and query[:1] in ([], ["-c"])
        with duckdb.connect(file, read_only=True) as connection:
            print("ready", connection.execute(*query[1:] or ["show tables"]).fetchall())
    """,
}


def blocks():
    """Every indented or fenced block of the pages, with the page and its lines."""
    for page in PAGES:
        text = page.read_text()
        fences = re.findall(r"^```(\w*)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        yield from ((page, kind, content) for kind, content in fences)
        for block in re.findall(r"(?:^    .*\n)+", plain, flags=re.MULTILINE):
            yield page, "", re.sub("^    ", "", block, flags=re.MULTILINE)


def is_command(line):
    """Whether a line starts with a program, behind variables that it may set."""
    return re.match(rf"([A-Z_]+=\S* )*({'|'.join(PROGRAMS)}) ", line + " ") is not None


def command_lines():
    """Each different line, with those before it in its block that set the shell up."""
    found = []
    for _, kind, content in blocks():
        if kind not in ("", "bash", "sh", "shell", "console"):
            continue
        setting_up = ()
        for line in content.splitlines():
            command = re.sub(r"\s{2,}#.*", "", line)
            if command.startswith(("source ", "export ")):
                setting_up = (*setting_up, command)
            elif is_command(command):
                found.append((*setting_up, command))
    for page in PAGES:
        found += [
            (code,)
            for code in re.findall(r"`([^`\n]+)`", page.read_text())
            if is_command(code) and "…" not in code and " " in code and code not in FOREIGN
        ]
    return list(dict.fromkeys(found))


LINES = command_lines()


def test_every_block_is_of_a_kind_that_is_known():
    assert len(LINES) > 25
    for page, kind, content in blocks():
        commands = [line for line in content.splitlines() if is_command(line)]
        known = kind == "sql" or commands or OTHER_BLOCKS.match(content)
        assert known, f"{page.name}: {content}"
        assert len(commands) in (0, len(content.splitlines())), f"{page.name}: {content}"
    assert COMPLETE in {line[-1] for line in LINES}


def shell(folder, lines, **environment):
    """Give lines to a shell, as somebody would who has activated the project's environment."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in TOLD},
        "PATH": f"{folder / '.venv/bin'}{os.pathsep}{folder / 'programs'}{os.pathsep}"
        f"{os.environ['PATH']}",
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder),
        **environment,
    }
    done = subprocess.run(
        [shutil.which("bash"), "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{lines}\n{done.stdout}{done.stderr}"
    return done.stdout


def copy(folder, usage):
    """Put into a copy of the project what else a line may name, and a file of usage."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT / name, folder)
    for lock in PROJECT.glob("requirements*.lock"):
        shutil.copy(lock, folder)
    for name in ("tests/torture", "benchmarks"):
        shutil.copytree(PROJECT / name, folder / name)
    usage.to_csv(folder / "calls.csv", index=False)
    (folder / ".venv").mkdir()
    return folder


@pytest.fixture(scope="module")
def stubbed(new_project, usage, dbt_process):
    """A copy in which no line goes farther than to the first model."""
    folder = copy(new_project().folder, usage)
    names = {"dt": "day", "user_id": "account", "type": "product", "api_count": "calls"}
    wide = usage.assign(**{new: usage[old] for old, new in names.items()})
    for name in ("calls.csv", "calls.csv.gz", "march.csv", "april.csv"):
        wide.to_csv(folder / name, index=False)
    events = usage[["dt", "user_id"]].set_axis(["timestamp", "username"], axis="columns")
    events.to_csv(folder / "events.csv", index=False)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute("create table calls as from wide")
    (folder / "export").mkdir()
    (folder / "build/spark/spark_run").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.sql("from wide").write_parquet(f"{folder}/export/1.parquet")
        connection.sql(
            "select 'a' as build_id, now() as built_at, 'a' as usage_path, '{}' as parameters, "
            "'{}' as versions, '{}' as row_counts"
        ).write_parquet(f"{folder}/build/spark/spark_run/1.parquet")
    for environment in (".venv", ".venv-spark", ".venv-bench"):
        stub(folder / environment / "bin", "dbt", "python", address=dbt_process.address)
        for mark in ("installed", "installed-dev"):
            (folder / environment / mark).touch()
        activate = folder / environment / "bin/activate"
        activate.write_text('export PATH="$PWD/.venv/bin:$PATH"\n')
    return folder


def stub(folder, *names, address=""):
    """Write programs that take the place of others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        program = textwrap.dedent(STUBS[name])
        if name == "dbt":
            program = program.format(folder=str(Path(__file__).parents[1]), address=str(address))
        (folder / name).write_text(f"#!{sys.executable}\n{program}")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize("lines", LINES, ids=lambda lines: lines[-1])
def test_every_line_is_understood(stubbed, lines):
    words = [word for word in lines[-1].split() if not re.match("[A-Z_]+=", word)]
    if words[0] == "make" and words[1] in LONG:
        assert f"\n{words[1]}:" in (PROJECT / "Makefile").read_text()
        shell(stubbed, lines, MAKEFLAGS="n")
    elif not NEEDS_A_BUILD.match(lines[-1]):
        shown = "usage:" if words[0] == "python" else "ready"
        assert shown in shell(stubbed, lines)


@pytest.fixture(scope="module")
def pinned(copy_small_project):
    """A build whose groups are to be the same elsewhere."""
    return copy_small_project()


@pytest.fixture(scope="module")
def pinned_usage(pinned):
    """What that build has read."""
    return duckdb.read_parquet(str(pinned.usage)).df()


@pytest.fixture(scope="module")
def built(new_project, pinned, pinned_usage):
    """A copy in which a line of make has built all the way."""
    project = new_project(is_quick=True)
    project.folder = copy(project.folder, pinned_usage)
    shutil.copy(pinned.folder / "exports/group_model.json", project.folder)
    for each in Path(sys.prefix).iterdir():
        if not each.name.startswith("installed"):
            (project.folder / ".venv" / each.name).symlink_to(each)
    (project.folder / ".venv/installed").touch()
    stub(project.folder / "programs", "duckdb")
    project.output = shell(project.folder, [COMPLETE])
    return project


@pytest.mark.parametrize("line", [line for *_, line in LINES if NEEDS_A_BUILD.match(line)])
def test_lines_that_read_what_a_build_has_made(built, line):
    assert shell(built.folder, [line])


def test_make_says_in_few_lines_what_was_read_and_found(built, pinned_usage):
    lines = built.output.splitlines()
    assert len(lines) <= 15
    assert lines[0].startswith("Reading calls.csv (1 file, ")
    assert [line[-2:] for line in lines[1:5]] == [" s"] * 4
    users, calls = pinned_usage["user_id"].nunique(), pinned_usage["api_count"].astype(int).sum()
    days = pd.to_datetime(pinned_usage["dt"])
    in_window = days > days.max() - pd.Timedelta(days=91)
    dormant = users - pinned_usage.loc[in_window, "user_id"].nunique()
    assert dormant > 0
    assert lines[5] == (
        f"Read {len(pinned_usage):,} rows of calls.csv: {users} users ({dormant} dormant), "
        f"{pinned_usage['type'].nunique()} types, {calls:,} calls, "
        f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}."
    )
    types = pinned_usage.groupby("type")["user_id"].nunique()
    assert lines[-3 - len(types)].startswith("Key accounts: ")
    for (api_type, count), line in zip(
        types.items(), sorted(lines[-2 - len(types) : -2]), strict=True
    ):
        assert line.startswith(f"{api_type}: ")
        shares = [int(number) for number in re.findall(r"(?:: |; )(\d+) ", line)]
        assert sum(shares) == count
    assert lines[-2:] == [
        "Results: exports/report.html, exports/usage_groups.xlsx, usage_groups.duckdb",
        "Log: logs/dbt.log",
    ]
    assert "Done. PASS=" in (built.folder / "logs/dbt.log").read_text()


def test_a_pinned_file_gives_the_same_groups_anywhere(built, pinned):
    found, expected = built.groups(), pinned.groups()
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)
    files = [project.folder / "exports/group_model.json" for project in (built, pinned)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_sample_does_not_take_the_place_of_what_is_published(built):
    done = built.dbt("build", succeeds=False, USAGE_PATH="")
    assert "holds the groups of calls.csv, and no usage_path is given" in done.stdout
    assert "SKIP" not in done.stdout
    assert "START" not in done.stdout
