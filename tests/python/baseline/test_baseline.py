"""The baseline against scikit-learn's own DBSCAN and silhouette."""

import duckdb
import numpy as np
import oracle
import pandas as pd
import pytest
from rendering import rendered
from sklearn.cluster import DBSCAN
from usage_groups.baseline import sweep
from usage_groups.entrypoints import searches


def random_points(seed: int, count: int, *, duplicates: bool) -> np.ndarray:
    """Draw points in dense and thin places, many of them equal if so wanted."""
    generator = np.random.default_rng(seed)
    centres = generator.random((4, 7))
    points = centres[generator.integers(4, size=count)] + generator.normal(0, 0.06, (count, 7))
    points[: count // 5] = generator.random((count // 5, 7))
    return np.round(points, 1) if duplicates else points


def as_frame(points: np.ndarray, api_type: str) -> pd.DataFrame:
    frame = pd.DataFrame(points, columns=list(sweep.FEATURES))
    return frame.assign(user_id=[f"{row}" for row in range(len(points))], api_type=api_type)


@pytest.mark.parametrize("duplicates", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_sweep_equals_scikit_learn(seed, duplicates):
    points = random_points(seed, 300, duplicates=duplicates)
    expected, best, published = oracle.baseline_search(points)
    trials, labels = sweep.score_settings(points)
    counts = ["min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(trials[counts], expected[counts])
    np.testing.assert_allclose(trials["silhouette"], expected["silhouette"], rtol=0, atol=1e-9)
    scored = trials.dropna(subset="silhouette")
    assert labels[:, scored["silhouette"].idxmax()].tolist() == best.tolist()
    assert labels[:, scored["min_samples"].idxmax()].tolist() == published.tolist()


def test_blocks_do_not_change_silhouettes(monkeypatch):
    points = random_points(1, 200, duplicates=False)
    whole, _ = sweep.score_settings(points)
    monkeypatch.setattr(sweep, "BLOCK_ELEMENTS", 700)
    np.testing.assert_allclose(
        sweep.score_settings(points)[0]["silhouette"], whole["silhouette"], rtol=0, atol=1e-12
    )


def search(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(series_id=range(100, 100 + len(frame)))
    columns = ["series_id", "user_id", "api_type", *sweep.FEATURES]
    with duckdb.connect() as session:
        found = searches.search_baseline(session, session.from_df(frame[columns]))
        return found.order("api_type, min_samples").df()


def test_best_is_the_first_best_and_published_the_last_scored(monkeypatch):
    labels = np.arange(12, dtype=np.int32).reshape(2, 6)
    trials = pd.DataFrame(
        {"min_samples": range(3, 9), "silhouette": [0.5, 0.75, 0.75, 0.25, np.nan, np.nan]}
    )
    monkeypatch.setattr(sweep, "score_settings", lambda *_: (trials, labels))
    found, chosen = sweep.search_settings(np.zeros((2, 7)))
    assert found["is_best"].tolist() == [False, True, False, False, False, False]
    assert found["is_published"].tolist() == [False, False, False, True, False, False]
    assert chosen.tolist() == [[1, 3], [7, 9]]


def test_settings_without_two_labels_have_no_silhouette():
    frame = pd.concat([as_frame(np.zeros((2, 7)), "few"), as_frame(np.zeros((30, 7)), "equal")])
    trials = search(frame)
    assert trials["silhouette"].isna().all()
    assert (trials.loc[trials["api_type"] == "few", "noise_count"] == 2).all()
    assert (trials.loc[trials["api_type"] == "equal", "cluster_count"] == 1).all()
    assert not trials[["is_best", "is_published"]].any(axis=None)
    assert trials["members"].isna().all()


def test_types_are_grouped_apart_and_labels_belong_to_users():
    one, other = random_points(2, 150, duplicates=False), random_points(3, 90, duplicates=True)
    frame = pd.concat([as_frame(one, "b"), as_frame(other, "a")])
    # In another order than that of the users: numbers tell whose the labels are.
    found = search(frame.sample(frac=1, random_state=1))
    apart = [sweep.search_settings(other), sweep.search_settings(one)]
    trials = pd.concat(
        [rows.assign(api_type=name) for name, (rows, _) in zip("ab", apart, strict=True)]
    )
    columns = trials.columns
    pd.testing.assert_frame_equal(found[columns], trials.reset_index(drop=True), check_dtype=False)
    numbered = frame.sample(frac=1, random_state=1).assign(series_id=range(100, 340))
    for api_type, (_, labels) in zip("ab", apart, strict=True):
        users = numbered[numbered["api_type"] == api_type].set_index("series_id")["user_id"]
        for place, name in enumerate(("is_best", "is_published")):
            (members,) = found.loc[(found["api_type"] == api_type) & found[name], "members"]
            ids = [member["series_id"] for member in members]
            assert sorted(ids) == sorted(users.index)
            expected = labels[users.loc[ids].astype(int), place]
            assert [member["label"] for member in members] == expected.tolist()


def blobs(seed: int, count: int) -> np.ndarray:
    """Draw crowded places, some of which touch only at their edges."""
    generator = np.random.default_rng(seed)
    centres = np.column_stack([np.arange(8) * generator.uniform(0.2, 0.3, 8).cumsum(), np.zeros(8)])
    angles, radii = generator.uniform(0, 2 * np.pi, count), generator.uniform(0, 0.12, count)
    around = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    points = centres[generator.integers(8, size=count)] + around
    return np.column_stack([points, np.zeros((count, 5))])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("draw", [blobs, lambda seed, count: blobs(seed, count).round(2)])
def test_crowded_points_are_labelled_as_by_scikit_learn(seed, draw):
    points = draw(seed, 1200)
    near = sweep.find_neighbours(points, sweep.EPS, 24)
    assert (near.region >= 0).mean() > 0.5, "most points are crowded"
    assert near.lists.nnz < 24 * len(points)
    for min_samples in (3, 8, 24):
        labels = sweep.dbscan_labels(near, min_samples)[near.inverse]
        expected = DBSCAN(eps=sweep.EPS, min_samples=min_samples).fit_predict(points)
        assert labels.tolist() == expected.tolist()


def test_a_sample_estimates_the_silhouettes_and_says_how_well(monkeypatch):
    points = random_points(4, 3000, duplicates=False)
    exact, _ = sweep.score_settings(points)
    monkeypatch.setattr(sweep, "SAMPLED_POINTS", 500)
    sampled, _ = sweep.score_settings(points, 2999)
    same = ["min_samples", "noise_count", "cluster_count"]
    pd.testing.assert_frame_equal(sampled[same], exact[same])
    assert (exact["silhouette_standard_error"].dropna() == 0).all()
    errors = (sampled["silhouette"] - exact["silhouette"]) / sampled["silhouette_standard_error"]
    assert errors.abs().max() < 4
    assert sampled["silhouette_standard_error"].between(0.002, 0.03).all()


@pytest.mark.parametrize(
    ("baseline", "reason", "may_search", "most_users", "is_computed"),
    [
        ("auto", "asked for", True, 100, True),
        ("auto", "asked for", True, 2, False),
        ("auto", None, True, 100, False),
        ("auto", "no groups are stored, and search is never", False, 100, False),
        ("always", None, True, 2, True),
        ("never", "asked for", True, 100, False),
    ],
)
def test_the_baseline_is_computed_where_it_is_of_use(
    baseline, reason, may_search, most_users, is_computed
):
    query = rendered(
        "search/int_baseline_points.sql", baseline=baseline, most_scored_users=most_users
    )
    features = ", ".join(f"0.5 as {name}" for name in sweep.FEATURES)
    with duckdb.connect() as connection:
        connection.execute(
            "create table int_baseline_features as "
            f"select series_id, series_id as user_id, 'gnql' as api_type, {features} "
            "from range(3) as users (series_id)"
        )
        connection.execute(
            "create table int_search_plan as select cast(null as varchar) as reason, true as "
            "may_search union all select ?, ?",
            [reason, may_search],
        )
        assert len(connection.execute(query).fetchall()) == (3 if is_computed else 0)
