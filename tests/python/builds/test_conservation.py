"""Hostile rows through the real SQL of staging: each has one fate, and no call is lost."""

import duckdb
import hostile_rows
import numpy as np
import pytest
from rendering import model_file, project_vars, rendered

BATCHES = 12
ROWS = 900


@pytest.fixture(scope="module")
def staging(sample_project, tmp_path_factory):
    """Return a function that runs the compiled model on any file."""
    template = tmp_path_factory.mktemp("template") / "usage.csv"
    template.write_text("dt,user_id,type,api_count\n2021-08-13,1,gnql,1\n")
    sample_project.dbt("compile", "--select", "stg_usage", USAGE_PATH=str(template))
    return hostile_rows.compiled_staging(sample_project.folder, template)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_row_has_one_fate(staging, tmp_path, batch):
    file, written = hostile_rows.write_batch(np.random.default_rng(batch), tmp_path, ROWS)
    with staging(file) as connection:
        assert hostile_rows.fates(connection) == written


GOOD = "2021-08-13,1,gnql,4\n"


@pytest.mark.parametrize(
    ("before", "behind", "closed"),
    [(5, 0, 0), (5, 1, 0), (5, 20, 7), (5, 20_000, 0), (2_000, 3_000, 3_000), (5, 400_000, 0)],
)
def test_rows_behind_an_unclosed_quote_are_rejected_and_counted(
    staging, tmp_path, before, behind, closed
):
    file = tmp_path / "usage.csv"
    hidden = '2021-08-13,"2,gnql,4\n' + GOOD * behind
    closing = '2021-08-13,"3",gnql,4\n' + GOOD * closed if closed else ""
    file.write_text("dt,user_id,type,api_count\n" + GOOD * before + hidden + closing)
    with staging(file) as connection:
        found = hostile_rows.fates(connection)
        numbers = connection.execute(
            "select malformed_row_number from stg_usage where malformed_row_number is not null"
        ).fetchall()
    assert found.rows == before + 1 + behind + (1 + closed if closed else 0)
    assert found.fates["accepted"] >= before
    assert found.fates["rejected"] == len(set(numbers)) >= 1
    assert found.fates["rejected"] > 0.2 * behind


@pytest.mark.parametrize("bad", ["bad", '2021-08-13,"two\nlines",gnql', '2021-08-13,"1"x,gnql,4'])
def test_malformed_rows_hide_nothing(staging, tmp_path, bad):
    file = tmp_path / "usage.csv"
    file.write_text(f"dt,user_id,type,api_count\n{GOOD}{bad}\n" + GOOD * 3)
    with staging(file) as connection:
        found = hostile_rows.fates(connection)
    assert (found.fates["accepted"], found.fates["rejected"]) == (4, 1)


def judge(connection):
    """Make what says which rows are rejected, and how many."""
    for name in (
        *("stg_usage_day_limits", "stg_usage_id_forms", "stg_usage_judged", "stg_usage_rejects"),
        "int_row_counts",
    ):
        query = rendered(model_file(name), **project_vars())
        connection.execute(f"create view {name} as {query}")


def test_rejects_of_a_table_of_days_have_the_number_of_their_row(staging, tmp_path):
    file = tmp_path / "usage.csv"
    rows = ["a,t,1,2", "b,t,,", "c,t,x", ",t,,4", "d,t,-1,y", "e,t,5,0"]
    file.write_text("\n".join(["user_id,type,2021-08-13,2021-08-14", *rows]))
    with staging(file) as connection:
        found = hostile_rows.fates(connection)
        judge(connection)
        rejects = connection.execute("from stg_usage_rejects").fetchall()
    assert found.calls == 8
    assert {(number, reason) for _, number, reason, _ in rejects} == {
        (4, "expected number of columns: 4 found: 3"),
        (6, "api_count is negative"),
        (6, "api_count is not a whole number in digits"),
    }


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ([], ["No row of the usage can be used: of 0 rows, 0 were rejected, 0 have zero usage"]),
        (
            ["13.8.2021,1,gnql,4"],
            [
                "No row of the usage can be used: of 1 rows, 1 were rejected, 0 have zero usage",
                "need the var date_format; these would read all of them: %d.%m.%Y. The first: ",
                'usage.csv row 2, dt is not a date like 2021-08-13: {"dt":"13.8.2021",',
            ],
        ),
        (
            [f"2021-08-13,{user},gnql,4" for user in range(30)] + ["2021-08-13,1,gnql,x"],
            ["1 of 31 rows were rejected, more than max_reject_rate = 0.01 allows. The first: "],
        ),
    ],
)
def test_usage_of_which_too_little_can_be_used_is_a_sentence(staging, tmp_path, rows, sentences):
    file = tmp_path / "usage.csv"
    file.write_text("\n".join(["dt,user_id,type,api_count", *rows, ""]))
    with staging(file) as connection:
        judge(connection)
        query = rendered("../tests/singular/assert_few_rejects.sql", **project_vars())
        with pytest.raises(duckdb.Error) as stopped:
            connection.execute(query)
    for sentence in sentences:
        assert sentence in str(stopped.value)
