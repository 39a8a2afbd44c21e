"""The catalogue of features names every feature that is published, and nothing else."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from usage_groups.baseline.sweep import FEATURES
from usage_groups.report.charts.axes import axis_over

PROJECT = Path(__file__).parents[3]
CATALOGUE = pd.read_csv(PROJECT / "seeds/features.csv").set_index("name")


def test_every_number_of_usage_features_is_in_the_catalogue():
    described = yaml.safe_load((PROJECT / "models/marts/_marts__models.yml").read_text())
    (features,) = (model for model in described["models"] if model["name"] == "usage_features")
    numbers = [
        column["name"]
        for column in features["columns"]
        if column["data_type"] in ("bigint", "double")
    ]
    assert list(CATALOGUE.index) == numbers
    assert CATALOGUE[["words", "unit"]].notna().all(axis=None)
    assert CATALOGUE["words"].is_unique


@pytest.mark.parametrize("use", ["charted", "comparable", "speakable"])
def test_places_are_numbered_from_one(use):
    places = CATALOGUE[use].dropna()
    assert sorted(places) == list(range(1, len(places) + 1))


def test_charted_features_have_all_their_words():
    charted = CATALOGUE[CATALOGUE["charted"].notna()]
    assert charted["axis"].notna().all()
    for axis in charted["axis"]:
        assert axis_over(axis, [0.5, 1.0], 0, 100).ticks()


def test_the_baseline_has_its_seven():
    assert set(CATALOGUE.index[CATALOGUE["is_baseline"]]) == set(FEATURES)
