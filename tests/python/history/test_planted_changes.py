"""Of the sample's users it is known who changed when: groups over time must tell."""

from pathlib import Path

import pandas as pd
import pytest
from usage_groups.simulate.scenarios import TRUTH
from usage_groups.simulate.stories import HABITS

PAIR = ["user_id", "api_type"]
# What tells of each planted change: a move, or what group_history calls a user from then on.
MOVERS = ("growing", "slowing")
LIFECYCLES = {
    "leaving": ("fading", "dormant"),
    "leaving_for_another": ("fading", "dormant"),
    "returning": ("returned",),
    "newcomer": ("new",),
    "coming_from_another": ("new",),
}
# Who does the same all along, or comes for some days once.
UNCHANGED = {*HABITS, "one_off", "open_trial", "periodic_batch"}
DAYS_KNOWN = 98
DAYS_OF_MONTH = 365.25 / 12


@pytest.fixture(scope="module")
def truth():
    """Each pair of user and API type: its persona, and the day of the change."""
    planted = pd.read_csv(
        Path(__file__).parents[3] / TRUTH, dtype={"user_id": str}, parse_dates=["changed_on"]
    )
    return planted.astype({"changed_on": "datetime64[us]"})


@pytest.fixture(scope="module")
def moves(sample_project, truth):
    """Moves of users within an API type, with what was planted."""
    return sample_project.query("from user_moves where grouping = 'user_api'").merge(truth, on=PAIR)


@pytest.fixture(scope="module")
def history(sample_project, truth):
    """The as-of days of users of an API type, with what was planted."""
    days = sample_project.query("from group_history where grouping = 'user_api'")
    return days.merge(truth, on=PAIR)


@pytest.fixture(scope="module")
def told(moves, history, truth):
    """Each planted change, and how many days later the first as-of day comes that tells of it."""
    signs = [
        moves.loc[moves["persona"].isin(MOVERS), [*PAIR, "moved_on"]].set_axis(
            [*PAIR, "told_on"], axis="columns"
        )
    ]
    for persona, lifecycles in LIFECYCLES.items():
        days = history[(history["persona"] == persona) & history["lifecycle"].isin(lifecycles)]
        signs.append(days[[*PAIR, "as_of_date"]].set_axis([*PAIR, "told_on"], axis="columns"))
    changes = truth[truth["changed_on"].notna()].merge(pd.concat(signs), on=PAIR, how="left")
    changes["delay"] = (changes["told_on"] - changes["changed_on"]).dt.days
    changes["delay"] = changes["delay"].where(changes["delay"] >= 0)
    return changes.groupby([*PAIR, "persona", "changed_on"], as_index=False)["delay"].min()


def test_changes_are_told_within_weeks(told, history):
    long_ago = history["as_of_date"].max() - pd.Timedelta(days=DAYS_KNOWN)
    known = told[told["changed_on"] <= long_ago]
    assert set(told["persona"]) == {*MOVERS, *LIFECYCLES}
    assert len(known) >= 25
    assert (known["delay"] <= DAYS_KNOWN).mean() >= 0.9, known[known["delay"].isna()]
    assert told["delay"].median() <= 28


def test_moves_are_found_within_weeks(told, history):
    long_ago = history["as_of_date"].max() - pd.Timedelta(days=DAYS_KNOWN)
    movers = told[told["persona"].isin(MOVERS)]
    known = movers[movers["changed_on"] <= long_ago]
    assert (known["delay"] <= DAYS_KNOWN).mean() >= 0.9, known
    assert movers["delay"].median() <= 28, movers


def test_moves_are_of_those_who_changed(moves):
    planted = moves[moves["changed_on"].notna() | moves["persona"].isin(UNCHANGED)]
    is_true = planted["persona"].isin(MOVERS) & (planted["moved_on"] >= planted["changed_on"])
    assert is_true.mean() >= 0.95, planted[~is_true]


def test_who_does_not_change_does_not_move(moves, history):
    unchanged = history[history["persona"].isin(UNCHANGED) & (history["lifecycle"] != "dormant")]
    months = 7 * len(unchanged) / DAYS_OF_MONTH
    assert months > 1000
    assert moves["persona"].isin(UNCHANGED).sum() <= 0.1 * months / 100
