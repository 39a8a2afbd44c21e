"""What macros make of vars and of failures, whatever these hold."""

import functools
import re
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import numpy as np
import pytest

MACROS = Path(__file__).parents[3] / "macros"
HOSTILE = [
    *("'", '"', ";", "--", "'; drop table users; --", "{{ 1 / 0 }}", "{% raw %}", "\\", "$$ x $$"),
    *("/*", "*/", "\n", "\0", "%s", "é\u202e", "') or 1 = 1 --", "x" * 10_000),
]


class Returned(Exception):  # noqa: N818
    """How a macro hands back a value, as in dbt."""


class Stopped(Exception):  # noqa: N818
    """How a macro stops a build."""


class Days:
    """A view of daily usage with groups, as dbt gives it to a macro."""

    identifier = "usage_labeled_csv"
    columns = tuple(
        SimpleNamespace(name=name, is_string=lambda: True)
        for name in ("api_type", "user_id", "group_name")
    )

    def __str__(self):
        return self.identifier


def stop(message):
    raise Stopped(message)


def give_back(value):
    raise Returned(value)


VARS = {}


def returning(name):
    """Let a macro hand back its value instead of the text that it renders."""

    def called(*given, **named):
        try:
            return getattr(macros(), f"called_{name}")(*given, **named)
        except Returned as value:
            return value.args[0]

    return called


@functools.cache
def macros():
    """Compile all macros; they call one another as dbt lets them."""
    text = "\n".join(file.read_text() for file in sorted(MACROS.rglob("*.sql")))
    names = re.findall(r"{% macro (\w+)\(", text)
    text = re.sub(r"{% macro (\w+)\(", r"{% macro called_\1(", text)
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    environment.globals |= {
        "var": VARS.get,
        "env_var": lambda _, default="": default,
        "return": give_back,
        "adapter": SimpleNamespace(
            dispatch=lambda name, _: returning(f"default__{name}"),
            quote='"{}"'.format,
            get_columns_in_relation=lambda relation: relation.columns,
        ),
        "execute": True,
        "flags": SimpleNamespace(WHICH="build"),
        "modules": SimpleNamespace(re=re),
        "exceptions": SimpleNamespace(raise_compiler_error=stop),
    }
    environment.globals |= {name: returning(name) for name in names}
    return environment.from_string(text).module


def call(name, *arguments, **variables):
    """Call a macro of the project with vars."""
    VARS.clear()
    VARS.update(variables)
    return returning(name)(*arguments)


@pytest.mark.parametrize("value", HOSTILE)
def test_any_text_stays_a_text(value):
    with duckdb.connect() as connection:
        assert connection.execute(f"select {call('sql_text', value)}").fetchone() == (value,)
        listed = f"select {call('sql_texts', [value, 'more'])}"
        assert connection.execute(listed).fetchone() == ([value, "more"],)


DAYS = [("a", 1), ("a", 2), ("b", 1), ("b", 3), ("c", 2)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (DAYS, []),
        (DAYS[:1], []),
        ([DAYS[1], DAYS[0], *DAYS[2:]], [("a", 1)]),
        ([*DAYS[:3], DAYS[2], *DAYS[3:]], [("b", 1)]),
        ([DAYS[2], *DAYS[:2], *DAYS[3:]], [("a", 1)]),
        ([(None, 1), *DAYS], [(None, 1), ("a", 1)]),
        ([*DAYS, ("d", None)], [("d", None)]),
    ],
)
def test_rows_out_of_order_are_found(rows, found):
    query = call("rows_out_of_order", "days", ["user_id", "day"])
    with duckdb.connect() as connection:
        connection.execute("create table days (user_id varchar, day integer)")
        connection.executemany("insert into days values (?, ?)", rows)
        assert connection.execute(f"select user_id, day from ({query})").fetchall() == found


@pytest.mark.parametrize("row_files", ["csv", "parquet"])
def test_files_of_rows_are_in_the_order_of_the_table_on_many_threads(
    row_files, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("build").mkdir()
    with duckdb.connect("days.duckdb", config={"threads": 8}) as connection:
        connection.execute(
            "create table days as select 'type ' || day // 1000000 as api_type, "
            "'user ' || day // 10 as user_id, 'group ' || day % 7 as group_name, day "
            "from range(2000000) as days (day)"
        )
        connection.execute("create view usage_labeled_csv as from days")
        connection.execute(call("write_export", Days(), row_files=row_files))
        written = connection.execute(
            f"select day from 'build/usage_labeled.{row_files}'"
        ).fetchnumpy()
    np.testing.assert_array_equal(written["day"], np.arange(2_000_000))


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("macro", "arguments", "variable"),
    [
        ("memory_limit", (), "memory_limit"),
        ("max_reject_rate", (), "max_reject_rate"),
        ("period_date", ("period_start",), "period_start"),
        ("period_date", ("period_end",), "period_end"),
        ("chart_files", (), "chart_files"),
        ("row_files", (), "row_files"),
        ("whole_number", ("most_compared_users", 100), "most_compared_users"),
        ("whole_number", ("most_fitted_users", 100), "most_fitted_users"),
        ("start_build", (), "most_scored_users"),
    ],
)
def test_vars_that_are_no_text_are_checked(macro, arguments, variable, value):
    with pytest.raises(Stopped, match=f"(?s){variable} is '.*', which is n(ot a|either)"):
        call(macro, *arguments, **{variable: value})


@pytest.mark.parametrize("name", ["usage_path", "usage_columns", "period_start", "period_end"])
def test_vars_that_spark_has_decided_are_refused(name):
    with pytest.raises(Stopped, match=f"features_path is set, and so is {name},"):
        call("check_features", **{"features_path": "build/spark", name: "2021-08-13"})


@pytest.mark.parametrize("path", ["/data/usage", "C:/data", "s3a://bucket/usage", "file:///data"])
def test_paths_and_urls_that_are_complete(path):
    assert call("project_path", path) == path
    assert call("project_path", "build/spark") == "./build/spark"


def test_columns_are_found_on_spark_whatever_their_case():
    names = ["Type", " DT", "API_COUNT", "note", "user_id"]
    found = {"dt": " DT", "user_id": "user_id", "type": "Type", "api_count": "API_COUNT"}
    assert call("spark_columns", names) == found
    mapped = call("spark_columns", ["day", *names[2:], "type"], usage_columns={"dt": "Day"})
    assert mapped["dt"] == "day"
    with pytest.raises(Stopped, match=r"has no column dt\. Found: Type, API_COUNT, note"):
        call("spark_columns", [names[0], *names[2:]])
    with pytest.raises(Stopped, match="has more than one column dt"):
        call("spark_columns", [*names, "dt"])


def test_files_on_spark_are_told_apart_by_name():
    kinds = {"a.parquet": "parquet", "a.PQ": "parquet", "a.csv.gz": "csv", "a.json.gz": "json"}
    for name, kind in kinds.items():
        assert call("spark_format", name) == kind


@pytest.mark.parametrize("value", HOSTILE)
def test_any_text_stays_a_text_on_spark(value):
    literal = call("spark__sql_text", value)
    inside = re.fullmatch(r"'((?:[^'\\]|\\.)*)'", literal, flags=re.DOTALL)[1]
    assert re.sub(r"\\(.)", r"\1", inside, flags=re.DOTALL) == value


@pytest.mark.parametrize("value", ["many", "99", "1.5", "-100", ""])
def test_a_build_does_not_start_with_what_is_no_whole_number(value):
    sentence = f"most_scored_users is '{value}', which is not a whole number from 100 on."
    with pytest.raises(Stopped, match=f"^{re.escape(sentence)}$"):
        call("start_build", most_scored_users=value)


@pytest.mark.parametrize("value", ["4GB", "512 MB", "1.5GiB", "80%"])
def test_sizes(value):
    assert call("memory_limit", memory_limit=value) == value


@pytest.mark.parametrize("value", [0, 1, 0.01, 1.0, "0.5", 1e-05])
def test_shares(value):
    assert float(call("max_reject_rate", max_reject_rate=value)) == float(value)


@pytest.mark.parametrize("value", ["-0.1", "2", "1.5", "ten", "0x1"])
def test_what_is_no_share(value):
    with pytest.raises(Stopped, match=r"not a share from 0 to 1 like 0\.01\."):
        call("max_reject_rate", max_reject_rate=value)


@pytest.mark.parametrize(
    ("model", "message", "sentence"),
    [
        (
            "a",
            "Out of Memory Error: failed",
            "raise the var memory_limit (now 1GB)",
        ),
        ("a", "IO Error: No space left on device", "The disk is full: make room for build/"),
        ("stg_usage", "The CSV Parser state machine", "Lines of the file end in different ways"),
        ("stg_usage", "Snappy decompression failure", "write or copy the file again."),
        ("a", "Binder Error", ""),
    ],
)
def test_advice(model, message, sentence):
    result = SimpleNamespace(
        message=f"Runtime Error in model\n  {message}", node=SimpleNamespace(name=model)
    )
    advice = call("advice", [result], memory_limit="1GB")
    assert sentence in advice
    assert bool(sentence) == bool(advice)
    result.message = "Compilation Error in model"
    assert not call("advice", [result])
