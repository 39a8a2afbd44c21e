"""The candidates of the search: expand the table that analysts edit, and fit one candidate."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import product

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, ward
from sklearn.cluster._hdbscan._linkage import make_single_linkage, mst_from_data_matrix
from sklearn.cluster._hdbscan._tree import tree_to_labels
from sklearn.metrics import DistanceMetric

from usage_groups.arrays import collapse_rows
from usage_groups.dbscan import dbscan_labels, find_neighbours, reach_neighbours
from usage_groups.fitting.gaussian_mixture import COVARIANCES, fit_mixture
from usage_groups.fitting.kmeans import centres_of, fit_kmeans, squared_distances

_TABLE_COLUMNS = ("algorithm", "parameter", "values", "enabled")
# Joining takes time by the square of the users.
_MOST_JOINED = 1000
_LEAST_VARIANCE = 1e-6
_SWITCH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


@dataclass(frozen=True)
class Candidate:
    """One algorithm with concrete parameters, as sorted pairs of name and value."""

    algorithm: str
    parameters: tuple[tuple[str, int | float | str], ...]

    def __str__(self) -> str:
        """Write the parameters as `name=value, name=value`."""
        return ", ".join(f"{name}={value}" for name, value in self.parameters)


@dataclass(frozen=True)
class Points:
    """Users to fit candidates to, and what several candidates need to know of them.

    Attributes
    ----------
    matrix : ndarray of shape (n_users, n_features)
        Scaled features.
    seed : int, default=0
        Of whatever an algorithm draws.
    resolution : float, default=0.0
        Differences below it mean nothing; the floor under the spread of a mixture's components.
    """

    matrix: np.ndarray
    seed: int = 0
    resolution: float = 0.0

    @cached_property
    def distinct(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return distinct rows, how many users have each, and the row of each user."""
        return collapse_rows(self.matrix)

    @cached_property
    def reach(self) -> Callable[[int], np.ndarray]:
        """Return how far each user must look to find so many; several candidates ask for it."""
        return cache(partial(reach_neighbours, self.matrix))

    @cached_property
    def joined(self) -> np.ndarray:
        """Return the users that are joined one by one: of very many a random sample."""
        if len(self.matrix) <= _MOST_JOINED:
            return self.matrix
        generator = np.random.default_rng(self.seed)
        return self.matrix[generator.choice(len(self.matrix), _MOST_JOINED, replace=False)]

    @cached_property
    def tree(self) -> np.ndarray:
        """Return in which order Ward's method joins them, as SciPy writes it."""
        return ward(self.joined)


@dataclass(frozen=True)
class Fit:
    """What one candidate found.

    Attributes
    ----------
    labels : ndarray of shape (n_users,)
        Groups from 0; -1 is noise.
    bic : float or None
        Bayesian information criterion, lower is better, where the algorithm has a likelihood.
    """

    labels: np.ndarray
    bic: float | None = None


def _read_value(text: str) -> int | float | str:
    """Read a whole number, else a number, else a word."""
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


def _is_enabled(value: object) -> bool:
    """Read the on-off column, as a truth value or a word."""
    word = str(value).strip().lower()
    if word not in _SWITCH:
        message = f"enabled must be true or false, not {value!r}"
        raise ValueError(message)
    return _SWITCH[word]


def expand_candidates(table: pd.DataFrame) -> list[Candidate]:
    """Turn the candidate table into every combination of each algorithm's parameter values.

    Parameters
    ----------
    table : DataFrame
        Columns `algorithm`, `parameter`, `values` (parted by spaces) and `enabled`. An algorithm is
        searched with the rows that are on; one whose rows are all off is left out.

    Returns
    -------
    list of Candidate
        In the order of algorithm and parameters, without repetition.

    Raises
    ------
    ValueError
        For a missing column, an unknown algorithm or parameter, a parameter without values, or a
        parameter that an algorithm needs and the table does not give.
    """
    missing = set(_TABLE_COLUMNS).difference(table.columns)
    if missing:
        message = f"the candidate table has no column {', '.join(sorted(missing))}"
        raise ValueError(message)
    grids: dict[str, dict[str, list]] = {}
    for row in table.to_dict("records"):
        if _is_enabled(row["enabled"]):
            values = [_read_value(text) for text in str(row["values"]).split()]
            _check_row(row["algorithm"], row["parameter"], values)
            grids.setdefault(row["algorithm"], {}).setdefault(row["parameter"], []).extend(values)
    return [candidate for name in sorted(grids) for candidate in _expand_grid(name, grids[name])]


def _check_row(algorithm: str, parameter: str, values: list) -> None:
    """Refuse a row that no algorithm understands."""
    if algorithm not in _ALGORITHMS:
        message = f"unknown algorithm {algorithm!r}; known are {', '.join(sorted(_ALGORITHMS))}"
        raise ValueError(message)
    if parameter not in _ALGORITHMS[algorithm][1]:
        message = f"{algorithm} has no parameter {parameter!r}"
        raise ValueError(message)
    if not values:
        message = f"{algorithm} has no value for {parameter}"
        raise ValueError(message)
    unknown = set(values).difference(COVARIANCES) if parameter == "covariance_type" else ()
    if unknown:
        message = f"covariance_type is diag or full, not {', '.join(sorted(map(str, unknown)))}"
        raise ValueError(message)


def _expand_grid(algorithm: str, grid: Mapping[str, list]) -> list[Candidate]:
    """Combine the values of one algorithm's parameters."""
    lacking = [name for name in _ALGORITHMS[algorithm][1] if name not in grid]
    if lacking:
        message = f"{algorithm} needs values for {', '.join(lacking)}"
        raise ValueError(message)
    names = sorted(grid)
    combinations = product(*(dict.fromkeys(grid[name]) for name in names))
    return [Candidate(algorithm, tuple(zip(names, values, strict=True))) for values in combinations]


def fit_candidate(candidate: Candidate, points: Points) -> Fit | None:
    """Fit one candidate.

    Parameters
    ----------
    candidate : Candidate
        Algorithm and parameters.
    points : Points
        The users.

    Returns
    -------
    Fit or None
        None where there are too few users for the parameters.
    """
    fit, _ = _ALGORITHMS[candidate.algorithm]
    parameters = dict(candidate.parameters)
    least = max((v for name, v in parameters.items() if name in _COUNTS), default=1)
    if least >= len(points.matrix):
        return None
    return fit(points, parameters)


def _fit_kmeans(points: Points, parameters: dict) -> Fit:
    rows, weights, row_of_user = points.distinct
    return Fit(fit_kmeans(rows, weights, parameters["n_clusters"], points.seed).labels[row_of_user])


def _fit_gaussian_mixture(points: Points, parameters: dict) -> Fit:
    rows, weights, row_of_user = points.distinct
    count, covariance = parameters["n_components"], parameters["covariance_type"]
    floor = max(points.resolution**2, _LEAST_VARIANCE)
    first = fit_kmeans(rows, weights, count, points.seed, starts=1)
    found = fit_mixture(rows, weights, first.labels, covariance, floor)
    return Fit(found.labels[row_of_user], found.bic)


def _fit_ward(points: Points, parameters: dict) -> Fit:
    """Cut the tree; users who are not in it follow the nearest centre."""
    labels = fcluster(points.tree, parameters["n_clusters"], "maxclust") - 1
    if len(labels) == len(points.matrix):
        return Fit(labels)
    centres = centres_of(points.joined, np.ones(len(labels)), labels)
    return Fit(squared_distances(points.matrix, centres).argmin(axis=1))


def _fit_dbscan(points: Points, parameters: dict) -> Fit:
    """Take as radius a quantile of the distances to the `min_samples`-th neighbour."""
    least = parameters["min_samples"]
    radius = max(float(np.quantile(points.reach(least), parameters["eps_quantile"])), 1e-9)
    near = find_neighbours(points.matrix, radius, least)
    return Fit(dbscan_labels(near, least)[near.inverse])


def _fit_hdbscan(points: Points, parameters: dict) -> Fit:
    """Sort as scikit-learn does not: in an order that is the same for equally long edges.

    Campello, Moulavi and Sander (2013), "Density-based clustering based on hierarchical density
    estimates", PAKDD.
    """
    least = parameters["min_cluster_size"]
    matrix, metric = np.ascontiguousarray(points.matrix), DistanceMetric.get_metric("euclidean")
    edges = mst_from_data_matrix(matrix, points.reach(least), metric)
    edges = edges[np.argsort(edges["distance"], kind="stable")]
    return Fit(tree_to_labels(make_single_linkage(edges), least)[0])


_COUNTS = {"n_clusters", "n_components", "min_samples", "min_cluster_size"}
_ALGORITHMS: dict[str, tuple[Callable[..., Fit], tuple[str, ...]]] = {
    "dbscan": (_fit_dbscan, ("eps_quantile", "min_samples")),
    "gaussian_mixture": (_fit_gaussian_mixture, ("covariance_type", "n_components")),
    "hdbscan": (_fit_hdbscan, ("min_cluster_size",)),
    "kmeans": (_fit_kmeans, ("n_clusters",)),
    "ward": (_fit_ward, ("n_clusters",)),
}
