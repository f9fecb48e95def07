import pytest

from tungngo.accounts.actions import claim_badge, issue_badges, revoke_badge
from tungngo.accounts.models import JournalLine
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.teams import actions, queries
from tungngo.teams.models import Membership


@pytest.fixture
def team(ward):
    return actions.make_team(actor=ward.admin, area=ward.group7, name="Tổ CNSCĐ số 7")


def add(ward, team, name="Trần Văn Nam", phone="0912345678", **more):
    return actions.add_member(actor=ward.admin, team=team, full_name=name, phone=phone, **more)


def test_a_role_reaches_its_area_and_a_team_its_own(ward, team):
    member = add(ward, team)
    assert queries.reach_of(ward.admin) == Reach(("01.00322.",))
    assert queries.reach_of(member.account) == Reach(("01.00322.07.",))
    assert queries.staff_reach_of(queries.powers_of(member.account)) == Reach.nothing()


def test_an_operator_reaches_everything_and_the_inactive_nothing(ward):
    ward.admin.is_operator = True
    assert queries.reach_of(ward.admin) == Reach.everything()
    ward.admin.is_active = False
    assert queries.reach_of(ward.admin) == Reach.nothing()


def test_who_leaves_a_team_reaches_it_no_more_until_brought_back(ward, team):
    member = add(ward, team)
    actions.end_member(actor=ward.admin, membership=member)
    assert queries.reach_of(member.account) == Reach.nothing()
    actions.bring_back_member(actor=ward.admin, membership=member)
    assert queries.reach_of(member.account) == Reach(("01.00322.07.",))


def test_a_dissolved_team_gives_nobody_reach_and_frees_its_name(ward, team):
    member = add(ward, team)
    actions.dissolve_team(actor=ward.admin, team=team)
    assert queries.reach_of(member.account) == Reach.nothing()
    assert not queries.teams_under(Reach.everything(), "").exists()
    again = actions.make_team(actor=ward.admin, area=ward.group7, name=team.name)
    assert again.pk != team.pk


def test_a_withdrawn_role_reaches_nothing(ward):
    officer = ward.staff("officer", "Lê Thu", "officer", ward.group7)
    (role,) = queries.roles_under(Reach.everything(), ward.group7.path)
    actions.withdraw_role(actor=ward.admin, role=role)
    assert queries.reach_of(officer) == Reach.nothing()
    with pytest.raises(Refused) as refusal:
        actions.withdraw_role(actor=ward.admin, role=role)
    assert refusal.value.code == "role.ended"


def test_nobody_withdraws_their_own_role(ward):
    (role,) = queries.roles_under(Reach.everything(), ward.ward.path)
    with pytest.raises(Refused) as refusal:
        actions.withdraw_role(actor=ward.admin, role=role)
    assert refusal.value.code == "role.own"


def test_teams_are_read_within_reach_only(ward, team):
    foreign = Reach(("01.00082.",))
    assert list(queries.teams_under(foreign, "01.")) == []
    with pytest.raises(NotReached) as refusal:
        queries.team_of(foreign, team.id)
    assert refusal.value.code == "team.out_of_reach"
    member = add(ward, team)
    with pytest.raises(NotReached):
        queries.membership_of(foreign, member.id)
    assert queries.member_lines(foreign, [team]) == {team.id: []}


def test_teams_come_in_the_order_of_their_numbers(ward):
    for number in (10, 9, 1):
        actions.make_team(actor=None, area=ward.group7, name=f"Tổ CNSCĐ số {number}")
    names = [team.name for team in queries.teams_under(Reach.everything(), "")]
    assert names == ["Tổ CNSCĐ số 1", "Tổ CNSCĐ số 9", "Tổ CNSCĐ số 10"]


@pytest.mark.parametrize(
    ("name", "code"), [("  ", "team.name_empty"), ("Tổ  CNSCĐ số 7", "team.name_taken")]
)
def test_a_team_needs_a_name_of_its_own(ward, team, name, code):
    with pytest.raises(Refused) as refusal:
        actions.make_team(actor=ward.admin, area=ward.group7, name=name)
    assert (refusal.value.code, refusal.value.place) == (code, "name")


def test_a_phone_that_cannot_be_read_is_named(ward, team):
    with pytest.raises(Refused) as refusal:
        add(ward, team, phone="12 34")
    assert refusal.value.code == "member.phone_unreadable"
    assert "12 34" in str(refusal.value)
    assert not Membership.objects.exists()


def test_the_same_person_is_not_added_twice_but_a_namesake_is(ward, team):
    member = add(ward, team, name="Hoàng Thuỷ")
    with pytest.raises(Refused) as refusal:
        add(ward, team, name="Hoàng Thủy")
    assert refusal.value.code == "member.already"
    with pytest.raises(Refused):
        actions.add_member(actor=ward.admin, team=team, account=member.account)
    add(ward, team, name="Hoàng Thuỷ", phone="0987654321")
    assert team.memberships.count() == 2


def test_moving_keeps_the_person_and_changes_the_reach(ward, team):
    other = actions.make_team(actor=ward.admin, area=ward.group8, name="Tổ CNSCĐ số 8")
    member = add(ward, team)
    moved = actions.move_member(actor=ward.admin, membership=member, team=other)
    assert moved.account == member.account
    assert queries.reach_of(moved.account) == Reach(("01.00322.08.",))
    with pytest.raises(Refused) as refusal:
        actions.move_member(actor=ward.admin, membership=member, team=other)
    assert refusal.value.code == "member.ended"


def test_a_list_of_members_says_where_their_badges_are(ward, team):
    leader = add(ward, team, name="Vũ An", phone="0987654321", part="leader")
    reader = add(ward, team, name="Bùi Bình")
    waiting = add(ward, team, name="Cao Chi", phone="")
    ((_, secret),) = issue_badges(actor=ward.admin, accounts=[reader.account])
    issue_badges(actor=ward.admin, accounts=[waiting.account])
    claim_badge(secret=secret, label="Android 10")
    lines = queries.member_lines(Reach.everything(), [team])[team.id]
    assert [(line.name, line.badge_state) for line in lines] == [
        (leader.account.full_name, "none"),
        (reader.account.full_name, "used"),
        (waiting.account.full_name, "issued"),
    ]
    assert lines[1].device.label == "Android 10"
    revoke_badge(actor=ward.admin, badge=lines[1].badge)
    lines = queries.member_lines(Reach.everything(), [team])[team.id]
    assert (lines[1].badge_state, lines[1].device_count) == ("revoked", 0)


def test_listing_members_costs_the_same_for_any_number(ward, team, django_assert_num_queries):
    for number in range(5):
        add(ward, team, name=f"Lê Văn {number}", phone="")
    with django_assert_num_queries(3):
        queries.member_lines(Reach.everything(), [team])


def test_every_write_leaves_a_line_without_names(ward, team):
    member = add(ward, team)
    actions.end_member(actor=ward.admin, membership=member)
    line = JournalLine.objects.get(verb="member.ended")
    assert (line.actor, line.subject, line.path) == (ward.admin, str(member.id), "01.00322.07.")
    written = " ".join(
        f"{line.verb} {line.subject} {line.details}" for line in JournalLine.objects.all()
    )
    assert "Nam" not in written
    assert "912345678" not in written
