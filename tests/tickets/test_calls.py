"""Calls for help from asking to closing: who sees them, who takes them, what closes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from tests.encounters.street import ORIGIN, Street
from tungngo import jobs
from tungngo.accounts import journal
from tungngo.accounts.models import Device, JournalLine
from tungngo.field.world import world_of
from tungngo.intake.actions import take_ops
from tungngo.intake.wire import Verdict
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of
from tungngo.tickets import actions, queries, rules
from tungngo.tickets.actions import HelpEntry
from tungngo.tickets.models import HelpCall

pytestmark = pytest.mark.django_db
ALL = Reach.everything()


@pytest.fixture
def street() -> Street:
    return Street(doors=3)


def asked(street: Street, *, door: int | None = None, **entry: Any) -> HelpCall:
    given = {"name": "Bà Hoa", "phone": "+84912345678", "skills": ["vneid"]} | entry
    household = street.doors[door] if door is not None else None
    if household is None:
        given.setdefault("place", "Ngõ 12, cuối ngõ")
    return actions.ask_help(
        actor=street.admin, area=street.group7, entry=HelpEntry(**given), household=household
    )


def word(kind: str, call: HelpCall, **body: Any) -> dict[str, Any]:
    """What a phone says of a call."""
    about = {"id": str(uuid7()), "request": str(call.id), "at": clock.now().isoformat()}
    return {"op": str(uuid7()), "kind": kind, "origin": call.origin, "body": about | body}


def said(
    street: Street, kind: str, call: HelpCall, *, phone: Device | None = None, **body: Any
) -> Verdict:
    return sent(phone or street.phone, word(kind, call, **body))


def sent(phone: Device, op: dict[str, Any]) -> Verdict:
    [verdict] = pushed(phone, op)
    return verdict


def pushed(phone: Device, *ops: dict[str, Any]) -> list[Verdict]:
    raw = [msgspec.Raw(msgspec.json.encode(op)) for op in ops]
    return take_ops(actor=phone.account, device=phone, sent_at=clock.now(), waiting=0, ops=raw)


def fresh(call: HelpCall) -> HelpCall:
    return queries.help_call_of(ALL, call.origin, call.id)


def shown(street: Street, phone: Device | None = None) -> list[dict[str, Any]]:
    account = (phone or street.phone).account
    return queries.help_for(reach_of(account), account)


def test_a_call_from_a_household_takes_its_place_and_priority(street: Street) -> None:
    street.doors[0].priority = 4
    street.doors[0].save()
    call = asked(street, door=0, place="elsewhere")
    assert (call.origin, call.path, call.priority) == (ORIGIN, street.group7.path, True)
    assert call.due_on == clock.today() + dt.timedelta(rules.PRIORITY_DAYS)
    assert fresh(call).where == street.doors[0].address
    assert len(call.number) == 6
    assert call.number.isdigit()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"place": "", "phone": ""}, "help.nowhere"),
        ({"wished_on": dt.date(2020, 1, 1)}, "help.day_past"),
    ],
)
def test_a_call_that_helps_nobody_is_refused(street: Street, entry: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        asked(street, **entry)
    assert refusal.value.code == code
    assert not HelpCall.objects.exists()


def test_a_phone_sees_what_nobody_took_in_its_area_without_the_number(street: Street) -> None:
    call = asked(street)
    actions.ask_help(actor=None, area=street.group8, entry=HelpEntry(place="khác tổ"))
    [row] = shown(street)
    assert (row["id"], row["state"], row["phone"]) == (call.id, "open", "")
    assert row["group"] == "Tổ dân phố số 7"
    assert row["what"] == {"skills": ["vneid"], "words": ""}
    assert "912345678" not in msgspec.json.encode(row).decode()


def test_taking_gives_the_number_to_one_phone_and_the_call_leaves_the_others(
    street: Street,
) -> None:
    _other, second = street.volunteer("Lê Thị Sáu")
    call = asked(street)
    assert said(street, "help.take", call).verdict == "accepted"
    [mine] = shown(street)
    assert (mine["state"], mine["phone"]) == ("taken", "0912345678")
    assert shown(street, second) == []
    late = said(street, "help.take", call, phone=second)
    assert (late.verdict, late.code) == ("refused", "help.taken")
    assert late.sentence
    assert said(street, "help.take", call).verdict == "accepted"  # again by myself: no harm
    assert fresh(call).taken_by_id == street.member.id


def test_an_operation_sent_twice_counts_once(street: Street) -> None:
    call = asked(street)
    op = {
        "op": str(uuid7()),
        "kind": "help.take",
        "origin": call.origin,
        "body": {"id": str(uuid7()), "request": str(call.id), "at": clock.now().isoformat()},
    }
    assert [sent(street.phone, op).verdict for _time in range(3)] == ["accepted", "had", "had"]
    actions.close_help(actor=street.admin, call=call, why="not_needed")
    assert sent(street.phone, op).verdict == "had"
    assert JournalLine.objects.filter(verb="help.taken").count() == 1


@pytest.mark.parametrize(
    ("kind", "body", "state", "why"),
    [
        ("help.drop", {"why": "cannot"}, "open", ""),
        ("help.drop", {"why": "not_needed"}, "dropped", "not_needed"),
        ("help.drop", {"why": "not_found", "words": "không ai nghe máy"}, "dropped", "not_found"),
        ("help.done", {"words": "xong"}, "done", "said"),
    ],
)
def test_what_a_phone_says_of_its_call(
    street: Street, kind: str, body: Any, state: str, why: str
) -> None:
    call = asked(street)
    said(street, "help.take", call)
    assert said(street, kind, call, **body).verdict == "accepted"
    found = fresh(call)
    assert (found.state, found.closed_why) == (state, why)
    assert found.closed_words == (body.get("words", "") if state != "open" else "")
    # Said again after it was closed, it changes nothing and is no trouble.
    assert said(street, kind, call, **body).verdict == "accepted"
    assert fresh(call).state == state


def test_what_many_calls_became_is_looked_into_once(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Reach] = []
    monkeypatch.setattr(journal, "_listeners", [jobs.wake])
    monkeypatch.setattr(jobs, "is_waiting", lambda reach: bool(looks.append(reach)))
    given_back, done = ([asked(street) for _n in range(3)] for _kind in range(2))
    told = pushed(
        street.phone,
        *(word("help.drop", call, why="cannot") for call in given_back),
        *(word("help.done", call) for call in done),
    )
    assert {one.verdict for one in told} == {"accepted"}
    assert {fresh(call).state for call in done} == {"done"}
    assert JournalLine.objects.filter(verb="help.given_back").count() == 3
    assert JournalLine.objects.filter(verb="help.closed", details__why="said").count() == 3
    assert len(looks) == 2, "once for those given back, once for those done"


def test_giving_back_before_the_last_taking_is_late_news(street: Street) -> None:
    call = asked(street)
    before = (clock.now() - dt.timedelta(minutes=30)).isoformat()
    said(street, "help.take", call)
    assert said(street, "help.drop", call, why="cannot", at=before).verdict == "accepted"
    assert fresh(call).state == "taken"


def test_who_left_the_team_takes_no_call_by_a_clock_set_back(street: Street) -> None:
    """Taking tells them name, place and number: only who works there today may."""
    from_before = (clock.now() - dt.timedelta(days=1)).isoformat()
    mine, call = asked(street), asked(street)
    assert said(street, "help.take", mine).verdict == "accepted"
    Membership.objects.update(until_at=clock.now())
    assert said(street, "help.take", call, at=from_before).code == "help.out_of_reach"
    assert fresh(call).taken_by is None
    assert said(street, "help.drop", mine, why="cannot").verdict == "accepted"


def test_refusals_of_phones(street: Street) -> None:
    _other, second = street.volunteer("Lê Thị Sáu")
    call, closed = asked(street), asked(street)
    actions.close_help(actor=street.admin, call=closed, why="doubled")
    foreign = actions.ask_help(actor=None, area=street.group8, entry=HelpEntry(place="x"))
    said(street, "help.take", call)
    unknown = HelpCall(origin=ORIGIN, id=uuid7())
    got = [
        said(street, "help.take", unknown).code,
        said(street, "help.take", foreign).code,
        said(street, "help.take", closed).code,
        said(street, "help.drop", call, phone=second, why="cannot").code,
        said(street, "help.done", call, phone=second).code,
        said(street, "help.drop", call, why="tired").code,
        said(street, "help.drop", call).code,
    ]
    assert got == [
        *("help.unknown", "help.out_of_reach", "help.closed", "help.not_mine", "help.not_mine"),
        *("help.why_unknown", "op.unreadable"),
    ]
    assert fresh(call).taken_by_id == street.member.id


def test_what_the_desk_gave_out_of_the_team_is_still_the_members(street: Street) -> None:
    call = actions.ask_help(actor=None, area=street.ward, entry=HelpEntry(phone="+84912345678"))
    assert shown(street) == []
    actions.give_help(actor=street.admin, call=call, account=street.member)
    [row] = shown(street)
    assert (row["id"], row["phone"], row["group"]) == (call.id, "0912345678", "")
    assert said(street, "help.drop", call, why="cannot").verdict == "accepted"


def test_only_a_visit_after_asking_closes_a_call(street: Street) -> None:
    call, other = asked(street, door=0), asked(street, door=1)
    assert set(queries.waiting_at_doors(ALL)[ORIGIN]) == {
        street.doors[0].id,
        street.doors[1].id,
    }
    door, before = street.doors[0].id, call.asked_at - dt.timedelta(minutes=1)
    assert actions.close_met(actor=None, origin=ORIGIN, met={door: before}) == 0
    after = clock.now()
    assert actions.close_met(actor=None, origin=ORIGIN, met={door: after}) == 1
    found = fresh(call)
    assert (found.state, found.closed_why, found.closed_at) == ("done", "met", after)
    assert fresh(other).state == "open"


def test_a_call_opened_again_waits_for_another_visit(street: Street) -> None:
    call = asked(street, door=0)
    actions.give_help(actor=street.admin, call=call, account=street.member)
    visit = {street.doors[0].id: clock.now()}
    actions.close_met(actor=None, origin=ORIGIN, met=visit)
    actions.reopen_help(actor=street.admin, call=call)
    assert fresh(call).state == "taken"
    assert actions.close_met(actor=None, origin=ORIGIN, met=visit) == 0
    with pytest.raises(Refused) as refusal:
        actions.reopen_help(actor=street.admin, call=call)
    assert refusal.value.code == "help.not_closed"


def test_a_call_goes_where_its_household_goes(street: Street) -> None:
    call = asked(street, door=0)
    street.doors[0].path = street.group8.path
    street.doors[0].save()
    assert shown(street) == []
    assert queries.call_counts(ALL, street.group8.path) == (1, 0)
    assert queries.call_counts(ALL, street.group7.path) == (0, 0)
    with pytest.raises(NotReached):
        queries.help_call_of(Reach((street.group7.path,)), call.origin, call.id)


def test_phones_are_sent_both_documents(street: Street) -> None:
    asked(street)
    world = world_of(reach_of(street.member), street.member, street.phone)
    assert [row["name"] for row in world["help"][1]] == ["Bà Hoa"]
    assert world["duties"][1] == []
    before = world["help"][0]
    actions.give_help(actor=street.admin, call=HelpCall.objects.get(), account=street.member)
    after = world_of(reach_of(street.member), street.member, street.phone)
    assert after["help"][0] != before


def test_a_call_whose_household_was_taken_back_is_not_lost(street: Street) -> None:
    call = asked(street, door=0)
    HelpCall.objects.filter(id=call.id).update(household_id=uuid7())
    assert fresh(call).lies_at == street.group7.path
    assert [row["id"] for row in shown(street)] == [call.id]


def test_late_calls_are_counted_and_come_first(street: Street) -> None:
    late, usual = asked(street), asked(street)
    HelpCall.objects.filter(id=late.id).update(due_on=clock.today() - dt.timedelta(1))
    assert queries.call_counts(ALL, street.ward.path) == (2, 1)
    assert list(queries.waiting_under(ALL, street.ward.path)) == [late, usual]
    assert [row["late"] for row in shown(street)] == [True, False]


def test_what_was_told_is_erased_a_month_after_closing(street: Street) -> None:
    call, still_open = asked(street, words="quên mật khẩu"), asked(street)
    actions.close_help(actor=street.admin, call=call, why="other", words="bà Hoa đã tự làm")
    month_ago = clock.now() - dt.timedelta(rules.KEPT_DAYS)
    assert actions.forget_calls(actor=None, before=month_ago) == 0
    HelpCall.objects.filter(id=call.id).update(closed_at=month_ago - dt.timedelta(seconds=5))
    assert actions.forget_calls(actor=None, before=month_ago) == 1
    found = fresh(call)
    assert (found.name, found.phone, found.place, found.words, found.closed_words) == ("",) * 5
    assert fresh(still_open).phone
    with pytest.raises(Refused) as refusal:
        actions.reopen_help(actor=street.admin, call=call)
    assert refusal.value.code == "help.erased"
    assert actions.forget_calls(actor=None, before=month_ago) == 0


def test_what_nobody_got_to_is_closed_and_erased_in_the_end(street: Street) -> None:
    call, other = asked(street, words="quên mật khẩu"), asked(street)
    long_ago = clock.now() - dt.timedelta(days=rules.WAITING_DAYS)
    assert actions.give_up_calls(actor=None, before=long_ago) == 0
    HelpCall.objects.filter(id=call.id).update(waiting_since_at=long_ago - dt.timedelta(seconds=5))
    assert actions.give_up_calls(actor=None, before=long_ago) == 1
    found = fresh(call)
    assert (found.state, found.name, found.phone, found.words) == ("dropped", "", "", "")
    assert list(queries.waiting_under(ALL, street.ward.path)) == [other]


def test_reading_a_number_is_in_the_journal_and_the_number_is_not(street: Street) -> None:
    call = asked(street)
    assert actions.read_number(actor=street.admin, call=call) == "+84912345678"
    said(street, "help.take", call)
    said(street, "help.drop", call, why="not_found", words="0912345678 sai số")
    lines = JournalLine.objects.filter(subject=str(call.id))
    assert set(lines.values_list("verb", flat=True)) == {
        *("help.asked", "help.number_read", "help.taken", "help.given_back")
    }
    assert not [line for line in lines if "912345678" in f"{line.details}"]
    assert not [line for line in lines if "Hoa" in f"{line.details}"]


def test_a_door_is_settled_once_it_is_known(street: Street) -> None:
    call = asked(street)
    actions.settle_door(actor=street.admin, call=call, household=street.doors[1])
    found = fresh(call)
    assert found.household_id == street.doors[1].id
    assert found.where == street.doors[1].address
    with pytest.raises(Refused) as refusal:
        actions.settle_door(actor=street.admin, call=call, household=street.far_door)
    assert refusal.value.code == "help.other_commune"
