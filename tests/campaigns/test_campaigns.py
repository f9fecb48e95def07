import datetime as dt
from decimal import Decimal

import pytest

from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign, Skill, Target
from tungngo.campaigns.rules.period import PhaseDays
from tungngo.campaigns.templates import shipped_skills, shipped_templates
from tungngo.campaigns.terms import intake_terms
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.territory.marks import oldest_marks
from tungngo.territory.models import Household

FIRST, LAST = dt.date(2026, 7, 25), dt.date(2026, 9, 30)
ALL = Reach.everything()


def change(ward, campaign, **changes):
    phases = [PhaseDays(p.name, p.starts_on, p.ends_on) for p in campaign.phases.all()]
    given = {
        "name": campaign.name,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "phases": phases,
        "skills": [skill.code for skill in queries.skills_of(ALL, campaign)],
        "basic_skills_needed": campaign.basic_skills_needed,
        "seen_version": campaign.version,
    }
    actions.change_campaign(actor=ward.admin, campaign=campaign, **(given | changes))


def test_a_campaign_from_the_template_is_a_draft_with_everything_in_it(ward, campaign):
    assert campaign.state == "draft"
    assert [phase.ends_on for phase in campaign.phases.all()][-1] == LAST
    codes = [skill.code for skill in queries.skills_of(ALL, campaign)]
    assert codes[0] == "vneid"
    assert "ihanoi" in codes
    assert "dien-bien-smart" not in codes
    series = {
        (s.indicator, s.segment): s for s in queries.targets_at(ALL, campaign, "01.00322.07.")
    }
    assert [m.percent for m in series["households.reached", ""].milestones] == [70, 100]
    assert series["residents.basic", "official"].path == "01.00322."


def test_the_catalogue_is_installed_once_and_keeps_what_a_province_added(db):
    assert actions.install_skills() == len(shipped_skills())
    Skill.objects.create(code="own-app", name_vi="Ứng dụng", name_en="App", short="App", path="11.")
    Skill.objects.filter(code="vneid").update(name_vi="cũ")
    assert actions.install_skills() == 0
    assert Skill.objects.get(code="vneid").name_vi.startswith("VNeID")
    assert [skill.code for skill in queries.skills_at(ALL, "11.03313.")].count("own-app") == 1
    assert "own-app" not in [skill.code for skill in queries.skills_at(ALL, "01.")]


def test_a_campaign_reaches_down_and_is_seen_from_below(ward, campaign):
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    member = Reach(("01.00322.07.",))
    assert queries.campaign_for(member, "01.00322.07.") == campaign
    assert queries.campaign_of(member, campaign.id) == campaign
    assert queries.campaign_for(Reach(("01.00082.",)), "01.00082.") is None
    with pytest.raises(NotReached) as refusal:
        queries.campaign_of(Reach(("01.00082.",)), campaign.id)
    assert refusal.value.code == "campaign.out_of_reach"
    assert queries.campaign_for(Reach.nothing(), "01.00322.07.") is None


def test_a_campaign_within_another_cannot_run(ward, campaign):
    city = actions.create_campaign(
        actor=None,
        area=ward.city,
        name="Thành phố",
        starts_on=FIRST,
        ends_on=LAST,
        template=shipped_templates()["45-days"],
    )
    actions.start_campaign(actor=None, campaign=city)
    here = Reach(("01.00322.",))
    assert queries.campaign_for(here, "01.00322.07.") == city
    with pytest.raises(Refused) as refusal:
        actions.start_campaign(actor=ward.admin, campaign=campaign)
    assert refusal.value.code == "campaign.another_running"
    assert "Thành phố" in str(refusal.value)
    actions.pause_campaign(actor=None, campaign=city)
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    assert queries.campaign_for(here, "01.00322.07.") == campaign
    with pytest.raises(Refused) as refusal:
        actions.start_campaign(actor=None, campaign=city)
    assert refusal.value.code == "campaign.another_running"


def test_one_area_runs_one_campaign_at_a_time(ward, campaign):
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    second = actions.create_campaign(
        actor=ward.admin,
        area=ward.ward,
        name="Đợt hai",
        starts_on=FIRST,
        ends_on=LAST,
        template=shipped_templates()["45-days"],
    )
    with pytest.raises(Refused) as refusal:
        actions.start_campaign(actor=ward.admin, campaign=second)
    assert refusal.value.code == "campaign.another_running"
    assert "45 ngày đêm" in str(refusal.value)


def test_orders_follow_the_state(ward, campaign):
    with pytest.raises(Refused) as refusal:
        actions.pause_campaign(actor=ward.admin, campaign=campaign)
    assert refusal.value.code == "campaign.not_now"
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    actions.pause_campaign(actor=ward.admin, campaign=campaign)
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    actions.end_campaign(actor=ward.admin, campaign=campaign)
    stale = Campaign.objects.get(pk=campaign.pk)
    stale.state = "paused"
    with pytest.raises(Refused):
        actions.start_campaign(actor=ward.admin, campaign=stale)
    assert Campaign.objects.get(pk=campaign.pk).state == "ended"


def test_a_form_is_saved_whole_and_only_over_what_it_saw(ward, campaign):
    change(ward, campaign, name="  45 ngày  ", skills=["cashless", "vneid"], basic_skills_needed=2)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert (campaign.name, campaign.version) == ("45 ngày", 2)
    assert [skill.code for skill in queries.skills_of(ALL, campaign)] == ["cashless", "vneid"]
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, seen_version=1)
    assert refusal.value.code == "campaign.changed_meanwhile"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "campaign.name_empty"),
        ({"ends_on": FIRST - dt.timedelta(1)}, "campaign.ends_before_start"),
        ({"ends_on": dt.date(2026, 9, 29)}, "milestone.after_campaign"),
        ({"starts_on": dt.date(2026, 9, 20), "phases": []}, "milestone.before_campaign"),
        ({"starts_on": dt.date(2026, 7, 26)}, "phase.outside_campaign"),
        ({"skills": ["dien-bien-smart"]}, "campaign.skills_empty"),
        ({"basic_skills_needed": 99}, "campaign.basic_impossible"),
    ],
)
def test_a_refused_form_changes_nothing(ward, campaign, changes, code):
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, **changes)
    assert refusal.value.code == code
    held = Campaign.objects.get(pk=campaign.pk)
    assert (held.name, held.starts_on, held.ends_on, held.version) == (
        "45 ngày đêm",
        FIRST,
        LAST,
        1,
    )
    assert held.phases.count() == 3


def test_a_skill_with_a_target_does_not_go_unseen(ward, campaign):
    rows = [("residents.skill:vneid:2", "", LAST, Decimal(50))]
    actions.set_targets(actor=ward.admin, campaign=campaign, area=ward.group7, rows=rows)
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, skills=["cashless"], basic_skills_needed=1)
    assert refusal.value.code == "campaign.skill_has_target"


# ---------------------------------------------------------------------------------------- targets


def households(campaign, path):
    (series,) = [
        series
        for series in queries.targets_at(ALL, campaign, path)
        if series.indicator == "households.reached"
    ]
    return series.path, [int(milestone.percent) for milestone in series.milestones]


def test_an_override_holds_below_and_beside_nothing_changes(ward, campaign):
    rows = [("households.reached", "", LAST, Decimal(90))]
    actions.set_targets(actor=ward.admin, campaign=campaign, area=ward.group7, rows=rows)
    assert households(campaign, ward.group7.path) == (ward.group7.path, [90])
    assert households(campaign, ward.group8.path) == (ward.ward.path, [70, 100])
    assert queries.paths_with_targets(ALL, campaign, ward.ward.path) == {ward.group7.path}
    actions.inherit_targets(actor=ward.admin, campaign=campaign, area=ward.group7)
    assert households(campaign, ward.group7.path) == (ward.ward.path, [70, 100])


def test_copied_targets_stay_when_those_above_change(ward, campaign):
    children = [ward.group7, ward.group8]
    actions.copy_targets_down(
        actor=ward.admin, campaign=campaign, area=ward.ward, children=children
    )
    rows = [("households.reached", "", LAST, Decimal(60))]
    actions.set_targets(actor=ward.admin, campaign=campaign, area=ward.ward, rows=rows)
    assert households(campaign, ward.ward.path) == (ward.ward.path, [60])
    assert households(campaign, ward.group8.path) == (ward.group8.path, [70, 100])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("households.reached", "", LAST, Decimal(101)), "target.over_hundred"),
        (("households.reached", "", dt.date(2026, 7, 24), Decimal(9)), "milestone.before_campaign"),
        (("households.reached", "", dt.date(2026, 10, 1), Decimal(9)), "milestone.after_campaign"),
    ],
)
def test_a_refused_grid_changes_nothing(ward, campaign, row, code):
    before = list(Target.objects.order_by("id").values_list("id", "percent"))
    good = ("households.reached", "", dt.date(2026, 8, 1), Decimal(5))
    with pytest.raises(Refused) as refusal:
        actions.set_targets(actor=ward.admin, campaign=campaign, area=ward.ward, rows=[good, row])
    assert refusal.value.code == code
    assert list(Target.objects.order_by("id").values_list("id", "percent")) == before


def test_targets_stay_inside_the_campaign(ward, campaign):
    with pytest.raises(Refused) as refusal:
        actions.set_targets(actor=ward.admin, campaign=campaign, area=ward.elsewhere, rows=[])
    assert refusal.value.code == "target.area_elsewhere"


@pytest.mark.parametrize(
    "photo_of",
    [
        "Căn cước của chủ hộ",
        "mặt trước CCCD",
        "Giấy tờ tùy thân",
        "sổ đỏ",
        "the passport, both sides",
        "Mật khẩu dán trên bàn",
    ],
)
def test_no_campaign_asks_for_photos_of_papers(ward, campaign, photo_of):
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, photo_of=photo_of)
    assert (refusal.value.code, refusal.value.place) == ("campaign.photo_of_papers", "photo_of")
    assert str(refusal.value)
    campaign.refresh_from_db()
    assert campaign.photo_of == ""


def test_a_campaign_may_ask_for_a_place_and_a_photo_and_take_it_back(ward, campaign):
    change(ward, campaign, photo_of="Mã QR thanh toán dán ở quầy, sơ đồ ngõ", asks_place=True)
    campaign.refresh_from_db()
    assert (campaign.photo_of, campaign.asks_place) == (
        "Mã QR thanh toán dán ở quầy, sơ đồ ngõ",
        True,
    )
    change(ward, campaign)
    campaign.refresh_from_db()
    assert (campaign.photo_of, campaign.asks_place) == ("", False)


def test_where_helpers_act_for_people_the_catalogue_asks_how_they_agreed(ward, campaign):
    asking = set(Skill.objects.filter(asks_consent=True).values_list("code", flat=True))
    assert asking == {"public-service", "etax-mobile", "digital-signature"}


def test_a_service_taken_out_while_running_keeps_what_phones_still_send(ward, campaign):
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    codes = [skill.code for skill in queries.skills_of(ALL, campaign)]
    kept = [code for code in codes if code != "cashless"]
    change(ward, campaign, skills=[*reversed(kept)])
    assert [skill.code for skill in queries.skills_of(ALL, campaign)] == [*reversed(kept)]
    assert "cashless" in intake_terms(ALL, [campaign.id])[campaign.id].skills
    (line, *_) = queries.history_of(ALL, campaign, most=9)
    assert (line.details["skills_removed"], line.details["skills_added"]) == (["cashless"], [])
    change(ward, campaign, skills=codes)
    assert [skill.code for skill in queries.skills_of(ALL, campaign)] == codes


def test_what_basic_skill_asks_for_is_counted_anew_once_started(ward, campaign):
    Household.objects.create(
        origin="00322", path=ward.group7.path, listed_at=clock.now(), updated_at=clock.now()
    )
    change(ward, campaign, basic_skills_needed=2)
    assert oldest_marks(most=9) == []
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    change(ward, campaign, name="Tên khác")
    assert oldest_marks(most=9) == []
    change(ward, campaign, basic_skills_needed=4)
    assert [mark.path for mark in oldest_marks(most=9)] == [ward.group7.path]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": FIRST + dt.timedelta(1)}, "campaign.first_day_started"),
        ({"ends_on": dt.date(2026, 8, 30)}, "campaign.last_day_past"),
    ],
)
def test_days_with_results_stay_in_a_running_campaign(ward, campaign, monkeypatch, changes, code):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 9, 1))
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    campaign.targets.all().delete()
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, phases=[], **changes)
    assert refusal.value.code == code


def test_an_end_is_taken_back_for_a_day(ward, campaign, monkeypatch):
    actions.start_campaign(actor=ward.admin, campaign=campaign)
    actions.end_campaign(actor=ward.admin, campaign=campaign)
    with pytest.raises(Refused) as refusal:
        change(ward, campaign, name="Muộn rồi")
    assert refusal.value.code == "campaign.over"
    actions.reopen_campaign(actor=ward.admin, campaign=campaign)
    assert campaign.state == "paused"
    actions.end_campaign(actor=ward.admin, campaign=campaign)
    later = clock.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused) as refusal:
        actions.reopen_campaign(actor=ward.admin, campaign=campaign)
    assert refusal.value.code == "campaign.ended_for_good"
