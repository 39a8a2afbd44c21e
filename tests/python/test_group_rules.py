"""Every published predicate finds the precision and recall that the table claims."""

import pytest


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


def test_predicates_are_short_and_good(sample_project, rules):
    assert (rules["rule_sql"].str.count(" and ") <= 3).all()
    sizes = rules.merge(
        sample_project.query("select grouping, api_type, group_id, user_count from group_profiles")
    )
    for quality in ("cv_precision", "cv_recall"):
        assert (sizes[quality] * sizes["user_count"]).sum() / sizes["user_count"].sum() >= 0.85
