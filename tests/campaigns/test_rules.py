import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tungngo.campaigns.refusals import SENTENCES, in_words
from tungngo.campaigns.rules import period
from tungngo.campaigns.rules.period import PhaseDays, check_period, check_phases
from tungngo.campaigns.rules.targets import Milestone, check_series, effective, percent_of
from tungngo.campaigns.rules.templates import plan_of, skills_at, template_of
from tungngo.campaigns.templates import shipped_skills, shipped_templates
from tungngo.lib.problems import Refused

FIRST, LAST = dt.date(2026, 7, 25), dt.date(2026, 9, 30)
AUGUST = dt.date(2026, 8, 31)


@dataclass
class Row:
    path: str
    indicator: str
    segment: str
    due_on: dt.date
    percent: Decimal


def row(path, percent, due_on=LAST, indicator="households.reached", segment=""):
    return Row(path, indicator, segment, due_on, Decimal(percent))


def test_the_nearest_series_holds_and_holds_whole():
    targets = [
        row("01.", 70, AUGUST),
        row("01.", 100),
        row("01.00322.", 80),
        row("01.00322.08.", 5),
        row("01.", 95, indicator="residents.basic", segment="official"),
    ]
    (households, officials) = effective(targets, "01.00322.07.")
    assert households.path == "01.00322."
    assert households.milestones == (Milestone(LAST, Decimal(80)),)
    assert (officials.path, officials.segment) == ("01.", "official")
    (households, _) = effective(targets, "01.00082.")
    assert [milestone.percent for milestone in households.milestones] == [70, 100]


def test_nothing_above_nothing_holds():
    assert effective([row("01.00322.", 80)], "01.") == []


@pytest.mark.parametrize(
    ("written", "percent"),
    [("70", "70"), ("70 %", "70"), ("85,5", "85.5"), (" 99.95% ", "99.95"), ("100", "100")],
)
def test_percentages_as_people_type_them(written, percent):
    assert percent_of(written) == Decimal(percent)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("101", "target.over_hundred"),
        ("100,01", "target.over_hundred"),
        ("0", "target.not_above_zero"),
        ("-5", "target.not_above_zero"),
        ("nhiều", "target.percent_unreadable"),
        ("1e3", "target.over_hundred"),
        ("NaN", "target.percent_unreadable"),
        ("", "target.percent_unreadable"),
    ],
)
def test_impossible_percentages_are_refused(written, code):
    with pytest.raises(Refused) as refusal, in_words():
        percent_of(written)
    assert refusal.value.code == code
    assert "%(" not in str(refusal.value)


@pytest.mark.parametrize(
    ("indicator", "segment", "milestones", "code"),
    [
        ("households.reached", "", [(FIRST, 120)], "target.over_hundred"),
        ("households.reached", "", [(FIRST - dt.timedelta(1), 70)], "milestone.before_campaign"),
        ("households.reached", "", [(LAST + dt.timedelta(1), 70)], "milestone.after_campaign"),
        ("households.reached", "", [(AUGUST, 70), (LAST, 60)], "milestone.decreasing"),
        ("households.reached", "", [(AUGUST, 70), (AUGUST, 80)], "milestone.twice"),
        ("households.reached", "adult", [(LAST, 70)], "target.segment_of_households"),
        ("residents.basic", "teenager", [(LAST, 70)], "target.segment_unknown"),
        ("residents.happy", "", [(LAST, 70)], "target.indicator_unknown"),
        ("residents.skill:vneid:9", "", [(LAST, 70)], "target.indicator_unknown"),
        ("residents.skill:etax:2", "", [(LAST, 70)], "target.skill_not_in_campaign"),
    ],
)
def test_impossible_series_are_refused_with_a_sentence(indicator, segment, milestones, code):
    with pytest.raises(Refused) as refusal, in_words():
        check_series(
            indicator,
            segment,
            [Milestone(day, Decimal(percent)) for day, percent in milestones],
            starts_on=FIRST,
            ends_on=LAST,
            skills={"vneid"},
            segments={"adult", "official"},
        )
    assert refusal.value.code == code
    assert "%(" not in str(refusal.value)


def test_a_sound_series_passes():
    verdict = check_series(
        "residents.skill:vneid:2",
        "adult",
        [Milestone(AUGUST, Decimal(50)), Milestone(LAST, Decimal(50))],
        starts_on=FIRST,
        ends_on=LAST,
        skills={"vneid"},
        segments={"adult"},
    )
    assert verdict is None


def test_every_refusal_of_the_rules_has_a_sentence():
    rules = Path(period.__file__).parent
    codes = {
        code
        for file in rules.glob("*.py")
        for code in re.findall(r'Refused\(\s*"([a-z_.]+)"', file.read_text("utf-8"))
    }
    assert codes == set(SENTENCES)


def test_a_period_has_an_order_and_an_end():
    check_period(FIRST, FIRST)
    with pytest.raises(Refused) as refusal, in_words():
        check_period(LAST, FIRST)
    assert refusal.value.code == "campaign.ends_before_start"
    assert str(refusal.value) != refusal.value.code
    with pytest.raises(Refused) as refusal:
        check_period(FIRST, FIRST.replace(year=2062))
    assert refusal.value.code == "campaign.too_long"


@pytest.mark.parametrize(
    ("phases", "code"),
    [
        ([("A", 0, 10), ("B", 10, 20)], "phase.overlaps"),
        ([("A", -1, 10)], "phase.outside_campaign"),
        ([("A", 0, 68)], "phase.outside_campaign"),
        ([("A", 9, 8)], "phase.ends_before_start"),
        ([(" ", 0, 8)], "phase.name_empty"),
    ],
)
def test_phases_lie_inside_and_apart(phases, code):
    with pytest.raises(Refused) as refusal, in_words():
        check_phases(
            [
                PhaseDays(name, FIRST + dt.timedelta(a), FIRST + dt.timedelta(b))
                for name, a, b in phases
            ],
            starts_on=FIRST,
            ends_on=LAST,
        )
    assert refusal.value.code == code


# -------------------------------------------------------------------------------------- templates


def test_the_shipped_template_gives_the_directives_calendar():
    plan = plan_of(shipped_templates()["45-days"], starts_on=FIRST, ends_on=LAST, language="vi")
    peak = plan.phases[1]
    assert (peak.starts_on, peak.ends_on) == (dt.date(2026, 8, 1), dt.date(2026, 9, 14))
    assert (peak.ends_on - peak.starts_on).days + 1 == 45
    assert ("households.reached", "", AUGUST, Decimal(70)) in plan.targets
    assert ("households.reached", "", LAST, Decimal(100)) in plan.targets
    assert {(segment, percent) for _, segment, _, percent in plan.targets if segment} == {
        ("official", 95),
        ("student", 100),
        ("adult", 85),
    }


@pytest.mark.parametrize("days", [1, 2, 3, 7, 30, 45, 68, 90, 365, 1000])
def test_a_template_fits_any_period(days):
    last = FIRST + dt.timedelta(days - 1)
    plan = plan_of(shipped_templates()["45-days"], starts_on=FIRST, ends_on=last, language="en")
    check_phases(plan.phases, starts_on=FIRST, ends_on=last)
    assert plan.phases[0].starts_on == FIRST
    assert plan.phases[-1].ends_on == last
    series: dict = {}
    for indicator, segment, due_on, percent in plan.targets:
        series.setdefault((indicator, segment), []).append(Milestone(due_on, percent))
    for (indicator, segment), milestones in series.items():
        check_series(
            indicator,
            segment,
            milestones,
            starts_on=FIRST,
            ends_on=last,
            skills=set(),
            segments={"official", "student", "adult"},
        )
        assert max(milestones).due_on == last


def test_every_skill_of_a_template_is_in_the_catalogue_and_fits_a_button():
    catalogue = {skill.code: skill for skill in shipped_skills()}
    for template in shipped_templates().values():
        assert set(template.skills) <= set(catalogue)
    assert all(len(skill.short) <= 16 and len(skill.code) <= 24 for skill in catalogue.values())


def test_a_provinces_app_exists_in_that_province_only():
    pairs = [(skill.code, skill.path) for skill in shipped_skills()]
    assert "ihanoi" in skills_at(pairs, "01.00322.")
    assert "dien-bien-smart" not in skills_at(pairs, "01.00322.")
    assert "dien-bien-smart" in skills_at(pairs, "11.03313.")
    assert "ihanoi" not in skills_at(pairs, "")


def test_a_campaign_turned_into_a_template_gives_itself_back():
    plan = plan_of(shipped_templates()["45-days"], starts_on=FIRST, ends_on=LAST, language="vi")
    again = template_of(
        name="45 ngày đêm",
        starts_on=FIRST,
        ends_on=LAST,
        phases=plan.phases,
        targets=plan.targets,
        skills=plan.skills,
        basic_skills_needed=plan.basic_skills_needed,
    )
    assert plan_of(again, starts_on=FIRST, ends_on=LAST, language="vi") == plan
