"""Vars that say how rows are written, and what the macros make of days and numbers with them."""

import datetime as dt

import duckdb
import pytest
from test_macros import call
from usage_groups.reading.contents import InputError
from usage_groups.reading.row_vars import check_row_vars


@pytest.fixture
def ask():
    """Return a function that asks DuckDB what an expression is, of a text named ``x``."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")

        def answer(expression, text):
            query = f"select {expression} from (select ?::varchar as x)"
            return connection.execute(query, [text]).fetchone()[0]

        yield answer


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"date_format": "%d/%m/%Y", "time_zone": "Australia/Sydney"},
        {"date_format": "excel", "thousands": ".", "decimal": ","},
        {"date_format": "%d/%b/%Y:%H:%M:%S %z", "thousands": " "},
        {"date_format": "epoch_ms", "decimal": "."},
    ],
)
def test_vars_that_can_be_used(values):
    check_row_vars(values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"date_format": "%d/%m"}, r"date_format is '%d/%m', which is not a pattern of a day like"),
        ({"date_format": "%H:%M"}, "which is not a pattern of a day"),
        ({"date_format": "dd/mm/yyyy"}, "which is not a pattern of a day"),
        ({"date_format": "'; drop table x; --"}, "which is not a pattern of a day"),
        ({"date_format": "epoch"}, "nor one of epoch_s, epoch_ms, excel"),
        ({"time_zone": "Sydney"}, "time_zone is 'Sydney', which is not a time zone like"),
        ({"time_zone": "+11:00"}, "which is not a time zone like"),
        ({"thousands": ";"}, "thousands is ';', which is none of '.' ','"),
        ({"decimal": " "}, "decimal is ' ', which is none of '.' ','"),
        ({"thousands": ".", "decimal": "."}, "thousands and decimal are both '.'"),
    ],
)
def test_vars_that_cannot_be_used(values, sentence):
    with pytest.raises(InputError, match=sentence):
        check_row_vars(values)


DAY = dt.date(2024, 3, 4)


@pytest.mark.parametrize(
    ("text", "variables", "day"),
    [
        ("04/03/2024", {"date_format": "%d/%m/%Y"}, DAY),
        ("4/3/2024", {"date_format": "%d/%m/%Y"}, DAY),
        ("04/03/24", {"date_format": "%d/%m/%Y"}, None),
        ("04/03/24", {"date_format": "%d/%m/%y"}, DAY),
        ("2024-03-04", {"date_format": "%d/%m/%Y"}, None),
        ("1709510400", {"date_format": "epoch_s"}, DAY),
        ("1709510399.5", {"date_format": "epoch_s"}, dt.date(2024, 3, 3)),
        ("1709510399500", {"date_format": "epoch_ms"}, dt.date(2024, 3, 3)),
        ("1709510399", {"date_format": "epoch_s", "time_zone": "Australia/Sydney"}, DAY),
        ("yesterday", {"date_format": "epoch_s"}, None),
        ("45355", {"date_format": "excel"}, DAY),
        ("45355.99", {"date_format": "excel"}, DAY),
        ("60", {"date_format": "excel"}, None),
        (
            "04/Mar/2024:23:30:00 -0200",
            {"date_format": "%d/%b/%Y:%H:%M:%S %z"},
            dt.date(2024, 3, 5),
        ),
        # A time with a zone is moved, a day and a time without a zone are of there.
        ("2024-03-03T21:15:00Z", {"time_zone": "Australia/Sydney"}, DAY),
        ("2024-03-04T08:15:00+11:00", {"time_zone": "Australia/Sydney"}, DAY),
        ("2024-03-04T08:15:00+11:00", {}, dt.date(2024, 3, 3)),
        ("2024-03-04T08:15 +11:00", {"time_zone": "Australia/Sydney"}, DAY),
        ("2024-03-04T23:15:00", {"time_zone": "Australia/Sydney"}, DAY),
        ("2024-03-04", {"time_zone": "Australia/Sydney"}, DAY),
        ("20240303T211500Z", {"time_zone": "Australia/Sydney"}, DAY),
        ("2024-03-04T10", {}, DAY),
        ("20240304", {}, DAY),
        ("04032024", {}, None),
        ("20241304", {}, None),
    ],
)
def test_days(ask, text, variables, day):
    assert ask(call("usage_date", "x", **variables), text) == day


@pytest.mark.parametrize(
    ("text", "variables", "number"),
    [
        ("2.000", {}, 2),
        ("2.000", {"thousands": "."}, 2000),
        ("1.234.567", {"thousands": "."}, 1_234_567),
        ("1.234,00", {"thousands": "."}, 1234),
        ("1.234,50", {"thousands": "."}, None),
        ("2.00", {"thousands": "."}, None),
        ("1,234", {"thousands": ","}, 1234),
        ("12,34,567", {"thousands": ","}, 1_234_567),
        ("1,234.0", {"thousands": ","}, 1234),
        ("1\u202f234", {"thousands": " "}, 1234),
        ("1\u2019234", {"thousands": "'"}, 1234),
        ("3,0", {"decimal": ","}, 3),
        ("3.0", {"decimal": ","}, None),
        ("2.000", {"decimal": "."}, 2),
        ("144", {"thousands": "."}, 144),
        ("1,5e3", {"decimal": ","}, 1500),
        ("2.392e+03", {}, 2392),
        ("15e-1", {}, None),
        ("1,234", {}, None),
    ],
)
def test_numbers(ask, text, variables, number):
    plain = call("plain_number", "x", **variables)
    assert ask(call("whole_count", plain, **variables), text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", 1234),
        ("1.234.567,89", 1_234_567),
        ("12 345", 12_345),
        ("-1,234", None),
        ("1;2", None),
        ("9,999,999,999,999,999,999", None),
    ],
)
def test_what_can_be_read_of_a_rejected_count(ask, text, number):
    assert ask(call("readable_count", "x"), text) == number


@pytest.mark.parametrize(
    ("text", "is_ambiguous"),
    [
        *(("2.000", True), ("1,234,567", True), ("-12.345", True)),
        *(("0.500", False), ("2.00", False), ("1234.567", False), ("2000", False)),
    ],
)
def test_points_that_may_part_thousands(ask, text, is_ambiguous):
    pattern = call("ambiguous_number_pattern").strip()
    assert ask(call("matches_fully", "x", pattern), text) == is_ambiguous


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["25/03/2024", "04/03/2024"], ["%d/%m/%Y"]),
        (["04/03/2024", "05/03/2024"], ["%d/%m/%Y", "%m/%d/%Y"]),
        (["03/25/24 11:05 PM"], ["%m/%d/%y %I:%M %p"]),
        (["4.3.2024 10:00"], ["%d.%m.%Y %H:%M"]),
        (["1709510400", "1709510401.5"], ["epoch_s"]),
        (["1709510400000"], ["epoch_ms"]),
        (["45355", "45356.5"], ["excel"]),
        (["Mar 4, 2024"], ["%b %d, %Y"]),
        (["04/03/2024", "yesterday"], []),
    ],
)
def test_formats_that_read_all_days(texts, formats):
    fitting = call("fitting_date_formats", "x")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        query = f"select {fitting} from (select unnest(?::varchar[]) as x)"
        assert connection.execute(query, [texts]).fetchone()[0] == formats


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("a b", "a b"),
        (" a\u00a0b ", "a\u00a0b"),
        ("\ufeff17005\u200b\r\n", "17005"),
        ("\t\u3000é\u2060", "é"),
        ("\u200b", ""),
        (None, None),
    ],
)
def test_what_cannot_be_seen_is_trimmed(ask, text, trimmed):
    assert ask(call("trimmed", "x"), text) == trimmed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "ANN"),
        ("é", "e\u0301"),
        ("a\u200bb", "AB"),
        ("\uff11\uff17", "17"),
        ("a b", "a\u00a0b"),
    ],
)
def test_spellings_that_are_folded_into_one(ask, one, other):
    assert ask(call("folded", "x"), one) == ask(call("folded", "x"), other)


@pytest.mark.parametrize(("one", "other"), [("7", "007"), ("a b", "ab"), ("e", "é"), ("1e5", "15")])
def test_spellings_that_stay_apart(ask, one, other):
    assert ask(call("folded", "x"), one) != ask(call("folded", "x"), other)
