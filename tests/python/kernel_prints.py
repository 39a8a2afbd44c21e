"""What the mathematics makes of made-up users, as one hash each: run under several kernels."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_info
from usage_groups.baseline.sweep import score_settings
from usage_groups.differences.comparison import compare_halves
from usage_groups.explain.rules import describe_groups
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.history.documents import write_document
from usage_groups.history.shape_challenger import search_shapes
from usage_groups.history.stored_shapes import give_shapes
from usage_groups.search.groups import group_users
from usage_groups.shapes.series import WeeklySeries

ON_A_SCALE = ["recency", "frequency", "span", "volume", "gap"]
CANDIDATES = Path(__file__).parents[2] / "seeds/clustering_candidates.csv"


def populations() -> dict[str, np.ndarray]:
    """Draw users with and without ties, and users that differ in a few ways only."""
    draw = np.random.default_rng(0)
    humps = draw.normal(size=(3, 6))[draw.integers(0, 3, 150)] + 0.2 * draw.normal(size=(150, 6))
    # A hundred who are alike, and beyond a gap two hundred who differ by degrees.
    degrees = np.append(np.zeros(100), draw.normal(2, 0.5, 200))[:, None]
    scale = degrees * [-0.5, 0.5, 0.5, 0.2, 0.1] + draw.normal(0, 0.2, (300, 5)) * (degrees != 0)
    return {
        "humps": humps,
        "scale": scale,
        "ties": draw.integers(0, 3, (60, 3)).astype(float),
        "jobs": np.repeat(draw.integers(0, 4, (4, 5)) / 4, 15, axis=0),
    }


def prints() -> dict[str, str]:
    """Hash everything that is found."""
    candidates, found = expand_candidates(pd.read_csv(CANDIDATES, dtype=str)), {}
    for name, matrix in populations().items():
        calls = np.arange(1.0, len(matrix) + 1)
        columns = ON_A_SCALE[: matrix.shape[1]]
        search = group_users(matrix[:, :5], calls, candidates, names=columns)
        document = write_document(search.model, np.arange(len(search.stability)), 0, {})
        labels = pd.DataFrame(search.assigned._asdict())
        found |= {f"trials of {name}": search.trials, f"labels of {name}": labels}
        found[f"model of {name}"] = pd.Series([document])
        noise = np.random.default_rng(1).normal(size=matrix.shape)
        names = [f"feature_{column}" for column in range(matrix.shape[1])]
        odd, even = (pd.DataFrame(matrix + gap * noise, columns=names) for gap in (0.1, -0.1))
        groups = search.labels
        halves = np.arange(len(matrix)) * 2 // len(matrix) if groups.max() == 0 else groups
        found[f"differences of {name}"] = compare_halves(odd, even, halves)
        found[f"rules of {name}"] = describe_groups(odd, halves)
        scaled = np.clip(matrix - matrix.min(axis=0), 0, 1)
        found[f"baseline of {name}"] = score_settings(scaled)[0]
    levels = np.stack([np.ones(12), np.linspace(0, 1, 12) ** 2]).repeat(30, axis=0)
    calls = 20 * np.random.default_rng(2).poisson(3, (60, 12)) * levels
    series = WeeklySeries(np.maximum(calls, np.eye(12)[0]), np.full(60, 12))
    task = json.dumps({"stored": None, "may_search": True})
    trials = found["trials of shapes"] = search_shapes(series, task)
    document = trials.loc[trials["is_selected"], "model"].item()
    found["shapes"] = give_shapes(series, document, None)
    return {
        name: hashlib.sha256(frame.to_csv(float_format="%r").encode()).hexdigest()
        for name, frame in found.items()
    }


if __name__ == "__main__":
    kernels = {part.get("architecture") for part in threadpool_info()}
    sys.stdout.write(repr((sorted(filter(None, kernels)), prints())))
