"""One evening of a street in operations: every kind a phone may send, each accepted at least once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tests.points.shifts import OnCall
from tests.quizzes.bank import quiz_in
from tests.territory.suggesting import Lane
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Device
from tungngo.campaigns.models import Campaign
from tungngo.intake.wire import Verdict
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.points import actions as points
from tungngo.teams.actions import add_member
from tungngo.teams.models import Membership
from tungngo.territory.models import Household
from tungngo.tickets.actions import HelpEntry, ask_help

Op = dict[str, Any]


class Evening(Lane):
    """A street with a leader's phone, two lanes, calls for help, and a campaign that asks for photos."""

    def __init__(self) -> None:
        super().__init__(doors=6)
        Campaign.objects.update(photo_of="Mã QR", asks_place=True)
        Household.objects.filter(id__in=[d.id for d in self.doors[:3]]).update(lane_key="a")
        member = add_member(
            actor=self.admin, team=self.team, full_name="Lê Thị Hạnh", part="leader"
        )
        [(_badge, secret)] = issue_badges(actor=self.admin, accounts=[member.account])
        self.leader, _secret = claim_badge(secret=secret, label="leader's phone")
        #: Listed by a commune that has since become part of this ward.
        self.joined = self.door(self.group7, 9, origin="00082")
        self.calls = [
            ask_help(actor=None, area=self.group7, entry=HelpEntry(place=f"Số {n}"))
            for n in range(3)
        ]
        point = points.open_point(
            actor=None, area=self.group7, entry=points.PointEntry("Nhà văn hóa")
        )
        now = clock.now()
        self.lesson = points.plan_gathering(
            actor=None,
            point=point,
            plan=points.Plan("Lớp", now, now + dt.timedelta(hours=2)),
        )

    def say_so(self, kind: str, **body: Any) -> Op:
        said = {"id": str(uuid7()), "at": clock.now().isoformat()} | body
        return self.op(said, kind=kind)

    def meeting(self, door: int, **changes: Any) -> Op:
        """An encounter at a door that says everything one can say."""
        old, young = [str(person.id) for person in self.people(self.doors[door])]
        said = {
            "outcomes": [[old, "vneid", 2], [young, "vneid", 4]],
            "taught": [[old, "vneid", "resident", young]],
            "consents": [[old, "vneid", "spoken", ""]],
            "near": [20.995, 105.852],
            "photos": [str(uuid7())],
            "come_back_on": (clock.today() + dt.timedelta(3)).isoformat(),
            "come_back_for": "VNeID",
        }
        return self.op(self.encounter(self.doors[door], **said | changes))

    def calls_of_the_evening(self) -> Iterator[tuple[Device, list[Op]]]:
        """(phone, operations of one call), to be sent in this order."""
        mine = self.phone
        first, second = self.meeting(0), self.meeting(1)
        yield mine, [first, second, self.meeting(2, result="absent", **self.nothing)]
        amended = self.meeting(0, amends=first["body"]["id"])
        taken_back = self.meeting(1, amends=second["body"]["id"], withdrawn=True)
        yield mine, [first, amended, taken_back]

        found = self.found(people=[{"id": str(uuid7()), "name": "Lò Văn An", "birth_year": 1960}])
        there = self.op(self.encounter(self.doors[0], household=found["body"]["household"]))
        yield mine, [there, found]
        person = self.people(self.doors[3])[0]
        open_ones = [
            self.wrong(self.doors[3], {"head": "Lò Văn Khác"}, seen=0),
            self.wrong(person, {"birth_year": 1951}, seen=0),
        ]
        yield (
            mine,
            [
                *open_ones,
                self.say(
                    "person_found", self.doors[3], resident=uuid7(), said={"name": "Lò Thị Bé"}
                ),
                self.say("person_left", self.doors[4], resident=self.people(self.doors[4])[1].id),
                self.say("household_gone", self.doors[5], seen=1),
                self.say("double", self.doors[4], said={"of": str(self.doors[3].id)}),
            ],
        )
        for verdict, one in zip(("accept", "decline"), open_ones, strict=True):
            settle = {"suggestion": one["body"]["id"], "verdict": verdict}
            yield self.leader, [self.say_so("suggestion.settle", **settle)]

        membership = Membership.objects.get(account=self.member)
        campaign, door = str(self.campaign.id), str(self.doors[2].id)
        for given in (None, str(membership.id)):
            giving = {"campaign": campaign, "household": door, "membership": given}
            yield self.leader, [self.say_so("door.give", **giving)]

        giving = {"campaign": campaign, "membership": str(membership.id)}
        joined = self.say_so("door.give", household=str(self.joined.id), **giving)
        yield self.leader, [joined | {"origin": "00082"}]

        long_ago = (clock.now() - dt.timedelta(days=40)).isoformat()
        bad, worse = self.meeting(2, at=long_ago), self.meeting(3, at=long_ago)
        yield mine, [bad, self.meeting(4), worse]
        yield mine, [self.say_so("receipt.hand", receipt=bad["op"], note="Máy sai ngày")]
        mended = {"at": (clock.now() - dt.timedelta(days=1)).isoformat()}
        again = {"receipt": bad["op"], "verdict": "again", "mended": mended}
        yield self.leader, [self.say_so("receipt.settle", **again)]
        leave = {"receipt": worse["op"], "verdict": "leave"}
        yield self.leader, [self.say_so("receipt.settle", **leave)]

        doors = {"a": [str(self.doors[n].id) for n in (2, 0, 1)]}
        for lanes in ([], ["", "a"]):
            walk = {"path": self.group7.path, "lanes": lanes, "doors": doors}
            yield mine, [self.say_so("walk.reorder", **walk)]

        one, two, three = (str(call.id) for call in self.calls)
        yield mine, [self.say_so("help.take", request=each) for each in (one, two, three)]
        yield mine, [self.say_so("help.done", request=one, words="xong")]
        yield mine, [self.say_so("help.drop", request=two, why="cannot", words="ốm")]
        yield mine, [self.say_so("help.drop", request=three, why="not_needed")]

        yield mine, [self.say_so("gathering.heads", gathering=str(self.lesson.id), heads=5)]

        on_call = OnCall(self.team, self.member, self.leader.account)
        yield mine, [self.say_so("shift.sign_up", shift=str(on_call.free.id))]
        yield mine, [self.say_so("duty.offer", duty=str(on_call.mine.id))]
        yield mine, [self.say_so("duty.take_over", duty=str(on_call.offered.id))]
        told = self.say_so("shift.hand_over", shift=str(on_call.today.id), words="Máy chủ chậm")
        yield mine, [told, self.say_so("duty.attend", duty=str(on_call.now.id)), told]
        days = {"first": "2030-01-05", "last": "2030-01-07"}
        away = self.say_so("leave.note", **days)
        yield mine, [away, self.say_so("leave.end", leave=away["body"]["id"])]

        person, quiz = self.people(self.doors[0])[0], str(quiz_in(self.group7).id)
        attempt = self.say_so("quiz.attempt", quiz=quiz, answers={"a": [0]})
        again = self.say_so("quiz.attempt", quiz=quiz, answers={}, resident=str(person.id))
        finished = {"resident": str(person.id), "skill": "vneid", "what": "finished"}
        result = self.say_so("platform.result", **finished, on=clock.today().isoformat())
        yield (
            mine,
            [attempt, again, attempt, result, self.say_so("quiz.attempt", quiz=quiz, answers={})],
        )

        joined = self.encounter(self.joined)
        yield mine, [self.op(joined, origin="00082"), self.meeting(5)]
        yield mine, [self.op([1]), self.op({}, kind="never.heard"), self.meeting(4)]
        yield mine, [self.op(self.encounter(self.far_door), origin="00082"), self.meeting(5)]

    #: Of somebody who was not met there is nothing to say.
    nothing = {"outcomes": [], "taught": [], "consents": [], "photos": []}

    def spend(self) -> dict[str, list[Verdict]]:
        """Send the whole evening. kind → verdicts."""
        told: dict[str, list[Verdict]] = {}
        for phone, ops in list(self.calls_of_the_evening()):
            for op, verdict in zip(ops, self.push(*ops, phone=phone), strict=True):
                told.setdefault(op["kind"], []).append(verdict)
        return told
