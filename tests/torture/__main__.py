"""Run each kind of maltreatment for its share of the time, and print what was counted."""

import argparse
import json
import tempfile
import time
from pathlib import Path

import crowds
import edges
import kills
import limits
import paths
import processors
import repeats
import rows
import stops

# Each part with its share of the time.
PARTS = {
    "kill builds": (kills.kill_builds, 8),
    "stop builds": (stops.stop_builds, 4),
    "build anywhere": (paths.build_anywhere, 4),
    "kill publications": (kills.kill_publications, 1),
    "fill disks": (limits.fill_disks, 3),
    "forbid writing": (limits.forbid_writing, 2),
    "build at once": (crowds.build_at_once, 3),
    "repeat builds": (repeats.repeat_builds, 4),
    "change kernels": (processors.change_kernels, 4),
    "group edges": (edges.group_edges, 4),
    "stage rows": (rows.stage_rows, 1),
    "withhold memory": (limits.withhold_memory, 2),
}


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", choices=PARTS, nargs="*", default=list(PARTS))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.minutes:g} minutes")  # noqa: T201
    shares = sum(PARTS[name][1] for name in arguments.only)
    for name in arguments.only:
        maltreat, share = PARTS[name]
        started = time.monotonic()
        deadline = started + 60 * arguments.minutes * share / shares
        with tempfile.TemporaryDirectory() as folder:
            counts = maltreat(Path(folder), deadline, arguments.seed)
        seconds = time.monotonic() - started
        print(f"{name} ({seconds:.0f} s): {json.dumps(counts)}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
