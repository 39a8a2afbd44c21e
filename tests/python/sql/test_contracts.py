"""Columns of the published tables stand in the order in which people read them."""

from pathlib import Path

import pytest
import yaml

MARTS = Path(__file__).parents[3] / "models/marts/_marts__models.yml"
TABLES = {table["name"]: table for table in yaml.safe_load(MARTS.read_text())["models"]}
# What tells of the build as a whole is in the order of what it tells.
PROVENANCE = {"build_info", "usage_rejects"}
TEXTS, FLAGS, NUMBERS, DATES = range(4)
PLACES = {"varchar": TEXTS, "boolean": FLAGS, "bigint": NUMBERS, "double": NUMBERS, "date": DATES}


def grain(table):
    """Return the columns that tell one row from another."""
    keys = [rule for rule in table["constraints"] if rule["type"] in {"primary_key", "unique"}]
    return set(keys[0]["columns"])


@pytest.mark.parametrize("name", sorted(set(TABLES) - PROVENANCE))
def test_keys_and_names_come_first_then_flags_then_numbers_then_dates(name):
    table = TABLES[name]
    # The number in the key of a group is part of its name.
    first = grain(table) | {"group_id"}
    places = [
        TEXTS if column["name"] in first else PLACES[column["data_type"]]
        for column in table["columns"]
    ]
    assert places == sorted(places), [column["name"] for column in table["columns"]]
