"""Keys of groups, and the sizes that SQL and Python must agree on."""

from itertools import product

import duckdb
from test_macros import call
from usage_groups.sizes import least_users


def part_keys(parts: list[tuple[str, str | None]]) -> list[str]:
    key = call("part_key", "grouping", "api_type")
    with duckdb.connect() as connection:
        connection.execute("create table parts (grouping varchar, api_type varchar)")
        connection.executemany("insert into parts values (?, ?)", parts)
        return [found for (found,) in connection.execute(f"select {key} from parts").fetchall()]


def test_parts_have_keys_that_people_know():
    parts = [("user_api", "gnql"), ("user", None), ("shape", None), ("user_api", "gnql-1")]
    assert part_keys(parts) == ["gnql", "users", "shapes", "gnql-1"]


def test_types_called_like_other_parts_have_keys_of_their_own():
    names = ["".join(words) for words in product(["", "type:", "type:type:"], ["users", "shapes"])]
    names += ["Users", "type:", "users ", "type:gnql", "type", "user", "gnql\nusers"]
    keys = part_keys([("user", None), ("shape", None), *(("user_api", name) for name in names)])
    assert len(set(keys)) == len(keys)
    assert keys[2:4] == ["type:users", "type:shapes"]
    assert keys[-7:] == names[-7:]


def test_groups_of_any_types_have_keys_of_their_own():
    parts = ["a", "a-1", "a-1-1", "a-outliers", "-", ""]
    groups = [(part, group_id) for part in parts for group_id in (-1, 0, 1, 11)]
    key = call("group_key", "part_key", "group_id")
    with duckdb.connect() as connection:
        connection.execute("create table groups (part_key varchar, group_id bigint)")
        connection.executemany("insert into groups values (?, ?)", groups)
        keys = connection.execute(f"select {key} from groups").fetchall()
    assert len(set(keys)) == len(groups)
    assert keys[:3] == [("a-outliers",), ("a-0",), ("a-1",)]


def test_sql_and_python_agree_on_how_many_users_make_a_group():
    least = call("least_users", "user_count")
    with duckdb.connect() as connection:
        query = f"select {least} from range(1, 5001) as sizes (user_count)"
        found = [count for (count,) in connection.execute(query).fetchall()]
    assert found == [least_users(size) for size in range(1, 5001)]
