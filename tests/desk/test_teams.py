"""The desk's pages about teams: every one locked, cut to reach, and refusing out loud."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from tests.teams.people import Ward
from tests.teams.test_roster import OFFICE, workbook
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.desk import urls_campaigns, urls_teams
from tungngo.lib.reach import Reach
from tungngo.teams import actions, queries
from tungngo.teams.models import Membership, RosterImport, Team


@pytest.fixture
def ward(db) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward, client):
    """A browser at which the ward's administrator sits, reading English."""
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def team(ward):
    return actions.make_team(actor=ward.admin, area=ward.group7, name="Tổ số 7")


@pytest.fixture
def member(ward, team):
    return actions.add_member(
        actor=ward.admin, team=team, full_name="Trần Văn Nam", phone="0912345678"
    )


def text_of(answer) -> str:
    return answer.content.decode()


def test_every_page_of_teams_and_campaigns_is_locked():
    for pattern in [*urls_teams.urlpatterns, *urls_campaigns.urlpatterns]:
        assert getattr(pattern.callback, "is_locked", False), pattern.name
        assert get_resolver().reverse_dict.getlist(pattern.name), pattern.name


def test_who_is_not_signed_in_is_asked_to(client, ward):
    answer = client.get(reverse("teams", args=["00322"]))
    assert answer.status_code == 302
    assert answer.url.startswith("/signin/")


def test_a_volunteer_has_no_desk(client, member):
    client.force_login(member.account)
    assert client.get(reverse("teams", args=["00322"])).status_code == 403


def test_a_ward_without_teams_says_what_to_do_first(desk):
    answer = desk.get(reverse("teams", args=["00322"]))
    assert "No working teams here yet" in text_of(answer)
    assert reverse("roster_new", args=["00322"]) in text_of(answer)


def test_teams_are_listed_with_leader_members_and_phones(desk, ward, team, member):
    actions.change_member(actor=ward.admin, membership=member, part="leader", force="police")
    ((_, secret),) = issue_badges(actor=ward.admin, accounts=[member.account])
    claim_badge(secret=secret, label="Android")
    answer = desk.get(reverse("teams", args=["00322"]))
    (row,) = answer.context["rows"]
    assert (row["leaders"], row["members"], row["phones"]) == (["Trần Văn Nam"], 1, 1)
    assert [group.code for group in answer.context["bare"]] == ["00322.08"]
    assert answer.context["forces"] == [("police", 1)]


@pytest.mark.parametrize("above", ["01", "VN"])
def test_from_above_wards_teams_are_counted_by_area(client, ward, team, member, above):
    """A line an area, and the lines add up to the figures over them; no name is shown."""
    at_work = actions.add_member(
        actor=ward.admin, team=team, full_name="Lê Thị Hồng", phone="0912345679"
    )
    actions.change_member(actor=ward.admin, membership=at_work, part="leader", force="police")
    ((_, secret),) = issue_badges(actor=ward.admin, accounts=[at_work.account])
    claim_badge(secret=secret, label="Android")
    actions.make_team(actor=ward.admin, area=ward.ward, name="Tổ của phường")
    away = actions.make_team(actor=None, area=ward.elsewhere, name="Tổ khác")
    actions.make_team(actor=None, area=ward.city, name="Tổ của thành phố")
    gone = actions.make_team(actor=ward.admin, area=ward.group8, name="Tổ thôi")
    actions.dissolve_team(actor=ward.admin, team=gone)
    client.force_login(ward.staff("above", "Cán bộ trên", "viewer", ward.nation))

    answer = client.get(reverse("teams", args=[above]))

    lines = {
        area.code: (one.teams, one.leaderless, one.members, one.phones)
        for area, one in answer.context["lines"]
    }
    own = [one.name for one in answer.context["own"]]
    if above == "01":
        assert lines == {"00322": (2, 1, 2, 1), "00082": (1, 1, 0, 0)}
        assert own == ["Tổ của thành phố"]
        assert reverse("teams", args=["00322"]) in text_of(answer)
    else:
        assert lines == {"01": (4, 3, 2, 1)}
        assert own == []
    whole = answer.context["whole"]
    assert (whole.teams, whole.leaderless, whole.members, whole.phones) == (4, 3, 2, 1)
    assert whole.forces == {"police": 1, member.force: 1}
    assert "Hồng" not in text_of(answer)
    assert away.name not in text_of(answer)


def test_a_foreign_ward_and_its_teams_are_not_there(client, ward, team, member):
    client.force_login(ward.staff("other", "Cán bộ Cửa Nam", "admin", ward.elsewhere))
    for address in (
        reverse("teams", args=["00322"]),
        reverse("team", args=[team.id]),
        reverse("member", args=[member.id]),
        reverse("roster_new", args=["00322"]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("team_dissolve", args=[team.id])).status_code == 404
    assert client.post(reverse("badges_in_area", args=["00322"])).status_code == 404
    team.refresh_from_db()
    assert team.dissolved_at is None


def test_a_viewer_sees_and_changes_nothing(client, ward, team, member):
    client.force_login(ward.staff("viewer", "Người xem", "viewer", ward.ward))
    page = client.get(reverse("team", args=[team.id]))
    assert page.status_code == 200
    assert b"<button" not in re.sub(rb"<header.*?</header>", b"", page.content, flags=re.S)
    for name, argument in (
        ("member_end", member.id),
        ("team_rename", team.id),
        ("badges_in_team", team.id),
        ("badge_revoke", member.id),
        ("member_move", member.id),
    ):
        assert client.post(reverse(name, args=[argument])).status_code == 403, name
    assert client.post(reverse("team_new", args=["00322"]), {"name": "x"}).status_code == 403
    assert Team.objects.count() == 1


def test_a_team_and_its_members_are_typed_in(desk, ward):
    made = desk.post(reverse("team_new", args=["00322"]), {"name": "Tổ số 8", "area": "00322.08"})
    team = Team.objects.get()
    assert (made.url, team.path) == (reverse("team", args=[team.id]), "01.00322.08.")
    person = {
        "full_name": "Lê Thị Hoa",
        "phone": "0912 345 678",
        "part": "leader",
        "force": "youth_union",
        "languages": ["hmn"],
    }
    again = desk.post(reverse("member_new", args=[team.id]), {**person, "again": "1"})
    assert again.url == reverse("member_new", args=[team.id])
    member = Membership.objects.get()
    assert (member.account.phone, member.part, member.languages) == (
        "+84912345678",
        "leader",
        ["hmn"],
    )
    page = text_of(desk.get(reverse("team", args=[team.id])))
    assert "0912 345 678" in page
    assert "Mông" in page


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"phone": "12 34"}, "member.phone_unreadable"),
        ({"full_name": "Trần Văn Nam", "phone": "0912345678"}, "member.already"),
    ],
)
def test_a_refused_member_keeps_what_was_typed(desk, team, member, given, code):
    person = {"full_name": "Lê Hoa", "phone": "", "part": "member", "force": "other"} | given
    answer = desk.post(reverse("member_new", args=[team.id]), person)
    assert answer.status_code == 422
    assert code in text_of(answer)
    assert f'value="{person["full_name"]}"' in text_of(answer)
    assert team.memberships.count() == 1


def test_a_name_twice_is_refused_in_words(desk, team):
    answer = desk.post(reverse("team_new", args=["00322"]), {"name": team.name, "area": "00322.07"})
    assert "team.name_taken" in text_of(answer)


def test_who_leaves_can_be_brought_back(desk, team, member):
    answer = desk.post(reverse("member_end", args=[member.id]), follow=True)
    assert answer.context["undo"]["url"] == reverse("member_back", args=[member.id])
    assert "Trần Văn Nam" in text_of(answer)
    desk.post(answer.context["undo"]["url"])
    member.refresh_from_db()
    assert member.until_at is None
    assert desk.get(reverse("team", args=[team.id])).context["undo"] is None


def test_a_member_moves_only_within_the_ward(desk, ward, member):
    near = actions.make_team(actor=ward.admin, area=ward.group8, name="Tổ số 8")
    far = actions.make_team(actor=None, area=ward.elsewhere, name="Tổ Cửa Nam")
    desk.post(reverse("member_move", args=[member.id]), {"team": str(far.id)})
    assert not far.memberships.exists()
    desk.post(reverse("member_move", args=[member.id]), {"team": str(near.id)})
    assert near.memberships.get().account == member.account


# ----------------------------------------------------------------------------------------- badges


def test_a_badge_is_shown_once_and_works_once(desk, team, member):
    answer = desk.post(reverse("badges_in_team", args=[team.id]), {"member": str(member.id)})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert text_of(answer).count("<svg") > text_of(answer).count('class="icon"')
    assert queries.member_lines(Reach.everything(), [team])[team.id][0].badge_state == "issued"
    assert desk.get(reverse("badges_in_team", args=[team.id])).status_code == 405
    assert 'class="qr"' not in text_of(desk.get(reverse("team", args=[team.id])))


def test_the_qr_leads_to_the_secret_behind_the_hash(desk, team, member, monkeypatch):
    links = []
    monkeypatch.setattr(
        "tungngo.desk.views.badges._qr", lambda link: links.append(link) or "<svg></svg>"
    )
    desk.post(reverse("badges_in_team", args=[team.id]), {"member": str(member.id)})
    (link,) = links
    address, secret = link.split("#")
    assert address == "http://testserver/b/"
    device, _ = claim_badge(secret=secret, label="Android")
    assert device.account == member.account


def test_badges_come_ten_to_a_sheet_and_only_for_who_needs_one(desk, ward, team, member):
    for number in range(11):
        actions.add_member(actor=ward.admin, team=team, full_name=f"Lê Văn {number}")
    issue_badges(actor=ward.admin, accounts=[member.account])
    answer = desk.post(reverse("badges_in_area", args=["00322"]))
    assert [len(page) for page in answer.context["pages"]] == [10, 1]
    assert "Trần Văn Nam" not in text_of(answer)


def test_nobody_ticked_makes_no_badge(desk, team, member):
    answer = desk.post(reverse("badges_in_team", args=[team.id]), follow=True)
    assert "Nobody was chosen" in text_of(answer)
    assert not member.account.badges.exists()


def test_a_withdrawn_badge_closes_the_phone(desk, ward, team, member):
    ((_, secret),) = issue_badges(actor=ward.admin, accounts=[member.account])
    device, _ = claim_badge(secret=secret, label="Android")
    desk.post(reverse("badge_revoke", args=[member.id]))
    device.refresh_from_db()
    assert device.revoked_at is not None


# ---------------------------------------------------------------------------------------- rosters


def load(desk, content: bytes, name: str = "tổ.xlsx"):
    return desk.post(
        reverse("roster_new", args=["00322"]),
        {"file": SimpleUploadedFile(name, content)},
        follow=True,
    )


def test_a_list_is_shown_before_it_is_written_and_can_be_taken_back(desk):
    shown = load(desk, workbook(("DS", OFFICE)))
    page = text_of(shown)
    assert "4 members will join, 2 teams will be made" in page
    assert "sheet DS, row 8, column F" in page
    assert "roster.phone_unreadable" in page
    assert not Team.objects.exists()
    roster = RosterImport.objects.get()
    done = desk.post(reverse("roster_commit", args=[roster.id]), follow=True)
    assert done.context["member_count"] == 4
    desk.post(done.context["undo"]["url"])
    assert not queries.teams_under(Reach.everything(), "").exists()
    assert "Taken back" in text_of(desk.get(reverse("roster", args=[roster.id])))


def test_columns_can_be_given_another_meaning(desk):
    load(desk, workbook(("DS", [["Tổ", "Họ tên", "Khác"], ["TDP 7", "Lê Hoa", "0912345678"]])))
    roster = RosterImport.objects.get()
    desk.post(
        reverse("roster", args=[roster.id]),
        {"column-A": "team", "column-B": "full_name", "column-C": "phone", "column-D": "nonsense"},
    )
    (row,) = desk.get(reverse("roster", args=[roster.id])).context["added"]
    assert row["phone"] == "0912 345 678"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.7", "sheet.not_a_spreadsheet"), (b"PK\x03\x04 broken", "sheet.broken")],
)
def test_a_file_that_is_no_list_gets_a_sentence(desk, content, code):
    answer = load(desk, content)
    assert answer.status_code == 422
    assert code in text_of(answer)
    assert not RosterImport.objects.exists()


def test_a_second_commit_is_refused_and_writes_nothing(desk):
    load(desk, workbook(("DS", OFFICE)))
    roster = RosterImport.objects.get()
    desk.post(reverse("roster_commit", args=[roster.id]))
    count = Membership.objects.count()
    answer = desk.post(reverse("roster_commit", args=[roster.id]), follow=True)
    assert "roster.not_kept" in text_of(answer)
    assert Membership.objects.count() == count


def test_the_template_is_a_spreadsheet(desk):
    answer = desk.get(reverse("roster_template", args=["00322"]))
    assert answer.content.startswith(b"PK")
    assert not load(desk, answer.content).context["plan"].added, "its examples are nobody"
    filled = openpyxl.load_workbook(io.BytesIO(answer.content))
    filled.worksheets[0].append(["Tổ dân phố số 7", "Lò Văn Chung", "Thành viên", "Công an"])
    target = io.BytesIO()
    filled.save(target)
    assert len(load(desk, target.getvalue()).context["plan"].added) == 1
