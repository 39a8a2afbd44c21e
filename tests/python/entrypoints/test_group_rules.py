"""Every published predicate finds the precision and recall that the table claims."""

import numpy as np
import pandas as pd
import pytest
from usage_groups.entrypoints.rules import describe_members

DORMANT = "Dormant"


@pytest.fixture(scope="module")
def rules(sample_project):
    found = sample_project.query("from group_rules order by grouping, api_type, group_id")
    assert not found.empty
    return found


def test_predicates_find_what_they_claim(sample_project, rules):
    for rule in rules.itertuples():
        in_type = f"api_type = '{rule.api_type}' and" if rule.grouping == "user_api" else ""
        groups = "user_api_groups" if rule.grouping == "user_api" else "user_groups"
        features = "usage_features" if rule.grouping == "user_api" else "user_groups"
        if rule.group_name.startswith(DORMANT):
            features = groups
        keys = "user_id, api_type" if rule.grouping == "user_api" else "user_id"
        counts = sample_project.query(
            f"with matched as (select {keys} from {features} where {in_type} ({rule.rule_sql})), "
            f"members as (select {keys} from {groups} where {in_type} group_id = {rule.group_id}) "
            "select (select count(*) from matched) as matched, "
            "(select count(*) from members) as members, "
            f"(select count(*) from matched inner join members using ({keys})) as hits"
        ).iloc[0]
        assert rule.recall == pytest.approx(counts["hits"] / counts["members"]), rule
        assert rule.precision == pytest.approx(counts["hits"] / counts["matched"]), rule


def test_predicates_are_short_and_hold_for_users_not_seen(sample_project, rules):
    assert (rules["rule_sql"].str.count(" and ") <= 3).all()
    assert not rules["rule_sql"].str.contains("use_centre|trend|growth|select").any()
    # Dormant is who fits the rule: no other users could confirm it.
    found = rules[~rules["group_name"].str.startswith(DORMANT)]
    sizes = found.merge(
        sample_project.query(
            "select grouping, coalesce(api_type, '') as in_type, group_id, user_count "
            "from group_profiles"
        ),
        left_on=["grouping", found["api_type"].fillna(""), "group_id"],
        right_on=["grouping", "in_type", "group_id"],
    )
    assert len(sizes) == len(found)
    for quality in ("cv_precision", "cv_recall"):
        # Nobody matched is nobody found.
        sizes[quality] = sizes[quality].fillna(0) * sizes["user_count"]
        assert sizes[quality].sum() / sizes["user_count"].sum() >= 0.9, quality
        sums = sizes.groupby("grouping")[[quality, "user_count"]].sum()
        assert (sums[quality] / sums["user_count"] >= 0.85).all(), quality


def test_every_group_has_a_predicate(sample_project, rules):
    groups = sample_project.query(
        "select grouping, api_type, group_id from group_profiles "
        "where grouping <> 'shape' and group_id >= 0 order by all"
    )
    pd.testing.assert_frame_equal(rules[list(groups)], groups)


def test_api_types_of_any_name_are_asked_for():
    names = ["it's", "a, b", "flag_1 and not flag_0"]
    users = [f"user {number}" for number in range(90)]
    mixes = pd.DataFrame(
        {
            "user_id": users,
            "api_types": np.repeat(names, 30),
            "main_api_type": np.repeat(names, 30),
            "api_type_count": 1,
            "main_api_type_call_share": 1.0,
        }
    )
    members = pd.DataFrame({"user_id": users, "group_id": np.repeat([0, 1, 2], 30)})
    members["group_key"] = "users-" + members["group_id"].astype(str)
    members = members.assign(grouping="user", api_type=None, use_days=1)
    stored = pd.DataFrame(
        {
            "grouping": ["user_api"],
            "api_type": ["maps"],
            "group_key": ["maps-4"],
            "group_id": [4],
            "rule_sql": ["use_days >= 7"],
            "cv_precision": [0.9],
            "cv_recall": [0.8],
        }
    )
    described = describe_members(members, mixes, ["use_days"], stored)
    assert described["rule_sql"].tolist() == [
        "use_days >= 7",
        "main_api_type = 'it''s'",
        "main_api_type = 'a, b'",
        "main_api_type = 'flag_1 and not flag_0'",
    ]
    assert described["group_key"].tolist() == ["maps-4", "users-0", "users-1", "users-2"]
    assert described["cv_recall"].tolist() == [0.8, 1, 1, 1]
