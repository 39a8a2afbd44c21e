"""The same bytes come out whatever kernels the processor has, on the sample and made-up users."""

import random
import sys
import time
from collections import Counter
from pathlib import Path

import builds
import repeats
from usage_groups.simulate.scenarios import make_usage

sys.path.insert(0, str(builds.PROJECT / "tests/python"))


def change_kernels(folder: Path, deadline: float, seed: int) -> Counter:
    """Build with one kind of kernels after the other until the deadline, and compare outputs."""
    import kernels  # noqa: PLC0415
    import populations  # noqa: PLC0415

    counts = Counter()
    files = {name: folder / f"{name}.csv" for name in ("sample", "seven_personas", "edges at once")}
    files["sample"] = builds.PROJECT / "seeds/user_api_data.csv"
    make_usage("seven_personas", seed % 100)[0].to_csv(files["seven_personas"], index=False)
    populations.edges_at_once().to_csv(files["edges at once"], index=False)
    project = builds.copy_project(folder / "project", few_candidates=False)
    expected: dict[str, dict[str, str]] = {}
    variations = [(name, file) for name in kernels.KERNELS for file in files]
    # When time is short, another seed tries others.
    random.Random(seed).shuffle(variations)  # noqa: S311
    for name, usage in variations:
        if time.monotonic() > deadline:
            break
        if usage not in expected:
            expected[usage] = repeats.outputs(project, files[usage])
            counts["outputs compared in each"] = len(expected[usage])
        found = repeats.outputs(project, files[usage], **kernels.KERNELS[name])
        different = [key for key in expected[usage] if expected[usage][key] != found.get(key)]
        if different:
            message = f"{name}, {usage}: {', '.join(different)} differ"
            raise builds.BrokenError(message)
        counts[name] += 1
    return counts
