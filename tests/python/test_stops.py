"""Builds that are stopped leave no process and no temporary file, and say one sentence."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from usage_groups.publish import leftovers
from usage_groups.publish.leftovers import remove_leftovers, temporary_folder
from usage_groups.stopping import STOPPED
from usage_groups.workers import WorkerError, are_waiting, end_workers, run_parts

MANY_USERS = [1000, 1000]
WORKING = """
import sys, tempfile, threading
tempfile.tempdir = sys.argv[1]
from usage_groups.stopping import stop_with_a_sentence
from usage_groups.workers import run_parts
stop_with_a_sentence()
work = lambda: run_parts("time:sleep", [(60,), (60,)], users=[1000, 1000], title="Sleep")
threading.Thread(target=work, daemon=True).start()
threading.Event().wait()
"""


def children(parent):
    """The processes that a process has started, apart from those that only clean up."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if status[1] == str(parent) and "resource_tracker" not in command:
            found.append(int(folder.name))
    return found


def is_running(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(is_so, seconds=30):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize(
    ("request_to_stop", "everybody", "said"),
    [
        (signal.SIGKILL, False, ""),
        (signal.SIGTERM, False, STOPPED),
        (signal.SIGINT, True, STOPPED),
    ],
)
def test_no_worker_outlives_its_build(tmp_path, request_to_stop, everybody, said):
    build = subprocess.Popen(
        [sys.executable, "-c", WORKING, tmp_path],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(children(build.pid)) >= 2)
    workers = children(build.pid)
    # They have begun to work, and Ctrl-C reaches all processes of a terminal.
    time.sleep(1)
    (os.killpg if everybody else os.kill)(build.pid, request_to_stop)
    assert build.communicate(timeout=30)[1].strip() == said
    assert build.returncode == -request_to_stop
    wait_until(lambda: not any(map(is_running, workers)))


def test_a_program_that_answers_requests_to_stop_goes_on_to_do_so():
    code = (
        "import signal; from usage_groups.stopping import stop_with_a_sentence\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('own'))\n"
        "stop_with_a_sentence(); signal.raise_signal(signal.SIGTERM)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("own\n", "")


def test_a_worker_whose_parent_is_gone_ends():
    code = "import time; from usage_groups.workers import end_with; end_with(0); time.sleep(60)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1


def test_a_worker_that_is_killed_is_a_sentence():
    sentence = "A process of the build was killed, most likely because the machine ran out"
    with pytest.raises(WorkerError, match=sentence):
        run_parts("signal:raise_signal", [(signal.SIGKILL,)] * 2, users=MANY_USERS, title="Die")
    assert run_parts("math:sqrt", [(4.0,), (9.0,)], users=MANY_USERS, title="Live") == [2.0, 3.0]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_workers_wait_for_more_until_they_are_ended():
    end_workers()
    before = set(children(os.getpid()))
    assert not are_waiting()
    run_parts("math:sqrt", [(4.0,)] * 2, users=MANY_USERS, title="Roots")
    assert are_waiting()
    assert len(set(children(os.getpid())) - before) >= 2
    end_workers()
    assert not are_waiting()
    wait_until(lambda: not set(children(os.getpid())) - before)
    assert run_parts("math:sqrt", [(4.0,)], users=[1], title="Root") == [2.0]
    assert not are_waiting()


def test_what_a_killed_build_has_left_goes_away(tmp_path, monkeypatch):
    database = tmp_path / "build/usage_groups.duckdb"
    monkeypatch.setattr(leftovers, "SEMAPHORES", tmp_path)
    left = [
        temporary_folder(database) / "tmp12345.py",
        database.with_name("usage_groups.duckdb.tmp") / "duckdb_temp_storage-0.tmp",
        database.with_name("tmp_groups.csv"),
        tmp_path / "sem.loky-4194305-abc",
    ]
    kept = [
        database,
        database.with_name("usage_rejects.csv"),
        tmp_path / f"sem.loky-{os.getpid()}-abc",
        tmp_path / "sem.mp-abc",
    ]
    for file in (*left, *kept):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    # No process has the one number, and this process has the other.
    for builder in ("4194305", str(os.getpid()), "", "unknown"):
        remove_leftovers(database, builder)
    assert not [file for file in left if file.exists()]
    assert all(file.exists() for file in kept)
    assert list(temporary_folder(database).iterdir()) == []
