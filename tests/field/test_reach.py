"""Who × which call of the wire × whose: a phone reads and writes what its person may, and nothing else.

Every kind of operation is tried by phones that have no business with what it names; a new kind fails
until it is told here what they hear.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.field.conftest import Phone
from tests.field.test_carry import carry, packed
from tests.field.test_fuzz import evening
from tests.intake.everyday import Evening, Op
from tests.points.shifts import OnCall
from tests.quizzes.bank import quiz_in
from tungngo.accounts.actions import issue_badges, revoke_badge
from tungngo.accounts.models import Account, Badge
from tungngo.encounters.models import Photo
from tungngo.field import urls
from tungngo.intake.kinds import known_kinds
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.points.actions import note_leave
from tungngo.teams.actions import add_member, dissolve_team, end_member, make_team
from tungngo.teams.models import Membership, Team
from tungngo.tickets.actions import HelpEntry, ask_help

__all__ = ["evening"]

#: kind → what a phone of another ward hears of ours; None: it speaks of nothing that is anybody's.
FOREIGN = {
    "suggestion.make": "suggestion.out_of_reach",
    "suggestion.settle": "suggestion.not_yours",
    "encounter.record": "encounter.household_out_of_reach",
    "door.give": "door.out_of_reach",
    "receipt.hand": "receipt.unknown",
    "receipt.settle": "receipt.out_of_reach",
    "walk.reorder": "walk.out_of_reach",
    "help.take": "help.out_of_reach",
    "help.drop": "help.out_of_reach",
    "help.done": "help.out_of_reach",
    "quiz.attempt": "quiz.out_of_reach",
    "gathering.heads": "gathering.not_on_duty",
    "shift.sign_up": "shift.not_yours",
    "shift.hand_over": "shift.not_on_it",
    "duty.offer": "duty.not_yours",
    "duty.take_over": "shift.not_yours",
    "duty.attend": "duty.not_yours",
    "platform.result": "platform.out_of_reach",
    "leave.note": "leave.id_taken",
    "leave.end": "leave.not_yours",
}
#: Said of oneself, so that it is good wherever one works.
OF_ONESELF = {"leave.note"}
#: The same from a member of the team about what only its leader may.
FOR_LEADERS = {
    "suggestion.settle": "suggestion.not_yours",
    "door.give": "door.out_of_reach",
    "receipt.settle": "receipt.out_of_reach",
}
#: What stands in our ward alone.
OURS = ("Chủ hộ", "Người 1", "Bà Hoa", "912345678", "Trần Văn Bình")


def phone_of(account: Account) -> Phone:
    [(_badge, secret)] = issue_badges(actor=None, accounts=[account])
    phone = Phone()
    assert phone.claim(secret).status_code == 201
    return phone


class Callers:
    """A phone of each sort of person, about one evening of a street."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self.foreign_team = make_team(actor=None, area=evening.elsewhere, name="Đội xa")
        self.phones = {
            "member": phone_of(evening.member),
            "leader": phone_of(evening.leader.account),
            "foreign": phone_of(self._joined("Người Xa", part="leader")),
            "next group": phone_of(
                self._joined("Tổ Bên", team=make_team(actor=None, area=evening.group8, name="Tổ 8"))
            ),
            "left": self._left(),
            "dissolved": self._dissolved(),
            "nobody's": self._nobodys(),
            "withdrawn": self._withdrawn(),
            "let go": self._let_go(),
            "unknown": self._stranger(),
        }

    def _joined(self, name: str, *, team: Team | None = None, **more: Any) -> Account:
        joined = add_member(actor=None, team=team or self.foreign_team, full_name=name, **more)
        return joined.account

    def _left(self) -> Phone:
        account = self._joined("Đã Thôi", team=self.evening.team, part="leader")
        membership = Membership.objects.get(account=account)
        Membership.objects.filter(pk=membership.pk).update(since_at=clock.now() - dt.timedelta(9))
        end_member(actor=None, membership=membership)
        # Long enough ago that today's work is not from then.
        Membership.objects.filter(pk=membership.pk).update(until_at=clock.now() - dt.timedelta(3))
        return phone_of(account)

    def _dissolved(self) -> Phone:
        team = make_team(actor=None, area=self.evening.group7, name="Đội cũ")
        phone = phone_of(self._joined("Đội Tan", team=team, part="leader"))
        dissolve_team(actor=None, team=team)
        Membership.objects.filter(team=team).update(
            since_at=clock.now() - dt.timedelta(9), until_at=clock.now() - dt.timedelta(3)
        )
        return phone

    def _nobodys(self) -> Phone:
        """Of somebody who was never in a team."""
        return phone_of(Account.objects.create(full_name="Không Đội", created_at=clock.now()))

    def _withdrawn(self) -> Phone:
        account = self._joined("Mất Máy", team=self.evening.team, part="leader")
        phone = phone_of(account)
        revoke_badge(actor=None, badge=Badge.objects.get(account=account))
        return phone

    def _let_go(self) -> Phone:
        account = self._joined("Đã Khóa", team=self.evening.team, part="leader")
        phone = phone_of(account)
        Account.objects.filter(pk=account.pk).update(is_active=False)
        return phone

    def _stranger(self) -> Phone:
        phone = Phone()
        phone.secret = "never-given"
        return phone


#: Phones that are answered, but have no part in group 7 today.
OUTSIDE = ["foreign", "next group", "left", "dissolved", "nobody's"]
#: Phones that are answered by nothing but a refusal.
SHUT_OUT = {"withdrawn": "device.revoked", "let go": "device.revoked", "unknown": "device.unknown"}


@pytest.fixture
def callers(evening: Evening) -> Callers:
    ask_help(
        actor=None,
        area=evening.group7,
        entry=HelpEntry(name="Bà Hoa", place="Số 1", phone="+84912345678"),
    )
    return Callers(evening)


def pushed(phone: Phone, *ops: Op) -> HttpResponse:
    return phone.post(
        "/field/push", {"sent_at": clock.now().isoformat(), "waiting": 0, "ops": list(ops)}
    )


def told(phone: Phone, op: Op) -> str:
    reply = pushed(phone, op)
    assert reply.status_code == 200, reply.content
    [verdict] = reply.json()["verdicts"]
    return verdict.get("code") or verdict["verdict"]


def about_ours(evening: Evening) -> dict[str, Op]:
    """kind → an operation about what is in group 7, each good from the right phone."""
    long_ago = (clock.now() - dt.timedelta(days=40)).isoformat()
    bad = evening.meeting(2, at=long_ago)
    wrong = evening.wrong(evening.doors[3], {"head": "Lò Văn Khác"}, seen=0)
    evening.push(bad, wrong)
    door = str(evening.doors[1].id)
    member = str(Membership.objects.get(account=evening.member).id)
    call = str(evening.calls[0].id)
    say = evening.say_so
    on_call = OnCall(evening.team, evening.member, evening.leader.account)
    day = dt.date(2030, 1, 5)
    leave = note_leave(actor=None, area=evening.group7, account=evening.member, first=day, last=day)
    return {
        "suggestion.make": evening.wrong(evening.doors[0], {"head": "Lò Thị Mới"}),
        "suggestion.settle": say(
            "suggestion.settle", suggestion=wrong["body"]["id"], verdict="accept"
        ),
        "encounter.record": evening.op(evening.encounter(evening.doors[0])),
        "door.give": say(
            "door.give", campaign=str(evening.campaign.id), household=door, membership=member
        ),
        "receipt.hand": say("receipt.hand", receipt=bad["op"]),
        "receipt.settle": say("receipt.settle", receipt=bad["op"], verdict="leave"),
        "walk.reorder": say("walk.reorder", path=evening.group7.path, lanes=["a"]),
        "help.take": say("help.take", request=call),
        "help.drop": say("help.drop", request=call, why="not_found"),
        "help.done": say("help.done", request=call),
        "gathering.heads": say("gathering.heads", gathering=str(evening.lesson.id), heads=5),
        "shift.sign_up": say("shift.sign_up", shift=str(on_call.free.id)),
        "shift.hand_over": say("shift.hand_over", shift=str(on_call.today.id), words="Xong"),
        "duty.offer": say("duty.offer", duty=str(on_call.mine.id)),
        "duty.take_over": say("duty.take_over", duty=str(on_call.offered.id)),
        "duty.attend": say("duty.attend", duty=str(on_call.now.id)),
        "quiz.attempt": say(
            "quiz.attempt", quiz=str(quiz_in(evening.group7).id), answers={"a": [0]}
        ),
        "platform.result": say(
            "platform.result",
            **{"resident": str(evening.people(evening.doors[0])[0].id), "skill": "vneid"},
            **{"what": "finished", "on": clock.today().isoformat()},
        ),
        "leave.note": say("leave.note", id=str(leave.id), first="2030-01-05", last="2030-01-05"),
        "leave.end": say("leave.end", leave=str(leave.id)),
    }


def written() -> dict[str, int]:
    """Rows of every table that operations write to, but for receipts and the journal."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.split("_")[0]
        in ("campaigns", "encounters", "territory", "tickets", "points", "quizzes", "learning")
    ]
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return found


def test_every_kind_is_tried() -> None:
    assert set(FOREIGN) == {kind.name for kind in known_kinds()}


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_is_not_theirs_is_refused_and_nothing_is_written(callers: Callers, who: str) -> None:
    ours = about_ours(callers.evening)
    before = written()
    for kind, code in FOREIGN.items():
        reply = pushed(callers.phones[who], ours[kind])
        [verdict] = reply.json()["verdicts"]
        assert verdict.get("code") == code, (who, kind, verdict)
        assert not [word for word in OURS if word in reply.content.decode()], (who, kind)
    assert written() == before


@pytest.mark.parametrize("who", OUTSIDE)
def test_an_origin_of_their_own_makes_nothing_theirs(callers: Callers, who: str) -> None:
    """Our door under their commune: there is no such door."""
    ours = about_ours(callers.evening)
    before = written()
    for kind, op in ours.items():
        if kind in OF_ONESELF:
            continue
        code = told(callers.phones[who], op | {"op": str(uuid7()), "origin": "00082"})
        room = kind.partition(".")[0]
        assert code.startswith(f"{room}."), (who, kind, code)
    assert written() == before


def test_a_member_does_not_do_what_is_the_leaders(callers: Callers) -> None:
    ours = about_ours(callers.evening)
    before = written()
    for kind, code in FOR_LEADERS.items():
        assert told(callers.phones["member"], ours[kind]) == code, kind
    assert written() == before


def test_the_right_phones_are_taken_at_their_word(callers: Callers) -> None:
    """Without this every refusal above could be for another reason."""
    ours = about_ours(callers.evening)
    callers.evening.calls[0].refresh_from_db()
    for kind, op in ours.items():
        # What was refused is handed over by the phone that sent it; the evening's own, not this one.
        if kind == "receipt.hand":
            [verdict] = callers.evening.push(op)
            assert verdict.verdict == "accepted"
            continue
        who = "leader" if kind in FOR_LEADERS else "member"
        assert told(callers.phones[who], op) == "accepted", kind


# ------------------------------------------------------------------------------- what travels down


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_world_holds_nobody_of_another_area(callers: Callers, who: str) -> None:
    callers.evening.spend()
    world = callers.phones[who].world()
    assert world.status_code == 200
    said = [word for word in OURS if word in json.dumps(world.json(), ensure_ascii=False)]
    assert not said, said
    ids = [str(door.id) for door in callers.evening.doors]
    assert not [id_ for id_ in ids if id_ in world.content.decode()]


def test_the_world_of_a_member_holds_theirs_and_no_more(callers: Callers) -> None:
    world = callers.phones["member"].world().content.decode()
    assert str(callers.evening.doors[0].id) in world
    assert str(callers.evening.far_door.id) not in world
    assert "912345678" not in world, "a number is told to whoever took the call"
    assert "Người Xa" not in world


# -------------------------------------------------------------------------------- phones shut out


def calls(callers: Callers, phone: Phone) -> dict[str, Callable[[], HttpResponse]]:
    """Every address of the wire, as it would be called by somebody who may."""
    evening = callers.evening
    at = f"?id={uuid7()}&origin=00322&encounter={uuid7()}&total=9&digest={'0' * 64}"
    client, headers = phone.client, phone._headers()
    return {
        "world": phone.world,
        "push": lambda: pushed(phone, evening.op(evening.encounter(evening.doors[0]))),
        "photo": lambda: client.put(f"/field/photo{at}", b"x", headers=headers),
        "carry": lambda: carry(phone, b"TNG\1"),
        "guide": lambda: client.get("/field/guide", {"digest": "0"}, headers=headers),
        "guide_media": lambda: client.get("/field/guide-media", {"digest": "0"}, headers=headers),
    }


@pytest.mark.parametrize("who", SHUT_OUT)
def test_a_phone_that_is_shut_out_hears_only_that(callers: Callers, who: str) -> None:
    made = calls(callers, callers.phones[who])
    frame = {"badge", "app", "manifest", "worker", "openapi", "claim"}
    assert set(made) == {one.name for one in urls.urlpatterns} - frame
    before, receipts = written(), Receipt.objects.count()
    for name, call in made.items():
        reply = call()
        assert (reply.status_code, reply.json()["code"]) == (401, SHUT_OUT[who]), name
    assert (written(), Receipt.objects.count()) == (before, receipts)
    for name, call in calls(callers, callers.phones["member"]).items():
        assert call().status_code != 401, name


def test_a_call_is_made_in_one_way_only(callers: Callers) -> None:
    phone = callers.phones["member"]
    for one in urls.urlpatterns:
        url = f"/{one.pattern}"
        for method in ("get", "post", "put", "patch", "delete", "options"):
            reply = getattr(phone.client, method)(url, headers=phone._headers())
            assert reply.status_code in (200, 400, 403, 404, 405), (url, method)
            if reply.status_code == 405:
                assert method.upper() not in reply["Allow"], (url, method)


# --------------------------------------------------------------------------------- photos, parcels


def test_a_photo_goes_only_to_ones_own_record(callers: Callers) -> None:
    record = callers.evening.meeting(0)
    callers.evening.push(record)
    photo, encounter = record["body"]["photos"][0], record["body"]["id"]
    for who, phone in callers.phones.items():
        at = f"?id={photo}&origin=00322&encounter={encounter}&total=9&digest={'0' * 64}"
        reply = phone.client.put(f"/field/photo{at}", b"x", headers=phone._headers())
        wanted = SHUT_OUT.get(who, "photo.encounter_unknown")
        if who != "member":
            assert reply.json()["code"] == wanted, who
    assert Photo.objects.get().account_id == callers.evening.member.id
    other = f"?id={uuid7()}&origin=00322&encounter={encounter}&total=9&digest={'0' * 64}"
    mine = callers.phones["member"]
    reply = mine.client.put(f"/field/photo{other}", b"x", headers=mine._headers())
    assert reply.json()["code"] == "photo.encounter_unknown", "the record names another photo"


def test_who_carries_a_parcel_lends_it_no_rights(callers: Callers) -> None:
    """A stranger's work in a leader's hands is judged as the stranger's, and the leader learns counts."""
    evening = callers.evening
    op = evening.op(evening.encounter(evening.doors[0]))
    parcel = packed(callers.phones["foreign"], op)
    reply = carry(callers.phones["leader"], parcel)
    said = reply.json()
    assert (reply.status_code, said["accepted"], said["refused"]) == (200, 0, 1)
    assert set(said) == {"parcel", "state", "operations", "accepted", "had", "refused"}
    assert Receipt.objects.get(op_id=op["op"]).code == "encounter.household_out_of_reach"
