"""What long work tells while it runs."""

import threading

import pytest
from usage_groups import progress
from usage_groups.workers import run_parts


@pytest.fixture
def told(monkeypatch):
    """Collect the messages, and make them come quickly."""
    messages, is_told = [], threading.Event()

    def tell(message):
        messages.append(message)
        is_told.set()

    monkeypatch.setattr(progress, "_listeners", [])
    monkeypatch.setattr(progress, "SECONDS_OF_SILENCE", 0.01)
    progress.listen(tell)
    return messages, is_told


def wait_for_steps(messages, is_told):
    """Go through three steps, and wait in the third until somebody was told of two."""
    for step in progress.counted(range(3), "candidates tried"):
        while step == 2 and not any("2 of 3" in message for message in messages):
            is_told.wait(5)
            is_told.clear()


def test_long_work_tells_how_far_it_is(told):
    messages, is_told = told
    with progress.watched("Groups", parts=1) as file, progress.counting_in(file):
        wait_for_steps(messages, is_told)
    assert messages[-1] == "Groups: 2 of 3 candidates tried"
    assert len(set(messages)) == len(messages), "nothing is told twice"


def test_short_work_is_silent(monkeypatch, told):
    messages, _ = told
    monkeypatch.setattr(progress, "SECONDS_OF_SILENCE", 60)
    with progress.watched("Groups", parts=1) as file, progress.counting_in(file):
        list(progress.counted(range(3), "candidates tried"))
    assert messages == []


def test_nobody_has_to_watch():
    assert list(progress.counted("abc", "steps")) == ["a", "b", "c"]


def test_counts_of_several_parts_are_added():
    counts = (
        "parts\tplanned\t5\nsteps\tplanned\t3\nsteps\tdone\t1\nparts\tdone\t1\n"
        "steps\tplanned\t4\nsteps\tdone\t1\nresamples\tplanned\t20\n"
    )
    assert progress.describe(counts) == "1 of 5 parts, 2 of 7 steps, 0 of 20 resamples"


@pytest.mark.parametrize("users", [[1, 1], [2, 100_000]])
def test_other_processes_count_too(monkeypatch, users):
    files = []

    def keep(file):
        files.append(file)

    monkeypatch.setattr(progress.Path, "unlink", keep)
    parts = [([1.0, 2.0, 3.0],), ([3.0, 4.0],)]
    found = run_parts("statistics:mean", parts, users=users, title="Means")
    assert found == [2.0, 3.5]
    assert progress.describe(files[0].read_text()) == "2 of 2 parts"
    monkeypatch.undo()
    files[0].unlink()
