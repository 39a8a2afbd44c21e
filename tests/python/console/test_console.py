"""What `make build` prints: few lines, the sentence alone where it fails."""

import io
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from usage_groups.console import build, run
from usage_groups.console.sentences import sentence
from usage_groups.console.stages import STAGES, Stages
from usage_groups.console.summary import summary
from usage_groups.stopping import STOPPED


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            (
                "Compilation Error in model stg_usage (models/staging/stg_usage.sql)\n"
                "  'a.csv' has no header: expected a first line.\n  \n"
                "  > in macro call_python (macros/quoting.sql)\n  > called by model stg_usage (m)"
            ),
            "'a.csv' has no header: expected a first line.",
        ),
        (
            (
                "Runtime Error in test assert_few_rejects (tests/singular/assert_few_rejects.sql)\n"
                "  Invalid Input Error: 1 of 31 rows were rejected."
            ),
            "1 of 31 rows were rejected.",
        ),
        ("Runtime Error\n    There is no var a.\n    Nothing published.", "There is no var a. "),
        ("Got 3 results, configured to fail if != 0", "The test name failed: it found 3 rows that"),
        ("Got 1 result, configured to fail if != 0", "The test name failed: it found 1 row that"),
        (
            (
                "Runtime Error in model name (models/name.py)\n  Python model failed:\n"
                "  Traceback (most recent call last):\n    File x\n  ValueError: no users\n"
            ),
            "name failed: ValueError: no users",
        ),
        (
            (
                "Runtime Error in model name (models/name.sql)\n"
                "  Out of Memory Error: failed to pin block"
            ),
            "Out of Memory Error: failed to pin block",
        ),
        ("", "name failed."),
    ],
)
def test_the_sentence_in_what_dbt_says(message, shown):
    assert sentence(message, "name").startswith(shown)
    assert "\n" not in sentence(message, "name")


def test_a_stage_is_said_when_all_before_it_is_over():
    said, seconds = [], iter([0, 10, 12, 15, 20])
    stages = Stages(said.append, lambda: next(seconds))
    stages.plan(["staging", "search", "marts", "search", "somewhere"])
    stages.finish("search")
    stages.finish("")
    stages.finish("search")
    assert said == []
    stages.finish("staging")
    assert [line.split()[-2] for line in said] == ["10", "2"]
    stages.finish("marts")
    stages.finish("somewhere")
    stages.end()
    assert [line.split()[-2] for line in said] == ["10", "2", "3", "5"]
    assert [line[:40].strip() for line in said[:-1]] == list(STAGES)
    assert {len(line) for line in said} == {47}


def test_nothing_is_said_of_stages_once_something_has_failed():
    said = []
    stages = Stages(said.append, lambda: 0)
    stages.plan(["staging", "marts"])
    stages.finish("staging")
    stages.stop()
    stages.finish("marts")
    assert [line[:40].strip() for line in said] == list(STAGES)[:2]


@pytest.fixture
def published(tmp_path):
    """A published database, as far as the summary reads it: 12 types, one user with most calls."""
    file = tmp_path / "usage_groups.duckdb"
    with duckdb.connect(file) as connection:
        connection.execute(
            "create table build_info as select 'a\n\x1b[31m.csv' as usage_path, 1000 as rows_read, "
            "120 as user_count, 30 as dormant_user_count, 12 as api_type_count, "
            "99000 as call_count, "
            "date '2024-01-01' as period_start, date '2024-02-01' as period_end, "
            "12 as rows_rejected, 3 as rows_of_zero_usage, 0 as rows_outside_period, "
            "5 as rows_without_user, 0 as rows_counted_once"
        )
        connection.execute(
            "create table usage_rejects as select 'dt is empty' as reason from range(8) "
            "union all select 'type is empty' from range(4)"
        )
        connection.execute(
            "create table group_profiles as select 'user_api' as grouping, 'type ' || type as "
            "api_type, 'group ' || id as group_name, id as group_id, 10 * type + id as user_count, "
            "2 - id as size_rank from range(12) as types (type), range(2) as groups (id)"
        )
        connection.execute(
            "create table usage_features as select 'user ' || id as user_id, "
            "cast(case id when 0 then 97000 else 10 end as decimal(38, 0)) as total_calls "
            "from range(201) as users (id)"
        )
        connection.execute(
            "create table key_accounts as select 'user ' || id as user_id, null as api_type, "
            "0.2 as call_share, 1 + id as rank, 'group ' || 1 + id // 3 as group_name, "
            "'daily' as habit "
            "from range(5) as users (id)"
        )
        connection.execute(
            "create table user_groups as select 'user ' || id as user_id, id <> 2 as name_fits "
            "from range(4) as users (id)"
        )
    return file


def test_the_summary_fits_its_room_and_names_the_heaviest_losses(published):
    lines = summary(published, ["types are alike"], 8)
    assert lines == [
        (
            "Read 1,000 rows of a  [31m.csv: 120 users (30 dormant), 12 types, 99,000 calls, "
            "2024-01-01 to 2024-02-01."
        ),
        (
            "Rows set apart: 12 rejected, 3 of no usage, 5 without a user; most often: "
            "dt is empty (8); type is empty (4). See build/usage_rejects.csv."
        ),
        "Remark: types are alike",
        (
            "Key accounts: user 0 (20% of all calls, daily), user 1 (20% of all calls, daily) "
            "in the group “group 1”; "
            "user 2 (20% of all calls, daily) in the group “group 1”, whose name is not true here; "
            "user 3 (20% of all calls, daily) in the group “group 2”; "
            "and 1 more in exports/key_accounts.csv."
        ),
        "type 11: 111 group 1; 110 group 0",
        "type 10: 101 group 1; 100 group 0",
        "type 9: 91 group 1; 90 group 0",
        "… and 9 more types in exports/groups.csv",
    ]
    assert len(summary(published, ["remark"] * 40, 8)) == 8
    assert len(summary(published, [], 40)) == 15


def test_where_nobody_stands_out_the_user_with_most_calls_is_named(published):
    with duckdb.connect(published) as connection:
        connection.execute("delete from key_accounts")
    assert "Key accounts: none; user 0 makes most calls (98%)." in summary(published, [], 8)


class Runner:
    """Stands for dbt: tells what it is told to, and ends as it is told to."""

    def __init__(self, *events, exception=None, results=()):
        self.events, self.exception, self.results = events, exception, results

    def __call__(self, callbacks):
        self.callbacks = callbacks
        return self

    def invoke(self, arguments):
        self.arguments = arguments
        for name, message in self.events:
            info = SimpleNamespace(name=name, msg=message, level="info")
            self.callbacks[0](SimpleNamespace(info=info))
        result = SimpleNamespace(results=self.results)
        return SimpleNamespace(exception=self.exception, result=result)


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """Let builds read a file of usage, with dbt left out."""
    for name, value in {"USAGE_PATH": "", "VARS": "", "DBT_PROFILES_DIR": ""}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    shutil.copy(Path(__file__).parents[3] / "dbt_project.yml", tmp_path)
    (tmp_path / "calls.csv").write_text("dt,user_id,type,api_count\n2021-08-13,1,gnql,4\n")
    return tmp_path / "calls.csv"


@pytest.mark.usefixtures("calls")
def test_a_failure_is_its_sentence_and_what_is_still_there(monkeypatch, capsys):
    failed = SimpleNamespace(
        status="error",
        message="Runtime Error in model a (b)\n  No row.",
        node=SimpleNamespace(name="a"),
    )
    passed = SimpleNamespace(status="pass", message=None, node=SimpleNamespace(name="b"))
    runner = Runner(
        ("JinjaLogInfo", "Nothing published: a failed."), results=[failed, passed, failed]
    )
    monkeypatch.setattr(run, "dbtRunner", runner)
    assert build.main(["--vars", "{usage_path: calls.csv, period_start: 2021-08-01}"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "Reading calls.csv (1 file, 0.0 MB).\n"
    assert printed.err == "No row.\nNothing published: a failed.\n"
    assert runner.arguments[-1] == '{"usage_path": "calls.csv", "period_start": "2021-08-01"}'


@pytest.mark.parametrize("exception", [KeyboardInterrupt(), RuntimeError("Runtime Error\n  No.")])
@pytest.mark.usefixtures("calls")
def test_dbt_that_does_not_end_by_itself(monkeypatch, capsys, exception):
    monkeypatch.setattr(run, "dbtRunner", Runner(exception=exception))
    stopped = isinstance(exception, KeyboardInterrupt)
    assert build.main(["--vars", "{usage_path: calls.csv}"]) == (130 if stopped else 1)
    sentence = (
        "Stopped: usage_groups.duckdb and exports/ hold the last complete build. Build again.\n"
        if stopped
        else "No.\n"
    )
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize("where", ["environment", "option"])
@pytest.mark.usefixtures("calls")
def test_a_var_that_is_wrong_is_said_before_dbt_is_loaded(monkeypatch, capsys, where):
    monkeypatch.setattr(run, "dbtRunner", None)
    if where == "environment":
        monkeypatch.setenv("VARS", "{usage_paht: calls.csv}")
    option = ["--vars", "{usage_paht: calls.csv}"] if where == "option" else []
    assert build.main(option) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.startswith("There is no var usage_paht. Did you mean usage_path?")


@pytest.mark.usefixtures("calls")
def test_any_terminal_can_show_it(monkeypatch):
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stderr", ascii_only)
    monkeypatch.setenv("USAGE_PATH", "größe.csv")
    assert build.main([]) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", ""),
        ("USAGE_PATH=calls.csv", ""),
        (r"VARS={usage_path:\ a.csv,\ memory_limit:\ b=c} USAGE_PATH=a\ b=c.csv", ""),
        ("USAGE_PAHT=calls.csv", "make build has no variable USAGE_PAHT. Did you mean USAGE_PATH?"),
        ("usage_path=calls.csv", "make build has no variable usage_path. Did you mean USAGE_PATH?"),
        (r"VARS={a:\ b} PERIOD_START=2021", "make build has no variable PERIOD_START. Vars stand"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_variables_of_make_that_nobody_reads_are_refused(monkeypatch, capsys, typed, sentence):
    monkeypatch.setenv("MAKEFLAGS", f"k -j4 -- {typed}" if typed else "k")
    monkeypatch.setenv("VARS", "[]")
    build.main([])
    assert capsys.readouterr().err.startswith(sentence or "VARS is []")


@pytest.mark.usefixtures("calls")
@pytest.mark.skipif(sys.platform != "linux", reason="a file that nobody can read")
@pytest.mark.parametrize("path", ["/proc/self/mem", "x" * 10_000, "a\x01b.csv", "'; drop -- .csv"])
def test_paths_that_cannot_be_read_end_in_one_line(capsys, monkeypatch, path):
    monkeypatch.setenv("USAGE_PATH", path)
    assert build.main([]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.endswith(".\n")


def test_the_checks_come_before_what_takes_seconds_to_load():
    loaded = "import sys, usage_groups.console.build; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert not {"dbt", "pandas", "sklearn", "scipy", "numpy"} & set(done.stdout.split())


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys, is_terminal):
    monkeypatch.setattr(run, "dbtRunner", Runner(("Note", "Groups: 3 of 4 parts")))
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    monkeypatch.setattr(build, "summary", lambda *_: ["Read all."])
    assert build.main(["--vars", "{usage_path: calls.csv}"]) == 0
    printed = capsys.readouterr().out
    assert ("\r\x1b[KGroups: 3 of 4 parts\r\x1b[K" in printed) == is_terminal
    assert ("Groups" in printed) == is_terminal
    lines = [line.replace("\x1b[K", "").rpartition("\r")[2] for line in printed.split("\n")]
    assert [lines[0], lines[2]] == ["Reading calls.csv (1 file, 0.0 MB).", "Read all."]


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_says_one_sentence_while_errors_go_to_a_file(calls, request_to_stop):
    code = f"""
import os, signal, sys
from usage_groups.console import build, run
from usage_groups.stopping import stop_with_a_sentence
class Runner:
    def __init__(self, callbacks): pass
    def invoke(self, arguments):
        print("Traceback of a worker", file=sys.stderr, flush=True)
        stop_with_a_sentence()
        os.kill(os.getpid(), {int(request_to_stop)})
        signal.pause()
run.dbtRunner = Runner
build.main(["--vars", "{{usage_path: calls.csv}}"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=calls.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -request_to_stop
    assert done.stdout == "Reading calls.csv (1 file, 0.0 MB).\n"
    assert done.stderr == f"\n{STOPPED}\n"
    assert (calls.parent / "logs/stderr.log").read_text() == "Traceback of a worker\n"


@pytest.mark.parametrize(
    ("ends", "status", "said", "told"),
    [
        ("leave(0)", 0, "now files closed", ""),
        ("leave(130)", 130, "now files closed", ""),
        ("print(1 / 0)", 1, "now files closed", "ZeroDivisionError"),
    ],
)
def test_the_process_ends_with_its_status_when_all_is_done(ends, status, said, told):
    code = (
        "from usage_groups.console.leaving import leave\n"
        "import atexit, sys, threading, time\n"
        "class Last:\n"
        "    def __del__(self): sys.stderr.write('freed')\n"
        "last = Last()\n"
        "atexit.register(lambda: print('closed', end=''))\n"
        "wait = lambda: (time.sleep(0.2), print('files ', end=''))\n"
        "threading.Thread(target=wait).start()\n"
        "print('now ', end='')\n" + ends
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (status, said)
    assert told in done.stderr
    # Nothing is freed, unless an error has ended it.
    assert ("freed" in done.stderr) == bool(told)
