"""Who is near whom, in memory that grows with the points and not with their neighbours.

A point with as many distinct neighbours as the largest ``min_samples`` is dense: a core point in
every setting. Only the others need a list of their neighbours, which is short, and of the dense
ones only which of them hang together. That holds for all settings and is found once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from usage_groups.arrays import distinct_rows

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# A tree finds candidates with this much room; what counts is the exact comparison that follows.
ROOM = 1 + 1e-9
# Points whose neighbours are looked up at a time.
BLOCK_POINTS = 200_000
# Points in a leaf of the tree: more are quicker to look through than many leaves are to find.
LEAF_POINTS = 32


class Neighbourhood(NamedTuple):
    """Distinct points, what they stand for, and which of them are near each other."""

    points: Floats
    """(n_distinct, n_features), in the order in which they are first met."""
    weights: Integers
    """(n_distinct,) How many points each stands for."""
    inverse: Integers
    """(n_points,) The distinct point of each point."""
    region: Integers
    """(n_distinct,) Which dense points hang together, numbered from 0; -1 is not dense."""
    lists: csr_array
    """(n_distinct, n_distinct) Neighbours of the points that are not dense, each with itself."""

    def core_points(self, min_samples: int) -> NDArray[np.bool_]:
        """Tell which points have enough neighbours, shape (n_distinct,)."""
        return (self.region >= 0) | (self.lists @ self.weights >= min_samples)


def reach_neighbours(points: Floats, count: int) -> Floats:
    """Return how far each point must look to find so many, itself included.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_features)
        Finite numbers.
    count : int
        At most as many as there are points.

    Returns
    -------
    ndarray of shape (n_points,)
        Euclidean distances.
    """
    first, inverse, weights = distinct_rows(points)
    distinct = points[first]
    nearest = np.arange(1, min(count, len(distinct)) + 1)
    distances, found = KDTree(distinct).query(distinct, k=nearest)
    enough = np.argmax(np.cumsum(weights[found], axis=1) >= count, axis=1)
    return distances[np.arange(len(distinct)), enough][inverse]


def find_neighbours(points: Floats, eps: float, most: int) -> Neighbourhood:
    """Find the neighbours of every distinct point, once for all settings.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_features)
        Finite numbers.
    eps : float
        Largest Euclidean distance between neighbours.
    most : int
        Largest number of neighbours that a setting asks for.
    """
    first, inverse, weights = distinct_rows(points)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    distinct = np.ascontiguousarray(points[first[order]])
    nearest = min(most, len(distinct))
    found = _find_nearest(distinct, eps, nearest)
    is_near = _is_near(distinct, found, eps)
    is_dense = is_near.all(axis=1) & (nearest == most)
    region = np.full(len(distinct), -1)
    region[is_dense] = _regions(distinct, found, is_dense, eps)
    rows, columns = np.nonzero(is_near & ~is_dense[:, None])
    lists = coo_array(
        (np.ones(len(rows), dtype=np.int64), (rows, found[rows, columns])),
        shape=(len(distinct), len(distinct)),
    )
    return Neighbourhood(distinct, weights[order], rank[inverse], region, lists.tocsr())


def _find_nearest(points: Floats, eps: float, count: int) -> NDArray[np.int32]:
    """List the nearest points of each, itself first; where fewer are near, one beyond the last."""
    tree, nearest = KDTree(points, LEAF_POINTS), np.arange(1, count + 1)
    found = np.empty((len(points), count), dtype=np.int32)
    # In the order of the tree: what a point looks at is still in the cache from the one before.
    for start in range(0, len(points), BLOCK_POINTS):
        block = tree.indices[start : start + BLOCK_POINTS]
        _, found[block] = tree.query(points[block], k=nearest, distance_upper_bound=eps * ROOM)
    return found


def _is_near(points: Floats, found: Integers, eps: float) -> NDArray[np.bool_]:
    """Compare squared distances, as the trees of scikit-learn do; beyond the last is nobody."""
    is_near = np.zeros(found.shape, dtype=bool)
    for column in range(found.shape[1]):
        rows = np.flatnonzero(found[:, column] < len(points))
        gaps = points[rows] - points[found[rows, column]]
        is_near[rows, column] = np.sum(gaps * gaps, axis=1) <= eps * eps
    return is_near


def _regions(points: Floats, found: Integers, is_dense: NDArray[np.bool_], eps: float) -> Integers:
    """Tell which dense points are linked by steps of at most eps from one to the next."""
    dense = np.flatnonzero(is_dense)
    position = np.full(len(points) + 1, -1, dtype=np.int32)
    position[dense] = np.arange(len(dense))
    linked = position[found[dense]]
    is_link = linked >= 0
    starts = np.concatenate([[0], np.cumsum(is_link.sum(axis=1))])
    ends = linked[is_link]
    marks = np.ones(len(ends), dtype=bool)
    links = csr_array((marks, ends, starts), shape=(len(dense), len(dense)))
    _, pieces = connected_components(links, directed=False)
    return _join_pieces(points[dense], pieces, eps)


def _join_pieces(points: Floats, pieces: Integers, eps: float) -> Integers:
    """Join pieces that are within eps of each other, beginning with the largest."""
    regions = np.full(len(points), -1)
    sizes = np.bincount(pieces)
    for number, piece in enumerate(np.argsort(-sizes, kind="stable")):
        joining = np.flatnonzero((pieces == piece) & (regions < 0))
        while len(joining):
            regions[joining] = number
            others = np.flatnonzero(regions < 0)
            if not len(others):
                return np.unique(regions, return_inverse=True)[1]
            _, nearest = KDTree(points[joining]).query(
                points[others], k=[1], distance_upper_bound=eps * ROOM
            )
            within = np.flatnonzero(nearest[:, 0] < len(joining))
            gaps = points[others[within]] - points[joining[nearest[within, 0]]]
            touched = others[within[np.sum(gaps * gaps, axis=1) <= eps * eps]]
            joining = np.flatnonzero((regions < 0) & np.isin(pieces, pieces[touched]))
    return np.unique(regions, return_inverse=True)[1]


def dbscan_labels(near: Neighbourhood, min_samples: int) -> Integers:
    """Label the distinct points as DBSCAN labels all points.

    Clusters are numbered in the order in which their first core point is met, and a border point
    belongs to the first cluster that reaches it, as in ``sklearn.cluster.DBSCAN``.

    Parameters
    ----------
    near : Neighbourhood
        The points and their neighbours, as `find_neighbours` finds them.
    min_samples : int
        Points, itself included, that make a neighbourhood dense.

    Returns
    -------
    ndarray of shape (n_distinct,)
        Cluster of each distinct point, -1 for noise.
    """
    labels = np.full(len(near.weights), -1, dtype=np.int64)
    is_core = near.core_points(min_samples)
    core = np.flatnonzero(is_core)
    if not len(core):
        return labels
    # Dense points of one region are one node, all other core points one each.
    regions = near.region.max() + 1
    node = np.where(near.region >= 0, near.region, regions + np.arange(len(labels)))
    links = near.lists[core][:, core].tocoo()
    rows, columns = (node[core][ends] for ends in links.coords)
    graph = coo_array((links.data, (rows, columns)), shape=(node.max() + 1, node.max() + 1))
    _, components = connected_components(graph, directed=False)
    components = components[node[core]]
    _, first, renumbered = np.unique(components, return_index=True, return_inverse=True)
    labels[core] = np.argsort(np.argsort(first))[renumbered]
    border = np.flatnonzero(~is_core)
    reach = near.lists[border][:, core].tocoo()
    nearest = np.full(len(border), len(core), dtype=np.int64)
    np.minimum.at(nearest, reach.coords[0], labels[core][reach.coords[1]])
    labels[border] = np.where(nearest < len(core), nearest, -1)
    return labels
