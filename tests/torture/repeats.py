"""The same rows give the same bytes, whatever else differs."""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import builds

USERS = 40
# The calendar's clock runs 200 days ahead; that for waiting and measuring stays.
CLOCK = """
#define _GNU_SOURCE
#include <time.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <unistd.h>
static const long AHEAD = 200L * 86400;
int clock_gettime(clockid_t id, struct timespec *now) {
    long failed = syscall(SYS_clock_gettime, id, now);
    if (!failed && id == CLOCK_REALTIME) now->tv_sec += AHEAD;
    return failed;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}
"""
# These say when and in which build: the first two are tables of the database, the others files.
# What the report says of the day and of the file.
BUILT_FROM = re.compile(rb"built on [^<]* from|[0-9,]+ bytes, SHA-256 <code>[0-9a-f]+")
OF_THE_BUILD = ("build_info", "published_groups", "manifest.json", "usage_groups.duckdb")


def repeat_builds(folder: Path, deadline: float, seed: int) -> Counter:
    """Build again with one thing different at a time, and compare every output."""
    counts = Counter()
    usage = builds.write_usage(folder / "usage.csv", users=USERS)
    project = builds.copy_project(folder / "project", few_candidates=False)
    expected = outputs(project, usage)
    slowest = 0.0
    variations = list(_variations(folder, usage, seed))
    # When time is short, another seed tries others.
    random.Random(seed).shuffle(variations)  # noqa: S311
    for name, file, options, environment in variations:
        started = time.monotonic()
        if started + slowest > deadline:
            break
        found = outputs(project, file, *options, **environment)
        different = [key for key in expected | found if expected.get(key) != found.get(key)]
        if different:
            message = f"{name}: {', '.join(different)} differ"
            raise builds.BrokenError(message)
        counts[name] += 1
        slowest = max(slowest, time.monotonic() - started)
    counts["outputs compared in each"] = len(expected)
    return counts


def _variations(
    folder: Path, usage: Path, seed: int
) -> Iterator[tuple[str, Path, tuple[str, ...], dict[str, str]]]:
    draw = random.Random(seed)  # noqa: S311
    header, *rows = usage.read_text().splitlines(keepends=True)
    draw.shuffle(rows)
    # Outputs name the file.
    shuffled = folder / "shuffled" / usage.name
    shuffled.parent.mkdir()
    shuffled.write_text(header + "".join(rows))
    yield "rows in another order", shuffled, (), {}
    for threads in ("1", "2", "8"):
        yield f"{threads} threads", usage, ("--threads", threads), {}
    for zone in ("Pacific/Kiritimati", "America/St_Johns"):
        yield f"time zone {zone}", usage, (), {"TZ": zone}
    for locale in ("tr_TR.UTF-8", "de_DE.UTF-8", "C"):
        yield f"locale {locale}", usage, (), {"LC_ALL": locale, "LANG": locale}
    yield "another working directory", usage, (), {"WORKING_DIRECTORY": "/"}
    clock = _other_clock(folder)
    if clock:
        yield "another day", usage, (), {"LD_PRELOAD": str(clock)}
    for hash_seed in ("1", "2"):
        yield f"PYTHONHASHSEED {hash_seed}", usage, (), {"PYTHONHASHSEED": hash_seed}


def _other_clock(folder: Path) -> Path | None:
    """Compile a library that adds to the clock, where there is a compiler."""
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(CLOCK)
    command = ["cc", "-shared", "-fPIC", "-o", library, source]
    if not shutil.which("cc") or subprocess.run(command, check=False).returncode != 0:
        return None
    return library


def outputs(project: Path, usage: Path, *options: str, **environment: str) -> dict[str, str]:
    # Where groups are stored a build does not search, and has no baseline.
    (project / "usage_groups.duckdb").unlink(missing_ok=True)
    # A new interpreter, because it reads PYTHONHASHSEED and the locale when it starts.
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "--no-use-colors"),
            *("build", "--exclude-resource-type", "unit_test", *options),
        ],
        cwd=environment.get("WORKING_DIRECTORY", "."),
        env=os.environ
        | {
            "DBT_PROJECT_DIR": str(project),
            "DBT_PROFILES_DIR": str(project),
            "USAGE_PATH": str(usage),
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"the build failed: {done.stdout[-3000:]}"
        raise builds.BrokenError(message)
    builds.published(project)
    exports = project / "exports"
    files = [
        file for top in exports.glob("[!.]*") for file in (top, *top.glob("**/*")) if file.is_file()
    ]
    hashes = {
        file.relative_to(exports).as_posix(): hashlib.sha256(
            BUILT_FROM.sub(b"", file.read_bytes())
        ).hexdigest()
        for file in sorted(files)
        if file.name not in OF_THE_BUILD
    }
    return hashes | builds.in_child(_tables, project)


def _tables(project: Path) -> dict[str, str]:
    import duckdb  # noqa: PLC0415

    with duckdb.connect(project / "usage_groups.duckdb", read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables()").fetchall()
        return {
            name: hashlib.sha256(
                repr(connection.execute(f"from {name}").fetchall()).encode()
            ).hexdigest()
            for (name,) in names
            if name not in OF_THE_BUILD
        }
