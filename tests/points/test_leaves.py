"""Days away, said on the phone: once, taken back, a gap for whoever leads, forgotten after a while."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.points.test_rotas import ALL, DAY, Roster
from tungngo.accounts.models import Device, JournalLine
from tungngo.field.crew import crew_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.points import queries
from tungngo.points.models import Duty, Leave
from tungngo.privacy.actions.keeping import delete_past
from tungngo.privacy.models import Deletion
from tungngo.teams.actions import add_member
from tungngo.teams.queries import memberships_of, reach_of


class Away(Roster):
    """The member is on the first shift, and says that they are away on its day."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = self.shifts[0]
        self.duty = self.on(self.shift, self.member)
        self.day = clock.day_of(self.shift.starts_at)
        self.note = self.op(
            {
                **{"id": str(uuid7()), "first": self.day.isoformat(), "at": self.at()},
                "last": (self.day + DAY).isoformat(),
            },
            kind="leave.note",
        )

    def at(self) -> str:
        return clock.now().isoformat()

    def end(self, leave: str) -> dict[str, Any]:
        return self.op({"id": str(uuid7()), "leave": leave, "at": self.at()}, kind="leave.end")

    def said(self, *ops: dict[str, Any], phone: Device | None = None) -> list[str]:
        found = self.push(*ops, phone=phone or self.phone)
        return [one.code or one.verdict for one in found]

    @property
    def gaps(self) -> tuple[int, int]:
        """How many are missing on the first day, and how many troubles are told of."""
        week = queries.week_under(ALL, self.ward.path, self.day, self.day)
        return week.missing, len(week.troubles)


@pytest.fixture
def away(db: None) -> Away:
    return Away()


def test_away_is_said_once_and_taken_back(away: Away) -> None:
    """Sent twice it counts once; the shift stays theirs and is one to fill, until it is taken back, which an
    older phone may send in the same call."""
    assert away.gaps == (1, 0)
    assert away.said(away.note) == ["accepted"]
    again = away.note | {"op": str(uuid7())}
    assert away.said(away.note, again) == ["had", "accepted"]
    [leave] = Leave.objects.all()
    assert (leave.account_id, leave.is_own_word, leave.path) == (
        away.member.id,
        True,
        away.group7.path,
    )
    assert away.gaps == (2, 1)
    [told] = away.told(away.member)["away"]
    assert (told["first"], told["own"]) == (away.day, True)
    assert away.told(away.member)["mine"][0]["shift"] == away.shift.id, "still theirs"
    assert away.said(away.end(str(leave.id)), away.end(str(leave.id))) == ["accepted"] * 2
    assert (away.gaps, away.told(away.member)["away"]) == ((1, 0), [])
    assert JournalLine.objects.filter(verb="leave.ended").count() == 1

    another = away.op(away.note["body"] | {"id": str(uuid7())}, kind="leave.note")
    assert away.said(another, away.end(another["body"]["id"])) == ["accepted"] * 2
    third = away.op(away.note["body"] | {"id": str(uuid7())}, kind="leave.note")
    back = {"id": str(uuid7()), "amends": third["body"]["id"], "withdrawn": True}
    withdrawn = away.op(third["body"] | back, kind="leave.note")
    assert away.said(third, withdrawn) == ["accepted"] * 2
    assert Leave.objects.count() == 3
    assert not Leave.objects.filter(ended_at=None).exists()


def test_the_place_of_who_is_away_is_free_for_another(away: Away) -> None:
    away.on(away.shift, away.second)
    assert [one["shift"] for one in away.told(away.third)["free"]].count(away.shift.id) == 0
    code = away.say("shift.sign_up", away.third_phone, shift=str(away.shift.id))
    assert code == "shift.full"
    assert away.said(away.note) == ["accepted"]
    [free] = [one for one in away.told(away.third)["free"] if one["shift"] == away.shift.id]
    assert free["missing"] == 1
    sign_up = {"shift": str(away.shift.id)}
    assert away.say("shift.sign_up", away.third_phone, **sign_up) == "accepted"
    assert away.gaps == (0, 1), "who is away is named until they are off the shift"


def test_days_away_that_are_nobody_s_or_make_no_sense(away: Away) -> None:
    body = away.note["body"]
    backwards = {"id": str(uuid7()), "first": body["last"], "last": body["first"]}
    year = {"id": str(uuid7()), "last": (away.day + 365 * DAY).isoformat()}
    longer = {"id": str(uuid7()), "last": (away.day + 366 * DAY).isoformat()}
    elsewhere = away.op(body | {"id": str(uuid7())}, kind="leave.note", origin="00082")
    assert away.said(
        away.note,
        away.op(body | backwards, kind="leave.note"),
        away.op(body | year, kind="leave.note"),
        away.op(body | longer, kind="leave.note"),
        elsewhere,
        away.end(str(uuid7())),
    ) == [
        *("accepted", "leave.ends_before", "accepted", "leave.too_long"),
        *("leave.not_member", "leave.unknown"),
    ]
    theirs = away.op(body | {"first": body["last"]}, kind="leave.note")
    said = away.said(theirs, away.end(body["id"]), phone=away.second_phone)
    assert said == ["leave.id_taken", "leave.not_yours"]
    back = {"id": str(uuid7()), "amends": body["id"], "withdrawn": True}
    theirs = away.op(body | back, kind="leave.note")
    assert away.said(theirs, phone=away.second_phone) == ["leave.not_yours"]


def test_who_leads_is_told_who_is_away_and_what_that_leaves_open(away: Away) -> None:
    away.said(away.note)
    lead = add_member(actor=None, team=away.team, full_name="Tổ Trưởng", part="leader").account
    reach = reach_of(lead)
    crew = crew_of(reach, lead, away.campaign, memberships_of(reach, lead))
    assert crew
    told = {one["account"]: one["away"] for one in crew["teams"][0]["members"]}
    assert told[away.member.id] == [(away.day, away.day + DAY, 1)]
    assert told[away.second.id] == []


def test_days_away_and_duties_are_forgotten_with_a_proof(
    away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.said(away.note)
    for later, gone, left in ((200, {"leaves": 1}, (0, 1)), (1200, {"duties": 1}, (0, 0))):
        moment = clock.now() + dt.timedelta(days=later)
        monkeypatch.setenv("TUNGNGO_NOW", moment.isoformat())
        done = {code: n for code, n in delete_past(actor=None).items() if code in gone}
        assert done == gone
        assert (Leave.objects.count(), Duty.objects.count()) == left
        assert Deletion.objects.get(code=next(iter(gone))).count == 1
    assert queries.shift_of(ALL, away.shift.origin, away.shift.id).need == 2
