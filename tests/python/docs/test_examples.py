"""The examples ask for tables and columns that are published; make test-clients opens them."""

import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[3]
EXAMPLES = PROJECT / "examples"
MARTS = yaml.safe_load((PROJECT / "models/marts/_marts__models.yml").read_text())["models"]
TYPES = {
    table["name"]: {column["name"]: column["data_type"].upper() for column in table["columns"]}
    for table in MARTS
}
DATASETS = sorted((EXAMPLES / "superset/datasets").rglob("*.yaml"))


@pytest.mark.parametrize("file", DATASETS, ids=lambda file: file.stem)
def test_a_dataset_of_superset_is_a_published_table(file):
    dataset = yaml.safe_load(file.read_text())
    types = TYPES[dataset["table_name"]]
    assert {column["column_name"]: column["type"] for column in dataset["columns"]}.items() <= (
        types.items()
    )


def test_a_chart_of_superset_asks_for_columns_and_metrics_of_its_dataset():
    datasets = {}
    for file in DATASETS:
        dataset = yaml.safe_load(file.read_text())
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        datasets[dataset["uuid"]] = (columns, metrics)
    charts = [yaml.safe_load(file.read_text()) for file in EXAMPLES.glob("superset/charts/*.yaml")]
    assert len(charts) > 5
    for chart in charts:
        columns, metrics = datasets[chart["dataset_uuid"]]
        wanted = chart["params"]
        asked = {*wanted.get("all_columns", []), *wanted.get("groupby", [])}
        asked |= {wanted["x_axis"]} if "x_axis" in wanted else set()
        asked |= {each["subject"] for each in wanted["adhoc_filters"]}
        assert asked <= columns, chart["slice_name"]
        assert set(wanted.get("metrics", [])) <= metrics, chart["slice_name"]


def test_one_line_of_the_superset_export_is_to_be_edited():
    files = [file.read_text() for file in (EXAMPLES / "superset").rglob("*.yaml")]
    places = [line for text in files for line in text.splitlines() if ".duckdb?" in line]
    uri = (
        "sqlalchemy_uri: duckdb:////folder/of/the/project/usage_groups.duckdb?access_mode=read_only"
    )
    assert places == [uri]


def test_queries_of_the_evidence_page_answer(sample_project):
    sources = [file.read_text() for file in EXAMPLES.glob("evidence/sources/*/*.sql")]
    page = (EXAMPLES / "evidence/pages/usage-groups.md").read_text()
    queries = re.findall(r"```sql \w+\n(.*?)```", page, flags=re.DOTALL)
    assert len(sources) == len(queries)
    for query in (*sources, *queries):
        assert not sample_project.query(query).empty, query
