"""Exports that hold the same usage count once, and nothing else does."""

import duckdb
import pytest
from rendering import rendered
from test_macros import call

MODELS = (
    *("int_usage_days_added", "int_usage_days_by_file", "int_file_pairs"),
    *("int_usage_days_repeated", "int_usage_days", "int_overlaps"),
)


def run(rows, overlaps="auto"):
    """Run the models on rows of file, user, day and calls; days count from 1 on."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table stg_usage_judged (file_name varchar, user_id varchar, api_type varchar, "
            "usage_date date, call_count bigint, verdict varchar)"
        )
        connection.execute(
            "insert into stg_usage_judged "
            "select *, 'accepted' from (select unnest($1) as file_name, "
            "unnest($2) as user_id, 't' as api_type, date '2021-08-12' + unnest($3)::int, "
            "unnest($4))",
            [list(column) for column in zip(*rows, strict=True)],
        )
        for name in MODELS:
            query = rendered(f"intermediate/input/{name}.sql", overlaps=overlaps)
            connection.execute(f"create table {name} as {query}")
        (calls,) = connection.execute("select sum(call_count) from int_usage_days").fetchone()
        found = connection.execute("from int_overlaps").fetchone()
        least = connection.execute("select min(call_count) from int_usage_days").fetchone()
    assert least >= (1,)
    return calls, *found


def export(file, days, users=range(20), times=1):
    """Write a row a day for each user, of as many calls as day and user make."""
    return [(file, f"u{user}", day, times * (100 * day + user)) for day in days for user in users]


def calls(rows):
    return sum(row[3] for row in rows)


def test_one_file_is_added_up():
    rows = export("a", range(1, 4)) * 2
    assert run(rows) == (calls(rows), 0, 0, 0, 0, 0, None, None)


def test_files_without_a_shared_day_are_added_up():
    rows = export("a", range(1, 4)) + export("b", range(4, 8))
    assert run(rows) == (calls(rows), 0, 0, 0, 0, 0, None, None)


def test_shards_of_one_export_are_added_up():
    rows = export("a", range(1, 9), range(10)) + export("b", range(1, 9), range(10, 20))
    assert run(rows) == (calls(rows), 0, 0, 0, 0, 0, None, None)
    assert run(rows, "drop")[0] == calls(rows)


@pytest.mark.parametrize("shared", [1, 2, 3, 7])
def test_a_shared_part_counts_once(shared):
    first, second = export("a", range(1, 20)), export("b", range(20 - shared, 40))
    again = calls(export("", range(20 - shared, 20)))
    expected = (20 * shared, again, 20 * shared, again, 1, "a", "b")
    assert run(first + second) == (calls(first + second) - again, *expected)
    assert run(second + first, "drop") == (calls(first + second) - again, *expected)
    left = (20 * shared, again, 0, 0, 1, "a", "b")
    assert run(first + second, "add") == (calls(first + second), *left)


def test_copies_count_once_however_many_they_are():
    rows = export("a", range(1, 6)) + export("a", range(1, 6), range(3))
    copies = [(file, *row[1:]) for file in "abcd" for row in rows]
    found = run(copies)
    assert found[0] == calls(rows), "twice in one file is twice"
    assert found[1:6] == (3 * len(rows), 3 * calls(rows), 3 * len(rows), 3 * calls(rows), 6)


def test_exports_of_shards_overlap_with_their_own_kind():
    rows = [
        *export("a1", range(1, 8), range(10)),
        *export("b1", range(1, 8), range(10, 20)),
        *export("a2", range(5, 12), range(10)),
        *export("b2", range(5, 12), range(10, 20)),
    ]
    assert run(rows)[0] == calls(export("", range(1, 12)))


def test_days_that_one_export_cuts_through_count_with_the_larger_count():
    first, second = export("a", range(1, 10)), export("b", range(5, 15))
    # The first ends at noon of day 9, the second begins at noon of day 5.
    first = [(*row[:3], row[3] // 2) if row[2] == 9 else row for row in first]
    second = [(*row[:3], row[3] // 3) if row[2] == 5 else row for row in second]
    assert run(first + second)[0] == calls(export("", range(1, 15)))


def test_few_corrections_hide_no_overlap():
    first, second = export("a", range(1, 11)), export("b", range(1, 11))
    second = [(*row[:3], row[3] + 5) if row[1] == "u7" else row for row in second]
    found = run(first + second)
    assert found[0] == calls(second)
    assert found[1:5:2] == (190, 200), "equal, and left out"


def test_equal_rows_by_accident_are_added_up_and_counted():
    # Two regions: half of all users are in both, with the same few calls.
    rows = [(file, f"u{user}", day, 1) for day in range(1, 9) for file in "ab" for user in range(9)]
    rows += [
        (file, f"{file}{user}", day, 1) for day in range(1, 9) for file in "ab" for user in range(9)
    ]
    assert run(rows) == (calls(rows), 72, 72, 0, 0, 1, "a", "b")


def test_a_part_of_another_export_is_counted_and_dropped_on_request():
    whole, part = export("a", range(1, 9)), export("b", range(1, 9), range(1))
    assert run(whole + part) == (calls(whole + part), 8, calls(part), 0, 0, 1, "a", "b")
    assert run(whole + part, "drop")[0] == calls(whole)


def test_the_sentence_names_files_rows_and_calls():
    query = f"select {call('overlap_sentence')} from (select 3 as rows_overlapping, 9 as "
    query += "calls_overlapping, 'a' as overlapping_file, 'b' as other_overlapping_file, {} as "
    query += "overlapping_pairs)"
    start = "3 rows with 9 calls are equal in two files (a and b"
    for pairs, end in ((1, ")"), (2, ", and one more pair)"), (3, ", and 2 more pairs)")):
        assert duckdb.sql(query.format(pairs)).fetchall() == [(start + end,)]
