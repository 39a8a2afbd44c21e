"""Spark for all tests here: one that dbt starts itself, and one that several runs share."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyspark
import pytest
from engines import JAVA_OPTIONS, UNKNOWN_TYPE, given_groups, set_on_spark, spark

WINDOW = {"usage_path": "sample", "window_days": 28}
MASTER = os.environ.get("SPARK_MASTER", "local[2]")
MEMORY = os.environ.get("SPARK_DRIVER_MEMORY", "4g")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Let one worker run all tests that share a Spark."""
    for item in items:
        if "on_shared_spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("on_shared_spark"))


@pytest.fixture(scope="session")
def parsed():
    """Copy nothing that dbt has read: each run here has vars, for which it reads all again."""


@pytest.fixture(scope="session")
def on_own_spark(new_project):
    """Make a function that copies the project, for runs that start a Spark of their own."""

    def copy(**options):
        project = new_project(**options)
        project.target = "spark"
        project.environment = {
            "SPARK_MASTER": MASTER,
            "SPARK_DRIVER_MEMORY": MEMORY,
            "JDK_JAVA_OPTIONS": JAVA_OPTIONS,
        }
        return project

    return copy


@pytest.fixture(scope="session")
def shared_spark(tmp_path_factory):
    """Start a Spark behind Spark Connect, which is warm after the first run; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Path(pyspark.__file__).parent
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.sql.warehouse.dir": tmp_path_factory.mktemp("warehouse"),
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
    }
    command = [
        *(str(home / "bin/spark-submit"), "--master", MASTER, "--driver-memory", MEMORY),
        *(word for name, value in settings.items() for word in ("--conf", f"{name}={value}")),
        *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"),
    ]
    own = {"JDK_JAVA_OPTIONS": JAVA_OPTIONS, "SPARK_HOME": str(home)}
    log = tmp_path_factory.mktemp("connect") / "server.log"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=output, env=os.environ | own | {"PATH": path}
        )
    try:
        _wait_for(port, server, log)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port, server, log):
    for _ in range(600):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        assert server.poll() is None, log.read_text()
        time.sleep(0.2)
    pytest.fail(log.read_text())


@pytest.fixture(scope="session")
def on_shared_spark(new_project, shared_spark):
    """Make a function that copies the project, for runs on the Spark that all of them share."""

    def copy(**options):
        project = new_project(**options)
        set_on_spark(project, **{"shuffle.partitions": 2})
        project.target = "spark_connect"
        schema = re.sub("[^a-z0-9]", "_", project.folder.parent.name.lower())
        project.environment = {"SPARK_CONNECT": shared_spark, "SPARK_SCHEMA": schema}
        return project

    return copy


@pytest.fixture(scope="session")
def sample_project(new_project):
    """Build the sample on DuckDB alone; which groups are found is not what is looked at."""
    project = new_project(is_quick=True)
    project.build("", **WINDOW)
    return project


@pytest.fixture(scope="session")
def on_spark(on_own_spark, sample_project):
    """Run the same on Spark with the unit tests, and label users by all groups but one type's."""
    project = on_own_spark(is_quick=True)
    set_on_spark(project, **{"shuffle.partitions": 2})
    groups = given_groups(sample_project)
    groups["parts"] = [part for part in groups["parts"] if part["part_key"] != UNKNOWN_TYPE]
    (project.folder / "groups.json").write_text(json.dumps(groups))
    project.output = spark(
        project, select="+usage_features +user_labels", group_model="groups.json", **WINDOW
    )
    return project
