"""Readers in other processes while builds are published: no error, and never half of one."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
from usage_groups.publish.publication import begin, publish

PUBLICATIONS = 51
READER = """
import json, pathlib, sys, time, duckdb
project = pathlib.Path(sys.argv[1])
seen = set()
reads = 0
while not (project / "stop").exists():
    path = str(project / "usage_groups.duckdb")
    with duckdb.connect(path, read_only=True, config={"threads": 1}) as connection:
        first, = connection.execute("select build_id from build_info").fetchone()
        rows = connection.execute("select distinct build_id from groups").fetchall()
        assert rows == [(first,)], (rows, first)
    seen.add(first)
    # Several files of one build: find its folder once.
    build = (project / "exports/.builds/current").resolve()
    manifest = json.loads((build / "manifest.json").read_text())["build_id"]
    assert (build / "groups.csv").read_text() == manifest, manifest
    assert (project / "exports/groups.csv").read_text().startswith("build-")
    reads += 1
    time.sleep(0.03)
print(json.dumps({"reads": reads, "seen": len(seen)}))
"""


def publish_build(project: Path, number: int) -> None:
    build_id = f"build-{number}"
    unpublished = project / "made/usage_groups.duckdb"
    unpublished.parent.mkdir(exist_ok=True)
    unpublished.unlink(missing_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"attach '{unpublished}' as published (storage_version 'v1.0.0')")
        for table, rows in (("build_info", 1), ("groups", 5000)):
            connection.execute(
                f"create table published.{table} as "
                f"select '{build_id}' as build_id from range({rows})"
            )
        connection.execute("checkpoint published")
    folder = begin(str(project / "exports"), build_id, str(unpublished))
    (project / "groups.csv").write_text(build_id)
    names = ["groups.csv"]
    publish(folder, str(project), names, str(project / "usage_groups.duckdb"), build_id)


def test_readers_see_one_build_or_the_next(tmp_path):
    publish_build(tmp_path, 0)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for number in range(1, PUBLICATIONS):
        publish_build(tmp_path, number)
    (tmp_path / "stop").touch()
    for reader in readers:
        output, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        counts = json.loads(output)
        assert counts["reads"] > 10
        assert counts["seen"] > 5
