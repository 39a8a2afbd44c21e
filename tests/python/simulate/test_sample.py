"""The made-up usage is the same for the same seed, and has the shape that it claims."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import usage_groups
from usage_groups.simulate.personas import (
    DAYS,
    FIRST_DAY,
    IS_WEEKEND,
    MAX_DAILY_CALLS,
    PERSONAS,
    WINDOW_DAYS,
    draw_usage,
    heavy_tailed,
    pick_days,
)
from usage_groups.simulate.plans import SCENARIOS
from usage_groups.simulate.scenarios import OUTPUT, TRUTH, main, make_usage, pick
from usage_groups.simulate.stories import HABITS, STORIES, draw_story

PROJECT = Path(__file__).parents[3]
LAST_DAY = WINDOW_DAYS - 1
SAMPLE_DAYS = np.arange(WINDOW_DAYS - SCENARIOS["sample"].days, WINDOW_DAYS)
USAGE_COLUMNS = ["dt", "user_id", "type", "api_count"]
TRUTH_COLUMNS = ["user_id", "api_type", "persona", "changed_on"]


def new_generator(seed: int = 7) -> np.random.Generator:
    """Return a fresh generator, so that each test draws alone."""
    return np.random.Generator(np.random.PCG64(seed))


def draw_many(persona: str, scale: float = 5.0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Draw the days and counts of 200 users of one persona."""
    return [draw_usage(persona, new_generator(seed), scale) for seed in range(200)]


@pytest.fixture(scope="module")
def case_study() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return usage and truth of users like those of the case study."""
    return make_usage("case_study", seed=7)


@pytest.fixture(scope="module")
def sample() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return usage and truth of the sample."""
    return make_usage("sample", seed=7)


def use_days(usage: pd.DataFrame) -> pd.Series:
    """Count the days with usage of every user and type."""
    return usage.groupby(["user_id", "type"]).size()


# The scenarios -------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_same_seed_gives_same_frames(scenario: str) -> None:
    """Two runs agree in every value and type."""
    for first, second in zip(
        make_usage(scenario, 3, users=40), make_usage(scenario, 3, users=40), strict=True
    ):
        pd.testing.assert_frame_equal(first, second)


def test_other_seed_gives_other_usage() -> None:
    """The seed matters."""
    assert not make_usage("homogeneous", 1, 30)[0].equals(make_usage("homogeneous", 2, 30)[0])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_more_users_change_no_earlier_user(scenario: str) -> None:
    """Users are the same however many are asked for, also beyond those of the scenario."""
    usage, truth = make_usage(scenario, 5, users=30)
    more_usage, more_truth = make_usage(scenario, 5, users=1200)
    last_user = usage["user_id"].max()
    kept_usage = more_usage[more_usage["user_id"] <= last_user].reset_index(drop=True)
    kept_truth = more_truth[more_truth["user_id"] <= last_user].reset_index(drop=True)
    pd.testing.assert_frame_equal(usage, kept_usage)
    pd.testing.assert_frame_equal(truth, kept_truth)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_usage_keeps_the_input_contract(scenario: str) -> None:
    """Columns, order, one row per user, type and day, whole counts above 0, days in the window."""
    usage, _ = make_usage(scenario, 7, users=120)
    keys = ["dt", "user_id", "type"]
    assert list(usage.columns) == USAGE_COLUMNS
    assert usage["user_id"].nunique() == 120
    assert usage["user_id"].dtype == np.int64
    assert usage["api_count"].dtype == np.int64
    assert usage["api_count"].between(1, MAX_DAILY_CALLS).all()
    last_day = pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=LAST_DAY)
    first_day = last_day - pd.Timedelta(days=SCENARIOS[scenario].days - 1)
    assert usage["dt"].between(first_day, last_day).all()
    assert not usage.duplicated(keys).any()
    pd.testing.assert_frame_equal(usage, usage.sort_values(keys, ignore_index=True))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_truth_covers_every_pair_once(scenario: str) -> None:
    """Usage and truth name the same pairs of user and type, each once in the truth."""
    usage, truth = make_usage(scenario, 7, users=200)
    assert list(truth.columns) == TRUTH_COLUMNS
    told = list(truth[["user_id", "api_type"]].itertuples(index=False, name=None))
    assert told == sorted(set(usage[["user_id", "type"]].itertuples(index=False, name=None)))


def test_unknown_scenario_is_named_with_the_known() -> None:
    """The error says what could have been asked for."""
    with pytest.raises(ValueError, match=r"'nonsense'.*sample, case_study.*homogeneous"):
        make_usage("nonsense", 7)


@pytest.mark.parametrize(("seed", "users"), [(7, 0), (7, -1), (-1, 10)])
def test_impossible_numbers_are_refused(seed: int, users: int) -> None:
    """Users and seed are checked at the door."""
    with pytest.raises(ValueError, match="at least"):
        make_usage("case_study", seed, users)


def test_pick_keeps_the_shares() -> None:
    """Evenly spread positions give each name its share, and the ends are in range."""
    picked = pd.Series([pick("a 1, b 2, c 1", number / 400) for number in range(400)])
    assert picked.value_counts().to_dict() == {"a": 100, "b": 200, "c": 100}
    assert pick("a 1, b 2", np.nextafter(1, 0)) == "b"


# The shape of the sample -----------------------------------------------------------------------


def test_sample_is_long_and_small(sample: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Rows of nine months, enough for twenty-six weeks of history of thirteen weeks each."""
    usage, _ = sample
    assert len(usage) < 12_000
    assert (usage["dt"].max() - usage["dt"].min()).days + 1 == len(SAMPLE_DAYS)
    assert len(SAMPLE_DAYS) >= 7 * (26 + 13 - 1)


def test_sample_types_are_those_of_the_case_study(
    sample: tuple[pd.DataFrame, pd.DataFrame], case_study: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """The same types in the same order of size, most pairs with a day or two."""
    usage, truth = sample
    users = truth["api_type"].value_counts()
    assert users.index.tolist() == case_study[1]["api_type"].value_counts().index.tolist()
    assert (use_days(usage) <= 2).mean() > 0.5


def test_two_key_accounts_make_nearly_all_calls(sample: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Of all calls, 98 in a hundred; they come nearly every day."""
    usage, truth = sample
    heavy = truth.loc[truth["persona"] == "key_account", "user_id"].tolist()
    calls = usage.groupby("user_id")["api_count"].sum()
    assert heavy == [1110, 1131]
    assert calls[heavy].sum() > 0.98 * calls.sum()
    assert usage[usage["user_id"].isin(heavy)].groupby("user_id")["dt"].nunique().min() > 250


def test_every_story_is_planted(sample: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Who changes, and who does not, are in the truth, and the days are spread over months."""
    truth = sample[1]
    assert set(truth["persona"]) >= set(STORIES) | set(HABITS)
    has_changed = truth["persona"].isin(set(STORIES))
    assert (truth["changed_on"].notna() == has_changed).all()
    changes = truth[has_changed].groupby("persona")["changed_on"]
    assert changes.size().min() >= 7
    assert (changes.max() - changes.min()).min() >= pd.Timedelta(days=60)


def test_who_changes_the_api_does_it_on_one_day(sample: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """One type is left on the day on which the other is taken up."""
    usage, truth = sample
    for user, rows in truth[truth["persona"].str.endswith("_another")].groupby("user_id"):
        types = rows.set_index("persona")["api_type"]
        assert rows["changed_on"].iloc[0] == rows["changed_on"].iloc[1]
        days = usage[usage["user_id"] == user].groupby("type")["dt"].agg(["min", "max"])
        assert days.loc[types["leaving_for_another"], "max"] < rows["changed_on"].iloc[0]
        assert days.loc[types["coming_from_another"], "min"] >= rows["changed_on"].iloc[0]


@pytest.mark.parametrize("name", STORIES)
def test_stories_change_on_their_day(name: str) -> None:
    """Before the silence there is one habit, from the day on another, or none."""
    story = STORIES[name]
    for seed in range(20):
        drawn = draw_story(name, new_generator(seed), 1.0, SAMPLE_DAYS, seed / 19)
        days, counts, changed_on = drawn
        assert LAST_DAY - story.earliest <= changed_on <= LAST_DAY - story.latest
        assert (np.diff(days) > 0).all()
        assert (counts >= 1).all()
        assert not ((days >= changed_on - story.silent_days) & (days < changed_on)).any() or (
            story.silent_days == 0
        )
        assert (days >= changed_on).any() == (story.after is not None)
        assert (days < changed_on).any() == (story.before is not None)


@pytest.mark.parametrize("name", HABITS)
def test_habits_last(name: str) -> None:
    """The halves of the window have about equally many days, and nothing is planted."""
    days, counts, changed_on = draw_story(name, new_generator(), 1.0, SAMPLE_DAYS, 0.5)
    assert changed_on is None
    assert abs((days < np.median(SAMPLE_DAYS)).mean() - 0.5) < 0.1
    assert counts.min() >= 1


# The shape of the case study -------------------------------------------------------------------


def test_case_study_size(case_study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """About 900 pairs and 3,500 rows over the whole window, half of the pairs with one day."""
    usage, truth = case_study
    assert usage["user_id"].nunique() == 580
    assert 850 <= len(truth) <= 950
    assert 3200 <= len(usage) <= 4000
    assert str(usage["dt"].min().date()) == "2021-08-13"
    assert str(usage["dt"].max().date()) == "2021-12-08"
    assert 0.5 <= (use_days(usage) == 1).mean() <= 0.6


def test_case_study_counts(case_study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Counts run from one to millions, and most are small."""
    counts = case_study[0]["api_count"]
    assert counts.min() == 1
    assert counts.max() > 1_000_000
    assert 5 <= counts.median() <= 30


def test_case_study_types(case_study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Five types of different size; most users have one type, some have four."""
    usage, truth = case_study
    users = truth["api_type"].value_counts()
    assert users.index.tolist() == ["gnql", "riot", "analysis", "context", "noise_quick"]
    assert users["gnql"] > 450
    assert 15 <= users["noise_quick"] <= 25
    types_of_user = usage.groupby("user_id")["type"].nunique()
    assert 0.5 <= (types_of_user == 1).mean() <= 0.7
    assert types_of_user.max() == 4


def test_case_study_week(case_study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """A weekend day sees about two thirds of the rows of a weekday."""
    weekday = case_study[0]["dt"].dt.day_of_week
    per_weekend_day, per_weekday = (weekday >= 5).sum() / 34, (weekday < 5).sum() / 84
    assert 0.4 <= per_weekend_day / per_weekday <= 0.8


def test_case_study_personas(case_study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Every persona is planted, one in twenty pairs follows none, and the mixes differ."""
    truth = case_study[1]
    shares = truth["persona"].value_counts(normalize=True)
    assert set(shares.index) == set(PERSONAS) - {"open_trial"}
    assert 0.03 <= shares["no_pattern"] <= 0.07
    assert truth["persona"].value_counts().min() >= 5
    mixes = pd.crosstab(truth["api_type"], truth["persona"]) > 0
    assert not mixes.duplicated().any()


# What the other scenarios promise --------------------------------------------------------------


def test_seven_personas_are_equally_large() -> None:
    """One type, 700 users, 35 of them without a pattern."""
    truth = make_usage("seven_personas", 7)[1]
    counts = truth["persona"].value_counts()
    assert set(truth["api_type"]) == {"gnql"}
    assert len(truth) == 700
    assert abs(counts.pop("no_pattern") - 35) <= 2
    assert len(counts) == 7
    assert counts.between(93, 97).all()


def test_three_easy_kinds_are_told_apart_by_days() -> None:
    """The number of days alone separates the three kinds."""
    usage, truth = make_usage("three_easy", 7)
    days = use_days(usage).to_numpy()
    spans = pd.Series(days).groupby(truth["persona"]).agg(["min", "max"])
    assert len(spans) == 3
    assert spans.loc["one_off", "max"] < spans.loc["working_week", "min"]
    assert spans.loc["working_week", "max"] < spans.loc["steady_automation", "min"]


def test_rare_kind_is_two_in_a_hundred() -> None:
    """Of 1,000 users, about 20 are machines."""
    personas = make_usage("rare_kind", 7)[1]["persona"]
    assert len(personas) == 1000
    assert abs((personas == "steady_automation").sum() - 20) <= 3


def test_mixed_types_have_their_sizes_and_mixes() -> None:
    """Five types of 40 to 550 users, no two with the same mix of personas."""
    truth = make_usage("mixed_types", 7)[1]
    users = truth["api_type"].value_counts()
    wanted = pd.Series(
        {"gnql": 550, "riot": 300, "context": 170, "analysis": 90, "noise_quick": 40}
    )
    assert (users - wanted).abs().max() <= 4
    assert not (pd.crosstab(truth["api_type"], truth["persona"]) > 0).duplicated().any()


def test_api_combinations_are_the_truth() -> None:
    """The persona of a user is the list of the user's own types."""
    usage, truth = make_usage("api_combinations", 7)
    combinations = usage.groupby("user_id")["type"].agg(lambda types: "+".join(sorted(set(types))))
    assert (truth["user_id"].map(combinations) == truth["persona"]).all()
    assert truth["persona"].nunique() == 5


def test_homogeneous_is_one_persona() -> None:
    """One type and one persona."""
    truth = make_usage("homogeneous", 7)[1]
    assert len(truth) == 400
    assert set(truth["persona"]) == {"working_week"}
    assert set(truth["api_type"]) == {"gnql"}


# The personas ----------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_days_and_counts_are_valid(persona: str) -> None:
    """Days ascend within the window, each has a whole count of at least 1, whatever the scale."""
    for scale in (0.001, 1.0, 1e6):
        for days, counts in draw_many(persona, scale)[:50]:
            assert len(days) == len(counts) > 0
            assert (np.diff(days) > 0).all()
            assert days.min() >= 0
            assert days.max() <= LAST_DAY
            assert counts.dtype == np.int64
            assert counts.min() >= 1
            assert counts.max() <= MAX_DAILY_CALLS


def test_one_off_has_one_day() -> None:
    """A single day, and counts of very different size across users."""
    draws = draw_many("one_off")
    assert {len(days) for days, _ in draws} == {1}
    assert np.ptp(np.log10([counts[0] for _, counts in draws])) > 3


def test_trial_is_short_and_over() -> None:
    """Two to six days within two weeks, ended at least two weeks before the window does."""
    for days, _ in draw_many("trial"):
        assert 2 <= len(days) <= 6
        assert days[-1] - days[0] < 14
        assert days[-1] <= LAST_DAY - 14


def test_open_trial_may_have_just_begun() -> None:
    """As short as a trial, and begun on any day to the last."""
    first_days = []
    for days, _ in draw_many("open_trial"):
        first_days.append(days[0])
        assert 1 <= len(days) <= 6
        assert days[-1] - days[0] < 14
    assert max(first_days) > LAST_DAY - 14


def test_steady_automation_never_rests() -> None:
    """Weekends as well, at most four days missing, and counts that hardly vary."""
    for days, counts in draw_many("steady_automation"):
        assert days[-1] - days[0] + 1 - len(days) <= 4
        assert days[-1] >= LAST_DAY - 4
        assert IS_WEEKEND[days].any()
        assert np.ptp(counts) <= 0.05 * counts.max() + 3


def test_working_week_has_no_weekend() -> None:
    """Weekdays only, many of them, still there in the last weeks, with counts that vary."""
    for days, counts in draw_many("working_week"):
        assert not IS_WEEKEND[days].any()
        assert len(days) >= 7
        assert days[-1] - days[0] >= 30
        assert counts.max() > 2 * counts.min()


def test_periodic_batch_keeps_its_period() -> None:
    """Every gap is the period, but for at most one missed run; every period occurs."""
    periods = set()
    for days, counts in draw_many("periodic_batch"):
        gaps = np.diff(days)
        periods.add(int(gaps.min()))
        assert set(gaps) <= {gaps.min(), 2 * gaps.min()}
        assert (gaps > gaps.min()).sum() <= 1
        assert days[-1] + gaps.min() > LAST_DAY
        assert np.ptp(counts) <= 0.25 * counts.max() + 1
    assert periods == {7, 14, 30}


def test_ramping_up_grows_and_stays() -> None:
    """Active in the last three days; the second half has more days and far more calls."""
    late_shares = []
    for days, counts in draw_many("ramping_up"):
        is_late = days > (days[0] + LAST_DAY) / 2
        late_shares.append(is_late.mean())
        assert days[0] >= 30
        assert days[-1] >= LAST_DAY - 2
        assert counts[is_late].sum() > 2 * counts[~is_late].sum()
    assert np.mean(late_shares) > 0.6


def test_lapsed_stops_before_mid_window() -> None:
    """Regular from the first two weeks on, and silent from mid-window."""
    for days, _ in draw_many("lapsed"):
        assert len(days) >= 5
        assert days[0] < 28
        assert days[-1] < WINDOW_DAYS // 2


def test_no_pattern_is_anything() -> None:
    """Few days and many, weekends as likely as weekdays, counts over orders of magnitude."""
    draws = draw_many("no_pattern")
    sizes = [len(days) for days, _ in draws]
    assert min(sizes) == 2
    assert max(sizes) > 20
    weekend_share = IS_WEEKEND[np.concatenate([days for days, _ in draws])].mean()
    assert abs(weekend_share - IS_WEEKEND.mean()) < 0.05
    assert np.median([np.ptp(np.log10(counts)) for _, counts in draws]) > 1


@pytest.mark.parametrize(("roots", "times_median"), [(0, 99), (1, 9.95), (2, 3.15)])
def test_heavy_tailed_has_the_stated_quantiles(roots: int, times_median: float) -> None:
    """Half of the draws exceed the median, one in a hundred the stated multiple of it."""
    draws = heavy_tailed(new_generator(), 20.0, 200_000, roots)
    assert np.median(draws) == pytest.approx(20, rel=0.03)
    assert np.quantile(draws, 0.99) == pytest.approx(20 * times_median, rel=0.1)


def test_pick_days_prefers_weekdays() -> None:
    """A weekend day is picked half as often, and picking all days picks each once."""
    generator = new_generator()
    picked = np.concatenate([pick_days(generator, DAYS, 1) for _ in range(5000)])
    per_weekend_day = IS_WEEKEND[picked].sum() / IS_WEEKEND.sum()
    per_weekday = (~IS_WEEKEND[picked]).sum() / (~IS_WEEKEND).sum()
    assert per_weekend_day / per_weekday == pytest.approx(0.5, abs=0.06)
    np.testing.assert_array_equal(pick_days(generator, DAYS, WINDOW_DAYS + 1), DAYS)


# The command -----------------------------------------------------------------------------------


def test_command_writes_the_committed_files(tmp_path: Path) -> None:
    """A new process without options writes the two files of the project, byte for byte."""
    package_folder = Path(next(iter(usage_groups.__path__))).parent
    environment = os.environ | {"PYTHONPATH": str(package_folder), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "usage_groups.simulate.scenarios"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    for path in (OUTPUT, TRUTH):
        assert (tmp_path / path).read_bytes() == (PROJECT / path).read_bytes()


def test_main_writes_both_files_where_told(tmp_path: Path) -> None:
    """Folders are made, and the files hold what `make_usage` returns."""
    output, truth = tmp_path / "new" / "usage.csv", tmp_path / "other" / "truth.csv"
    options = ["--seed", "2", "--users", "25", "--scenario", "three_easy"]
    main([*options, "--output", str(output), "--truth", str(truth)])
    usage_frame, truth_frame = make_usage("three_easy", 2, 25)
    written = pd.read_csv(output, parse_dates=["dt"])
    pd.testing.assert_frame_equal(written, usage_frame, check_dtype=False)
    written = pd.read_csv(truth, parse_dates=["changed_on"])
    pd.testing.assert_frame_equal(written, truth_frame, check_dtype=False)
    assert output.read_bytes().startswith(b"dt,user_id,type,api_count\n2021-")
    assert b"\r" not in output.read_bytes()
    assert truth.read_bytes().startswith(b"user_id,api_type,persona,changed_on\n1001,gnql,")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--scenario", "nonsense"], "seven_personas"), (["--users", "0"], "least")],
)
def test_main_refuses_and_writes_nothing(
    options: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong option ends the command with a message that helps."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(options)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
