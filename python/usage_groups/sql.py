"""Values and names as SQL writes them."""

import re

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What DuckDB reads as its own word where it stands bare.
RESERVED = """
    all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by
    case cast check collate collation column columns concurrently constraint create cross default
    deferrable desc describe distinct do else end except false fetch for foreign freeze from full
    generated glob group having ilike in initially inner intersect into is isnull join lambda
    lateral leading left like limit map natural not notnull null offset on only or order outer
    overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning
    right select semi show similar some struct summarize symmetric table tablesample then to
    trailing true try_cast tuple union unique unpack unpivot using variadic verbose when where
    window with
"""
RESERVED_WORDS = frozenset(RESERVED.split())


def sql_text(value: str) -> str:
    """Quote a value as a SQL string."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(value: str) -> str:
    """Quote a value as a SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def sql_bare_name(value: str) -> str:
    """Write a SQL identifier as people do: in quotes only where it could not be read bare."""
    is_bare = PLAIN_NAME.fullmatch(value) and value.lower() not in RESERVED_WORDS
    return value if is_bare else sql_name(value)
