import importlib.util
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "benchmarks/speed/phases.py"


@pytest.fixture(scope="module")
def phases():
    spec = importlib.util.spec_from_file_location("phases", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_moments_are_divided_among_what_ran(phases):
    spans = [(0.0, 4.0, "features"), (2.0, 4.0, "tests"), (5.0, 6.0, "tests")]
    assert phases.divide_time(spans) == {"features": 3.0, "tests": 2.0}


@pytest.mark.parametrize(
    ("node", "folder", "phase"),
    [
        ("model.usage_groups.int_series_aggregated", "features", "features"),
        ("model.usage_groups.baseline_search", "search", "baseline"),
        ("model.usage_groups.int_group_rules", "groups", "rules and differences"),
        ("test.usage_groups.unique_user_groups.1234", "", "tests"),
        ("operation.usage_groups.usage_groups-on-run-end-0", "", "publication"),
    ],
)
def test_every_node_has_a_phase(phases, node, folder, phase):
    assert phases.phase_of(node, folder) == phase
