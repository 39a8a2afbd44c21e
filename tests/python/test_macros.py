"""What macros make of vars and of failures, whatever these hold."""

import functools
import json
import re
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import numpy as np
import pytest

MACROS = Path(__file__).parents[2] / "macros"
HOSTILE = [
    *("'", '"', ";", "--", "'; drop table users; --", "{{ 1 / 0 }}", "{% raw %}", "\\", "$$ x $$"),
    *("/*", "*/", "\n", "\0", "%s", "é\u202e", "') or 1 = 1 --", "x" * 10_000),
]


class Returned(Exception):  # noqa: N818
    """How a macro hands back a value, as in dbt."""


class Stopped(Exception):  # noqa: N818
    """How a macro stops a build."""


class Relation:
    """A table or view, as dbt gives it to a macro."""

    def __init__(self, identifier, **columns):
        self.identifier = identifier
        self.columns = [
            SimpleNamespace(
                name=name, dtype=dtype, is_string=lambda dtype=dtype: dtype == "VARCHAR"
            )
            for name, dtype in columns.items()
        ]

    def __str__(self):
        return self.identifier


def stop(message):
    raise Stopped(message)


def give_back(value):
    raise Returned(value)


VARS = {}
# What dbt tells of the command: all that there is, what it runs, and how it was called.
NODES = {}
SELECTED = []
GIVEN = SimpleNamespace(
    project_dir=".",
    select=(),
    exclude=(),
    selector=None,
    resource_types=(),
    exclude_resource_types=("unit_test",),
)


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
    # Materialisations are read by dbt alone.
    files = sorted(set(MACROS.rglob("*.sql")) - set(MACROS.glob("materializations/*.sql")))
    text = "\n".join(file.read_text() for file in files)
    names = re.findall(r"{% macro (\w+)\(", text)
    text = re.sub(r"{% macro (\w+)\(", r"{% macro called_\1(", text)
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    environment.globals |= {
        "var": VARS.get,
        "ref": str,
        "env_var": lambda _, default="": default,
        "return": give_back,
        "adapter": SimpleNamespace(
            dispatch=lambda name, _: returning(f"default__{name}"),
            quote='"{}"'.format,
            get_columns_in_relation=lambda relation: relation.columns,
        ),
        "execute": True,
        "flags": SimpleNamespace(WHICH="build"),
        "graph": SimpleNamespace(nodes=NODES),
        "selected_resources": SELECTED,
        "invocation_args_dict": GIVEN,
        "modules": SimpleNamespace(re=re),
        "target": SimpleNamespace(type="duckdb"),
        "tojson": json.dumps,
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


CONSTRAINTS = [
    {"type": "primary_key", "name": "in_order", "columns": ["user_id", "day"]},
    {"type": "primary_key", "name": None, "columns": ["user_id", "day"]},
    {"type": "unique", "name": None, "columns": ["user_id", "calls"]},
    {"type": "not_null", "name": None, "columns": ["calls"]},
    {"type": "check", "name": None, "columns": [], "expression": "calls >= 1"},
    {"type": "custom", "name": "finite", "columns": ["calls"]},
    {"type": "custom", "name": "finite", "columns": []},
]
USED = [("a", 1, 1.0), ("a", 2, 2.0), ("b", 1, 3.0)]


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (USED, []),
        ([], []),
        ([USED[1], USED[0], USED[2]], [0]),
        ([*USED, ("b", 1, 4.0)], [0, 1]),
        ([*USED, ("c", None, 4.0)], [0, 1]),
        ([*USED, ("b", 2, 3.0)], [2]),
        ([*USED, ("b", 2, None)], [3]),
        ([*USED, ("b", 2, None), ("b", 3, None)], [2, 3]),
        ([*USED, ("b", 2, 0.5)], [4]),
        ([*USED, ("b", 2, np.nan)], [5, 6]),
        ([*USED, ("b", 2, -np.inf)], [4, 5, 6]),
    ],
)
def test_each_constraint_stops_at_the_rows_that_break_it_and_at_no_others(rows, broken):
    columns = {"calls": {"name": "calls", "data_type": "double"}, "day": {"name": "day"}}
    with duckdb.connect() as connection:
        connection.execute("create table days (user_id varchar, day integer, calls double)")
        for row in rows:
            connection.execute("insert into days values (?, ?, ?)", row)
        for place, constraint in enumerate(CONSTRAINTS):
            model = SimpleNamespace(constraints=[constraint], columns=columns)
            query = call("constraints_query", Relation("days"), model)
            if place in broken:
                with pytest.raises(duckdb.InvalidInputException, match=r"days: \d+ rows break"):
                    connection.execute(query)
            else:
                connection.execute(query)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_table_of_one_row_has_neither_none_nor_two(count):
    model = SimpleNamespace(constraints=[{"type": "custom", "name": "one_row"}], columns={})
    query = call("constraints_query", Relation("days"), model)
    with duckdb.connect() as connection:
        connection.execute(f"create table days as from range({count})")
        if count == 1:
            connection.execute(query)
        else:
            with pytest.raises(duckdb.InvalidInputException, match=f"days has {count} rows in"):
                connection.execute(query)


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
        kinds = dict.fromkeys(("api_type", "user_id", "group_name"), "VARCHAR")
        relation = Relation("usage_labeled_csv", **kinds, day="BIGINT")
        connection.execute(call("write_export", relation, row_files=row_files))
        written = connection.execute(
            f"select day from 'build/usage_labeled.{row_files}'"
        ).fetchnumpy()
    np.testing.assert_array_equal(written["day"], np.arange(2_000_000))


NUMBERS = {
    "0.9074899781583882": "0.9075",
    "1578705.347": "1578705.0",
    "99.996": "100.0",
    "-0.000123456": "-0.0001235",
    "2.220446049250313e-16": "0.0",
    "0": "0.0",
    "null": "",
}


def test_numbers_in_csv_files_mean_something(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("build").mkdir()
    rows = ", ".join(f"({number}, 1.04738051e-25, 123456789)" for number in NUMBERS)
    numbers = Relation("numbers", share="DOUBLE", p_value="DOUBLE", calls="BIGINT")
    with duckdb.connect() as connection:
        connection.execute("create table numbers (share double, p_value double, calls bigint)")
        connection.execute(f"insert into numbers values {rows}")
        connection.execute(call("write_csv", numbers, "numbers.csv", csv_bom=True))
    written = Path("build/numbers.csv").read_bytes().decode().splitlines()
    assert written[0] == "\ufeffshare,p_value,calls"
    assert written[1:] == [f"{number},1.047e-25,123456789" for number in NUMBERS.values()]


def test_files_of_members_are_named_apart_on_any_disk():
    types = [
        *HOSTILE,
        "gnql",
        "GNQL",
        "users",
        "a b",
        "a-b",
        "a_b",
        "../../etc",
        "名前",
        "-",
        "con",
    ]
    keys = [f"{each}-{number}" for each in types for number in (1, 11)]
    query = f"select {call('members_file', 'group_key')} from (select unnest(?) as group_key)"
    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(query, [keys]).fetchall()]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"members/[a-z0-9][a-z0-9_-]{0,63}\.csv", name) for name in names)
    assert "members/gnql-1.csv" in names


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


def test_columns_that_vars_do_without_are_not_looked_for_on_spark():
    calls = {"usage_columns": {"api_count": None}, "usage_type": "maps"}
    assert call("spark_columns", ["dt", "user_id"], **calls) == {"dt": "dt", "user_id": "user_id"}
    assert call("spark_constant", "type", **calls) == "'maps'"
    assert call("spark_constant", "api_count", **calls) == "'1'"
    assert not call("spark_constant", "dt", **calls)
    with pytest.raises(Stopped, match="has a column type, and usage_type is set"):
        call("spark_columns", ["dt", "user_id", "Type"], **calls)
    calls["usage_columns"]["type"] = None
    assert "type" not in call("spark_columns", ["dt", "user_id", "Type"], **calls)


@pytest.mark.parametrize(
    ("structure", "type_"),
    [
        ("STRING", "STRING"),
        (["DOUBLE"], "array<DOUBLE>"),
        ([{"a": "BIGINT", "b`": ["DATE"]}], "array<struct<`a`: BIGINT, `b```: array<DATE>>>"),
    ],
)
def test_structures_are_types_of_spark(structure, type_):
    assert call("spark_type", structure) == type_


def test_files_on_spark_are_told_apart_by_name():
    kinds = {"a.parquet": "parquet", "a.PQ": "parquet", "a.csv.gz": "csv", "a.json.gz": "json"}
    for name, kind in kinds.items():
        assert call("spark_format", name) == kind


@pytest.mark.parametrize("value", HOSTILE)
def test_any_text_stays_a_text_on_spark(value):
    literal = call("spark__sql_text", value)
    inside = re.fullmatch(r"'((?:[^'\\]|\\.)*)'", literal, flags=re.DOTALL)[1]
    assert re.sub(r"\\(.)", r"\1", inside, flags=re.DOTALL) == value


@pytest.mark.parametrize(
    ("model", "message", "sentence"),
    [
        (
            "a",
            "Out of Memory Error: failed",
            "raise the var memory_limit (now 1GB)",
        ),
        ("a", "IO Error: No space left on device", "The disk is full: make room for build/"),
        (
            "a",
            "usage_groups.workers.WorkerError: A process of the build was killed, most likely.\n  ",
            "A process of the build was killed, most likely.",
        ),
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


HARMLESS = {
    "x": "x",
    "-1": "-1",
    "+1.5": "+1.5",
    "=1+1": "'=1+1",
    "-1;2": "'-1;2",
    "@SUM(A1)": "'@SUM(A1)",
    "'quoted": "''quoted",
    "it's": "it's",
    "\t=1": "'\t'=1",
    "\n=1": "'\n'=1",
    "x;=1+1": "x;'=1+1",
    "x; =1+1": "x;' =1+1",
    'x;"=1+1"': 'x;\'"=1+1"',
    "x;'=1": "x;''=1",
    "x;;-1;+1": "x;;'-1;'+1",
    "x\t@a": "x\t'@a",
    "x|=1": "x|'=1",
    "x\r\n=1": "x\r\n'=1",
    "x; y|z": "x; y|z",
    "\uff1d1+1": "'\uff1d1+1",
    "x;\uff0b1": "x;'\uff0b1",
    "a=b, c-d": "a=b, c-d",
    "use_days >= 8 and total_calls < 5": "use_days >= 8 and total_calls < 5",
}
# As docs/query.md tells it.
UNDO = r"regexp_replace(written, '(^|[;|\t\r\n])''', '\1', 'g')"


def test_no_cell_is_a_formula_wherever_a_spreadsheet_splits():
    harmless = call("harmless_text", "value")
    query = f"select written, {UNDO} from (select {harmless} as written from (select ? as value))"
    with duckdb.connect() as connection:
        for text, written in HARMLESS.items():
            assert connection.execute(query, [text]).fetchone() == (written, text)


def test_formulas_are_found_in_any_mixture_of_signs():
    draw = np.random.default_rng(1)
    signs = list("ab1=+-@'\";|\t\n\r ,")
    texts = ["".join(draw.choice(signs, draw.integers(1, 9))) for _ in range(20_000)]
    harmless = call("harmless_text", "value")
    with duckdb.connect() as connection:
        connection.execute("create table texts as select unnest(?) as value", [texts])
        found = connection.execute(
            f"select value, written, {UNDO} from (select value, {harmless} as written from texts)"
        ).fetchall()
    for value, written, undone in found:
        assert undone == value
        if not re.fullmatch(r"[+-]?[0-9]+([.][0-9]+)?", value):
            cells = re.split(r"[;|\t\r\n]", written)
            assert not [cell for cell in cells if cell.lstrip(' "')[:1] in {*"=+-@"}], value


@pytest.mark.parametrize(
    ("given", "selected", "is_refused"),
    [
        ({}, ["seed", "model"], False),
        ({}, ["model"], True),
        ({"exclude_resource_types": ()}, ["model"], True),
        ({"select": ("model",)}, ["model"], False),
        ({"exclude": ("seed",)}, ["model"], False),
        ({"selector": "some"}, ["model"], False),
        ({"resource_types": ("model",)}, ["model"], False),
        ({"exclude_resource_types": ("unit_test", "seed")}, ["model"], False),
    ],
)
def test_a_retry_is_refused_and_a_part_is_not(monkeypatch, given, selected, is_refused):
    for name in ("seed", "model"):
        node = SimpleNamespace(
            unique_id=name, name=name, resource_type=name, config=SimpleNamespace(enabled=True)
        )
        monkeypatch.setitem(NODES, name, node)
    for name, value in given.items():
        monkeypatch.setattr(GIVEN, name, value)
    SELECTED[:] = selected
    if is_refused:
        with pytest.raises(Stopped, match="dbt retry would publish a mixture of two builds"):
            call("refuse_retry")
    else:
        call("refuse_retry")
