"""The desk's pages about campaigns and targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.teams.people import Ward
from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.templates import shipped_templates
from tungngo.desk.views.targets import read_grid
from tungngo.lib.reach import Reach

FIRST, LAST = dt.date(2026, 7, 25), dt.date(2026, 9, 30)
ALL = Reach.everything()


@pytest.fixture
def ward(db) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward, client):
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def campaign(ward) -> Campaign:
    return actions.create_campaign(
        actor=ward.admin,
        area=ward.ward,
        name="45 ngày đêm",
        starts_on=FIRST,
        ends_on=LAST,
        template=shipped_templates()["45-days"],
    )


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_campaign_is_made_from_the_template_and_started(desk):
    empty = desk.get(reverse("campaign", args=["00322"]))
    assert reverse("campaign_new", args=["00322"]) in text_of(empty)
    form = desk.get(reverse("campaign_new", args=["00322"])).context["form"]
    assert form["template"].field.choices[0][0] == "45-days"
    made = desk.post(
        reverse("campaign_new", args=["00322"]),
        {
            "template": "45-days",
            "name": "Mùa thu",
            "starts_on": "2026-07-25",
            "ends_on": "30/09/2026",
        },
        follow=True,
    )
    campaign = Campaign.objects.get()
    assert (campaign.ends_on, campaign.state) == (LAST, "draft")
    assert "70%</b> 31/08/2026" in text_of(made)
    desk.post(reverse("campaign_order", args=[campaign.id, "start"]))
    assert queries.campaign_for(ALL, "01.00322.07.") == campaign


def test_last_years_campaign_is_a_template_for_the_next(desk, campaign):
    desk.post(
        reverse("campaign_new", args=["00322"]),
        {
            "template": str(campaign.id),
            "name": "Năm sau",
            "starts_on": "2027-07-25",
            "ends_on": "2027-09-30",
        },
    )
    (series, *_) = queries.targets_at(ALL, Campaign.objects.get(name="Năm sau"), "01.00322.")
    assert [m.due_on for m in series.milestones] == [dt.date(2027, 8, 31), dt.date(2027, 9, 30)]


def test_a_period_back_to_front_is_refused_beside_its_field(desk):
    answer = desk.post(
        reverse("campaign_new", args=["00322"]),
        {"template": "45-days", "name": "x", "starts_on": "2026-09-01", "ends_on": "2026-08-01"},
    )
    assert answer.status_code == 422
    assert "campaign.ends_before_start" in answer.context["form"].errors["ends_on"][0]


def edit(campaign, **changes):
    phases = list(campaign.phases.all())
    form = {
        "version": campaign.version,
        "name": campaign.name,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "skills": ["vneid", "cashless"],
        "basic_skills_needed": 2,
        "practise_after": 5,
        "phases-TOTAL_FORMS": len(phases) + 1,
        "phases-INITIAL_FORMS": len(phases),
    }
    for number, phase in enumerate(phases):
        form |= {
            f"phases-{number}-name": phase.name,
            f"phases-{number}-starts_on": phase.starts_on,
            f"phases-{number}-ends_on": phase.ends_on,
        }
    return form | changes


def test_name_days_phases_and_skills_are_edited_together(desk, campaign):
    changes = {"name": "Tên mới", "phases-0-name": "", "phases-0-starts_on": "",
               "phases-0-ends_on": ""}  # fmt: skip
    desk.post(reverse("campaign_edit", args=[campaign.id]), edit(campaign, **changes))
    campaign.refresh_from_db()
    assert campaign.name == "Tên mới"
    assert campaign.phases.count() == 2
    assert [skill.code for skill in queries.skills_of(ALL, campaign)] == ["vneid", "cashless"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": "2026-09-20"}, "milestone.after_campaign"),
        ({"phases-1-ends_on": "2026-09-20"}, "phase.overlaps"),
        ({"phases-2-ends_on": "2026-10-20"}, "phase.outside_campaign"),
        ({"phases-3-name": "nửa vời"}, "phase.incomplete"),
        ({"version": 7}, "campaign.changed_meanwhile"),
        ({"basic_skills_needed": 3}, "campaign.basic_impossible"),
    ],
)
def test_a_refused_edit_changes_nothing(desk, campaign, changes, code):
    answer = desk.post(reverse("campaign_edit", args=[campaign.id]), edit(campaign, **changes))
    assert answer.status_code == 422
    assert code in text_of(answer)
    assert campaign.phases.count() == 3
    assert len(queries.skills_of(ALL, campaign)) == 9


def test_an_order_out_of_turn_is_refused_in_words(desk, campaign):
    answer = desk.post(reverse("campaign_order", args=[campaign.id, "pause"]), follow=True)
    assert "campaign.not_now" in text_of(answer)


def test_ending_is_asked_first(desk, campaign):
    actions.start_campaign(actor=None, campaign=campaign)
    assert "End “45 ngày đêm”?" in text_of(desk.get(reverse("campaign_end", args=[campaign.id])))
    assert Campaign.objects.get().state == "running"


def test_a_group_officer_reads_the_wards_campaign_and_cannot_change_it(client, ward, campaign):
    client.force_login(ward.staff("seven", "Cán bộ tổ 7", "officer", ward.group7))
    assert client.get(reverse("campaign", args=["00322.07"])).status_code == 200
    assert client.get(reverse("campaign_edit", args=[campaign.id])).status_code == 403
    assert client.post(reverse("campaign_order", args=[campaign.id, "start"])).status_code == 403
    own = reverse("targets", args=[campaign.id, "00322.07"])
    assert client.get(own).status_code == 200
    assert client.get(reverse("targets", args=[campaign.id, "00322"])).status_code == 404


def test_a_campaign_elsewhere_is_not_there(client, ward, campaign):
    client.force_login(ward.staff("far", "Cán bộ Cửa Nam", "admin", ward.elsewhere))
    assert client.get(reverse("campaign_edit", args=[campaign.id])).status_code == 404
    assert client.post(reverse("campaign_order", args=[campaign.id, "end"])).status_code == 404


# ---------------------------------------------------------------------------------------- targets


def grid(*rows, days=("2026-08-31", "2026-09-30")) -> dict[str, str]:
    posted = {f"day-{column}": day for column, day in enumerate(days)}
    for number, (key, *percents) in enumerate(rows):
        posted[f"row-{number}"] = key
        posted |= {f"percent-{number}-{c}": percent for c, percent in enumerate(percents)}
    return posted


def test_a_grid_reads_into_rows():
    posted = grid(("households.reached|", "60", "100 %"), ("residents.basic|adult", "", "85,5"))
    posted |= {"new-skill": "vneid", "new-level": "2", "new-segment": "", "percent-new-1": "50"}
    rows, problems = read_grid(posted)
    august = dt.date(2026, 8, 31)
    assert problems == []
    assert rows == [
        ("households.reached", "", august, Decimal(60)),
        ("households.reached", "", LAST, Decimal(100)),
        ("residents.basic", "adult", LAST, Decimal("85.5")),
        ("residents.skill:vneid:2", "", LAST, Decimal(50)),
    ]


def test_a_group_overrides_one_row_and_inherits_the_rest(desk, ward, campaign):
    address = reverse("targets", args=[campaign.id, "00322.07"])
    page = desk.get(address)
    first = page.context["grid"]["rows"][0]
    assert [cell["hint"] for cell in first["cells"]] == ["70", "100", ""]
    assert [cell["value"] for cell in first["cells"]] == ["", "", ""]
    desk.post(
        address, grid(("households.reached|", "80", "100"), ("residents.basic|adult", "", ""))
    )
    held = {(s.indicator, s.segment): s for s in queries.targets_at(ALL, campaign, "01.00322.07.")}
    assert [m.percent for m in held["households.reached", ""].milestones] == [80, 100]
    assert held["residents.basic", "adult"].path == "01.00322."
    desk.post(reverse("targets_inherit", args=[campaign.id, "00322.07"]))
    assert not queries.targets_set_at(ALL, campaign, "01.00322.07.").exists()


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        (grid(("households.reached|", "101")), "target.over_hundred"),
        (grid(("households.reached|", "5"), days=["2026-07-24"]), "milestone.before_campaign"),
        (grid(("households.reached|", "5"), days=["2026-10-24"]), "milestone.after_campaign"),
        (grid(("households.reached|", "80", "70")), "milestone.decreasing"),
        (grid(("households.reached|", "5"), days=[""]), "milestone.day_missing"),
        (grid(("households.reached|", "5"), days=["mai"]), "milestone.day_unreadable"),
        (grid(("residents.mood|", "5")), "target.indicator_unknown"),
    ],
)
def test_a_refused_grid_keeps_what_was_typed_and_writes_nothing(desk, campaign, posted, code):
    before = list(campaign.targets.values_list("id", "percent"))
    answer = desk.post(reverse("targets", args=[campaign.id, "00322"]), posted)
    assert answer.status_code == 422
    assert code in text_of(answer)
    if "households" in posted["row-0"]:
        assert answer.context["grid"]["rows"][0]["cells"][0]["value"] == posted["percent-0-0"]
    assert list(campaign.targets.values_list("id", "percent")) == before


def test_targets_are_copied_down(desk, campaign):
    answer = desk.post(reverse("targets_down", args=[campaign.id, "00322"]), follow=True)
    assert "2 areas now have these targets" in text_of(answer)
    assert queries.paths_with_targets(ALL, campaign, "01.00322.") == {
        "01.00322.07.",
        "01.00322.08.",
    }
