"""Where the time of a build goes: python benchmarks/speed/phases.py [target/run_results.json].

dbt notes when each model and test started and ended, on several threads at once. Each moment is
divided evenly among the nodes that ran in it, so that the phases add up to the whole; moments in
which none ran are dbt's own.
"""

import itertools
import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

OWN = "dbt itself"
PHASES = (
    "read and judge rows",
    "features",
    "groups over time",
    "search for groups",
    "baseline",
    "rules and differences",
    "published tables",
    "report and files",
    "publication",
    "tests",
    OWN,
)
OF_NAME = {
    "baseline_search": "baseline",
    "int_baseline_features": "baseline",
    "int_baseline_labels": "baseline",
    "int_group_differences": "rules and differences",
    "int_group_rules": "rules and differences",
}
OF_FOLDER = {
    "staging": "read and judge rows",
    "input": "read and judge rows",
    "from_spark": "read and judge rows",
    "series": "features",
    "features": "features",
    "comparison": "features",
    "as_of": "groups over time",
    "history": "groups over time",
    "search": "search for groups",
    "groups": "rules and differences",
    "marts": "published tables",
    "report": "report and files",
    "workbook": "report and files",
    "exports": "report and files",
}
OF_TYPE = {
    "exposure": OWN,
    "operation": "publication",
    "seed": "read and judge rows",
    "test": "tests",
    "unit_test": "tests",
}


def phase_of(node: str, folder: str) -> str:
    """Name the phase of a node by its dbt id and the folder that its file is in."""
    kind, _, name = node.split(".")[:3]
    if kind in OF_TYPE:
        return OF_TYPE[kind]
    return OF_NAME.get(name) or OF_FOLDER[folder]


def divide_time(spans: list[tuple[float, float, str]]) -> dict[str, float]:
    """Divide each moment evenly among the spans that hold it.

    Parameters
    ----------
    spans : list of (float, float, str)
        Start, end and name.

    Returns
    -------
    dict
        Seconds of each name; together the time in which any span ran.
    """
    shares: dict[str, float] = defaultdict(float)
    moments = sorted({moment for start, end, _ in spans for moment in (start, end)})
    for start, end in itertools.pairwise(moments):
        running = [name for first, last, name in spans if first <= start and last >= end]
        for name in running:
            shares[name] += (end - start) / len(running)
    return dict(shares)


def phases(target: Path, seconds: float | None = None) -> dict[str, float]:
    """Return the seconds of each phase of the latest build.

    Parameters
    ----------
    target : Path
        dbt's folder with ``run_results.json`` and ``manifest.json``.
    seconds : float, optional
        How long the process of the build took; without it what dbt counted.

    Returns
    -------
    dict
    """
    found = json.loads((target / "run_results.json").read_text())
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    spans = []
    for result in found["results"]:
        name = result["unique_id"]
        folder = Path(nodes[name]["original_file_path"]).parent.name if name in nodes else ""
        times = [
            datetime.fromisoformat(part[end]).timestamp()
            for part in result["timing"]
            for end in ("started_at", "completed_at")
        ]
        if times:
            spans.append((min(times), max(times), phase_of(name, folder)))
    shares = divide_time(spans)
    whole = found["elapsed_time"] if seconds is None else seconds
    shares[OWN] = 0.0
    shares[OWN] = whole - sum(shares.values())
    return {phase: shares.get(phase, 0.0) for phase in PHASES}


def main() -> None:
    """Print the phases of the build in target/."""
    file = Path(sys.argv[1]) if sys.argv[1:] else Path("target/run_results.json")
    for phase, seconds in phases(file.parent).items():
        print(f"{phase:24}{seconds:8.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
