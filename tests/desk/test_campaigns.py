"""The desk's pages about campaigns and targets."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.teams.people import Ward
from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.templates import shipped_templates
from tungngo.desk.views.targets import read_grid
from tungngo.lib import clock
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
    assert form["starts_on"].initial == clock.today()
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


def test_what_replaced_targets_is_taken_back(desk, ward, campaign):
    def own(path: str) -> list[tuple[str, Decimal]]:
        rows = campaign.targets.filter(path=path).order_by("due_on")
        return list(rows.values_list("indicator", "percent"))

    address = reverse("targets", args=[campaign.id, "00322.07"])
    desk.post(address, grid(("households.reached|", "80", "100")))
    mine = own(ward.group7.path)
    desk.post(reverse("targets_down", args=[campaign.id, "00322"]))
    undo = desk.get(reverse("targets", args=[campaign.id, "00322"])).context["undo"]["url"]
    assert own(ward.group7.path) != mine
    desk.post(undo)
    assert (own(ward.group7.path), own(ward.group8.path)) == (mine, [])
    desk.post(reverse("targets_inherit", args=[campaign.id, "00322.07"]))
    desk.post(desk.get(address).context["undo"]["url"])
    assert own(ward.group7.path) == mine
    # What was done long ago is not put over what stands there now.
    assert "target.changed_meanwhile" in text_of(desk.post(undo, follow=True))


def test_targets_are_copied_down(desk, campaign):
    answer = desk.post(reverse("targets_down", args=[campaign.id, "00322"]), follow=True)
    assert "2 areas now have these targets" in text_of(answer)
    assert queries.paths_with_targets(ALL, campaign, "01.00322.") == {
        "01.00322.07.",
        "01.00322.08.",
    }


# ----------------------------------------------------------------------------------- areas below

DOORS = "households.reached|"


def below(campaign) -> str:
    return reverse("targets_below", args=[campaign.id, "00322"]) + f"?series={DOORS}"


def cells(campaign, desk, **figures) -> dict[str, str]:
    """What the sheet's form posts: as the page stands, and `g07_0="80"` in group 7's first column."""
    context = desk.get(below(campaign)).context
    posted = {"do": "save", "seen": context["seen"]}
    posted |= {column["name"]: column["written"] for column in context["columns"]}
    posted |= {cell["name"]: cell["value"] for row in context["rows"] for cell in row["cells"]}
    return posted | {f"p-00322.{name[1:3]}-{name[4:]}": said for name, said in figures.items()}


def figures_at(campaign, path: str) -> list[int]:
    found = {s.indicator: s for s in queries.targets_at(ALL, campaign, path) if not s.segment}
    return [milestone.percent for milestone in found["households.reached"].milestones]


def test_a_sheet_over_the_groups_is_saved_in_one_go_and_taken_back(desk, campaign):
    row = desk.get(below(campaign)).context["rows"][0]
    assert [(cell["value"], cell["grey"]) for cell in row["cells"]] == [
        ("", "70"),
        ("", "100"),
        ("", ""),
    ]
    saved = desk.post(below(campaign), cells(campaign, desk, g07_0="80", g08_0="60", g08_1="90"))
    assert figures_at(campaign, "01.00322.07.") == [80, 100]  # the rest stays as it stood in grey
    assert figures_at(campaign, "01.00322.08.") == [60, 90]
    page = desk.get(saved.url)
    assert "2 areas are saved" in text_of(page)
    # An emptied row takes what holds above again; what nobody touched stays.
    desk.post(below(campaign), cells(campaign, desk, g08_0="", g08_1=""))
    assert figures_at(campaign, "01.00322.08.") == [70, 100]
    undo = desk.get(below(campaign)).context["undo"]["url"]
    desk.post(undo)
    assert figures_at(campaign, "01.00322.08.") == [60, 90]
    assert desk.get(below(campaign)).context["undo"]["url"] != undo
    # The first undo is no longer about what stands there.
    assert "target.changed_meanwhile" in text_of(desk.post(undo, follow=True))
    assert figures_at(campaign, "01.00322.08.") == [60, 90]


def test_a_refused_cell_is_marked_and_nothing_typed_is_lost(desk, campaign):
    posted = cells(campaign, desk, g07_0="120", g08_0="90", g08_1="80")
    answer = desk.post(below(campaign), posted | {"day-2": "2026-10-09", "p-00322.08-2": "95"})
    assert answer.status_code == 422
    by_name = {cell["name"]: cell for row in answer.context["rows"] for cell in row["cells"]}
    assert by_name["p-00322.07-0"]["wrong"].code == "target.over_hundred"
    assert by_name["p-00322.08-1"]["wrong"].code == "milestone.decreasing"
    assert by_name["p-00322.08-0"]["value"] == "90"
    assert answer.context["columns"][2]["wrong"].code == "milestone.after_campaign"
    assert not campaign.targets.filter(path__startswith="01.00322.0").exists()


def test_two_officers_at_one_sheet_do_not_overwrite_each_other(desk, campaign):
    mine = cells(campaign, desk, g07_0="75")
    desk.post(below(campaign), cells(campaign, desk, g07_0="85", g08_0="85"))
    answer = desk.post(below(campaign), mine)
    assert answer.context["problems"][0]["code"] == "target.changed_meanwhile"
    assert figures_at(campaign, "01.00322.07.") == [85, 100]


def test_chosen_areas_are_filled_and_cleared_before_saving(desk, campaign):
    posted = cells(campaign, desk) | {"do": "fill", "fill-0": "55", "pick": ["00322.08"]}
    page = desk.post(below(campaign), posted)
    assert [change["area"].code for change in page.context["changes"]] == ["00322.08"]
    assert not campaign.targets.filter(path="01.00322.08.").exists()
    page = desk.post(below(campaign), posted | {"do": "clear", "pick": []})
    assert page.context["changes"] == []


def test_the_sheet_goes_out_to_excel_and_comes_back_as_a_preview(desk, campaign):
    desk.post(below(campaign), cells(campaign, desk, g08_0="60"))
    address = reverse("targets_below_file", args=[campaign.id, "00322"])
    book = openpyxl.load_workbook(io.BytesIO(desk.get(address, {"series": DOORS}).content))
    page = book.active
    assert [[cell.value for cell in row] for row in page["A5:D6"]] == [
        ["00322.07", "Tổ dân phố số 7", 70, 100],
        ["00322.08", "Tổ dân phố số 8", 60, 100],
    ]
    page["C5"], page["A7"], page["B7"], page["C7"] = 65, "00322.99", "Tổ dân phố số 99", 10
    page.append(["00322.08", "", 1])
    file = io.BytesIO()
    book.save(file)
    sent = SimpleUploadedFile("x.xlsx", file.getvalue())
    loaded = desk.post(below(campaign), {"do": "load", "file": sent})
    (change,) = loaded.context["changes"]
    assert (change["area"].code, change["was_own"]) == ("00322.07", False)
    assert [one.percent for one in change["after"]] == [65, 100]
    codes = [problem["code"] for problem in loaded.context["problems"]]
    assert codes == ["target_sheet.area_unknown", "target_sheet.area_twice"]
    assert figures_at(campaign, "01.00322.07.") == [70, 100]
    other = below(campaign).replace(DOORS, "residents.basic|")
    sent.seek(0)
    refused = desk.post(other, {"do": "load", "file": sent}, follow=True)
    assert "target_sheet.other_series" in text_of(refused)


def test_a_service_without_a_target_yet_gets_one_in_the_sheet(desk, campaign):
    address = below(campaign).replace(DOORS, "residents.skill:vneid:2|")
    page = desk.get(address)
    assert [column["written"] for column in page.context["columns"]] == [""]
    posted = {"do": "save", "seen": "{}", "day-0": "2026-08-31", "p-00322.07-0": "45"}
    desk.post(address, posted)
    rows = campaign.targets.filter(path="01.00322.07.").values_list("indicator", "percent")
    assert list(rows) == [("residents.skill:vneid:2", 45)]


def test_a_sheet_stands_only_over_areas_of_the_campaign(client, ward, campaign):
    client.force_login(ward.staff("city", "Cán bộ thành phố", "officer", ward.city))
    assert client.get(below(campaign)).status_code == 200
    assert client.get(reverse("targets_below", args=[campaign.id, "01"])).status_code == 404
    nothing_below = client.get(reverse("targets_below", args=[campaign.id, "00322.07"]))
    assert nothing_below.context["rows"] == []
    actions.start_campaign(actor=None, campaign=campaign)
    actions.end_campaign(actor=None, campaign=campaign)
    posted = {"do": "save", "day-0": "2026-08-31", "p-00322.07-0": "80", "whole": "1"}
    assert "campaign.over" in text_of(client.post(below(campaign), posted, follow=True))
    assert not campaign.targets.filter(path="01.00322.07.").exists()


# ---------------------------------------------------------------------------------------- history


def test_orders_say_what_they_mean_and_are_taken_back(desk, campaign):
    def give(order: str):
        answer = desk.post(reverse("campaign_order", args=[campaign.id, order]), follow=True)
        campaign.refresh_from_db()
        return campaign.state, answer.context["undo"]

    state, undo = give("start")
    assert (state, undo["url"].split("/")[-2]) == ("running", "pause")
    assert give("pause")[0] == "paused"
    state, undo = give("end")
    assert "Phones let go of its doors" in undo["words"]
    desk.post(undo["url"])
    campaign.refresh_from_db()
    assert campaign.state == "paused"


def test_a_campaigns_history_says_who_changed_what(desk, ward, campaign):
    actions.start_campaign(actor=None, campaign=campaign)
    campaign.refresh_from_db()
    skills = [skill.code for skill in queries.skills_of(ALL, campaign) if skill.code != "cashless"]
    later = {"skills": skills, "basic_skills_needed": 3, "ends_on": "2026-10-02"}
    desk.post(reverse("campaign_edit", args=[campaign.id]), edit(campaign, **later))
    desk.post(below(campaign), cells(campaign, desk, g07_0="80"))
    page = desk.get(reverse("campaign_history", args=[campaign.id]))
    targets, changed, started, created = page.context["deeds"]
    assert targets.details == ["1 area", "80% 31/08/2026 · 100% 30/09/2026"]
    assert "last day 30/09/2026 → 02/10/2026" in changed.details
    assert changed.details[1].startswith("taken out: ")
    assert (changed.who, started.who) == (str(ward.admin), "")
    assert ward.admin.full_name in text_of(page)
    assert "made a campaign" in created.words
