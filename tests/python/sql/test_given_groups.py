"""Groups of a file that a run on Spark labels by, as SQL that DuckDB takes as well."""

import duckdb
import pytest
from rendering import rendered

GROUPS = [
    {"part_key": "gnql", "grouping": "user_api", "api_type": "gnql"},
    {"part_key": "riot", "grouping": "user_api", "api_type": "riot"},
    {"part_key": "users", "grouping": "user", "api_type": None},
    {"part_key": "shapes", "grouping": "shape", "api_type": None},
]
FITTING = {"window_days": 91, "feature_version": 1, "model": '{"groups": []}', "is_current": True}


@pytest.fixture
def connection():
    """Make what the model reads: nobody uses riot any more, and the window is of 91 days."""
    with duckdb.connect() as made:
        made.execute("create table int_clustering_columns (part_key varchar)")
        made.execute("insert into int_clustering_columns values ('gnql'), ('gnql'), ('users')")
        made.execute(
            "create table int_period as select false as is_whole_period, 91 as window_days"
        )
        yield made


def chosen(connection, **changed):
    """Return the parts that are used, where those of some have other values."""
    rows = [each | FITTING | changed.get(each["part_key"], {}) for each in GROUPS]
    query = rendered(
        "on_spark/int_group_models.sql",
        group_model="groups.json",
        given_groups={"group_models": rows},
    )
    return sorted(
        row[0] for row in connection.execute(f"select part_key from ({query})").fetchall()
    )


def test_groups_of_these_features_and_this_window_are_used(connection):
    assert chosen(connection) == ["gnql", "riot", "users"]
    # As a search left it that nobody has repeated: nobody is in them.
    assert chosen(connection, riot={"window_days": 28}) == ["gnql", "riot", "users"]
    connection.execute("update int_period set is_whole_period = true")
    whole = {key: {"window_days": None} for key in ("gnql", "users")}
    assert chosen(connection, **whole) == ["gnql", "riot", "users"]


@pytest.mark.parametrize(
    "other", [{"window_days": 28}, {"window_days": None}, {"feature_version": 0}]
)
def test_groups_of_something_else_are_refused(connection, other):
    sentence = (
        r"groups of groups\.json are of other features or of another window\. Set window_days"
    )
    with pytest.raises(duckdb.Error, match=sentence):
        chosen(connection, users=other)


def test_without_a_file_there_are_none(connection):
    query = rendered("on_spark/int_group_models.sql")
    assert connection.execute(f"from ({query})").fetchall() == []
