"""What one volunteer did, day by day: which doors, when, who was met, what they could do by then.

Pure: the doors come as the phone got them (docs/wire.md), the days and the moment are handed in, and
chance is a seeded generator. The result is what the phone would send.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tungngo.lib.clock import VIETNAM
from tungngo.lib.ids import uuid7

Door = dict[str, Any]
Operation = dict[str, Any]

#: What comes of a first knock, in a hundred.
_RESULTS = {"met": 73, "absent": 23, "refused": 2.4, "moved": 1.3, "demolished": 0.3}
#: Of doors knocked on, how many are met in the end.
YIELD = 0.91
_MOST_KNOCKS = 3
_CORRECTED, _WITHDRAWN = 0.012, 0.002
#: The levels of who does it alone and who teaches others, and how often somebody learnt it from those.
_ALONE, _TEACHES, _BY_A_NEIGHBOUR = 3, 4, 0.3
_PROMISES = (
    "Cài lại VNeID, chờ điện thoại mới",
    "Hướng dẫn tiếp Cổng Dịch vụ công",
    "Hẹn khi con cháu có nhà",
    "Liên kết tài khoản ngân hàng nhận lương hưu",
    "Đổi mật khẩu, bật cảnh báo lừa đảo",
    "Giúp đăng ký chữ ký số",
)
#: How a person of each kind does with a service when first shown it: weights of levels 0 to 4.
_FIRST_LEVELS = {
    "able": (2, 8, 26, 52, 12),
    "usual": (5, 17, 42, 33, 3),
    "slow": (18, 34, 38, 9, 1),
    "frail": (45, 36, 18, 1, 0),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How a volunteer works: `share` of their doors knocked on by `today`, on days weighed so."""

    share: float
    days: tuple[date, ...]
    weights: tuple[float, ...]


def diary(
    doors: list[Door], campaign: dict[str, Any], pace: Pace, now: datetime, chance: Random
) -> list[Operation]:
    """Everything a volunteer recorded up to `now`, in the order of its moments."""
    skills = [skill["code"] for skill in campaign["skills"]]
    # A tenth of five doors is one door for every second volunteer.
    knocks = int(pace.share * len(doors) + chance.random())
    days = sorted(chance.choices(pace.days, pace.weights, k=knocks)) if knocks else []
    moments = _moments(days, chance)
    writer = _Writer(campaign["id"], skills, now, chance)
    for door, at in zip(doors, moments, strict=False):
        writer.visit(door, at)
    return sorted(writer.operations, key=lambda operation: operation["body"]["at"])


def _moments(days: list[date], chance: Random) -> list[datetime]:
    """A moment for each visit: evenings mostly, mornings too at the week's end; ten minutes a door."""
    moments: list[datetime] = []
    for day in sorted(set(days)):
        count = days.count(day)
        morning = chance.randint(0, count // 2) if day.weekday() >= 5 or count > 14 else 0
        for number, begin in ((morning, time(8, 15)), (count - morning, time(18, 5))):
            at = datetime.combine(day, begin, VIETNAM) + timedelta(minutes=chance.randint(0, 40))
            step = min(11.0, 170 / max(number, 1))
            for _ in range(number):
                moments.append(at)
                at += timedelta(minutes=step * chance.uniform(0.6, 1.4))
    return moments


class _Writer:
    """The phone in the volunteer's hand."""

    def __init__(self, campaign: str, skills: list[str], now: datetime, chance: Random):
        self.campaign, self.skills, self.now, self.chance = campaign, skills, now, chance
        self.operations: list[Operation] = []
        #: Skill → who was seen to teach it to others, behind these doors.
        self.teachers: dict[str, list[str]] = {}

    def visit(self, door: Door, at: datetime) -> None:
        """Knock, and where nobody was home knock again some days later; return where promised."""
        for knock in range(_MOST_KNOCKS):
            result = self.chance.choices(list(_RESULTS), list(_RESULTS.values()))[0]
            if result != "absent" or knock == _MOST_KNOCKS - 1:
                break
            self.record(door, at, "absent")
            at += timedelta(days=self.chance.randint(1, 4), minutes=self.chance.randint(-40, 40))
        if result != "met":
            self.record(door, at, result)
            return
        levels = self._first_levels(door)
        promise = self.chance.random() < 0.24
        back_on = at + timedelta(days=self.chance.randint(4, 11))
        self.record(
            door, at, "met", levels,
            back_on=back_on.date() if promise else None,
            back_for=self.chance.choice(_PROMISES) if promise else "",
        )  # fmt: skip
        self._set_right(door, at, levels)
        if promise and self.chance.random() < 0.75:
            raised = self._raised(levels)
            self.record(door, back_on, "met", raised, taught=self._taught(raised))
        for (who, skill), level in levels.items():
            if level == _TEACHES:
                self.teachers.setdefault(skill, []).append(who)

    def record(
        self,
        door: Door,
        at: datetime,
        result: str,
        levels: dict[tuple[str, str], int] | None = None,
        *,
        back_on: date | None = None,
        back_for: str = "",
        amends: UUID | None = None,
        withdrawn: bool = False,
        taught: Sequence[Sequence[str]] = (),
    ) -> UUID | None:
        """Write one encounter down, unless its moment has not come yet."""
        if at >= self.now:
            return None
        at_ms = int(at.timestamp() * 1000)
        encounter = uuid7(at_ms)
        self.operations.append(
            {
                "op": str(uuid7(at_ms)),
                "kind": "encounter.record",
                "origin": door["origin"],
                "body": {
                    "id": str(encounter),
                    "campaign": self.campaign,
                    "household": door["id"],
                    "place": "door",
                    "result": result,
                    "at": at.isoformat(timespec="seconds"),
                    "outcomes": [
                        [who, what, level] for (who, what), level in (levels or {}).items()
                    ],
                    "come_back_on": back_on.isoformat() if back_on else None,
                    "come_back_for": back_for,
                    "amends": str(amends) if amends else None,
                    "withdrawn": withdrawn,
                    "taught": taught,
                },
            }
        )
        return encounter

    def _taught(self, levels: dict[tuple[str, str], int]) -> list[list[str]]:
        """Who says that a relative or a neighbour taught them, not the volunteer. Few teach many, and now
        and then somebody who was taught goes on to teach."""
        said = []
        for (who, skill), level in levels.items():
            at_home = [
                one
                for (one, what), able in levels.items()
                if one != who and what == skill and able > max(level, _ALONE - 1)
            ]
            near = [one for one in self.teachers.get(skill, ()) if one != who][:2]
            if level > 1 and (at_home or near) and self.chance.random() < _BY_A_NEIGHBOUR:
                said.append([who, skill, "resident", self.chance.choice(at_home or near)])
                if near and level >= _ALONE and self.chance.random() < _BY_A_NEIGHBOUR:
                    self.teachers[skill].insert(0, who)
        return said

    def _set_right(self, door: Door, at: datetime, levels: dict[tuple[str, str], int]) -> None:
        """Now and then something was entered wrongly, and is corrected or taken back."""
        what = self.chance.random()
        if what > _CORRECTED + _WITHDRAWN or not self.operations or at >= self.now:
            return
        wrong = UUID(self.operations[-1]["body"]["id"])
        soon = at + timedelta(minutes=self.chance.randint(2, 50))
        if what < _WITHDRAWN:
            self.record(door, soon, "met", levels, amends=wrong, withdrawn=True)
            self.record(door, soon + timedelta(minutes=1), "absent")
        else:
            self.record(
                door, soon, "met", {k: max(v - 1, 0) for k, v in levels.items()}, amends=wrong
            )

    def _first_levels(self, door: Door) -> dict[tuple[str, str], int]:
        """Who was at home, which services they were shown, and how far each got."""
        learners = [p for p in door["people"] if p["segment"] != "child"]
        home = [p for p in learners if self.chance.random() < 0.74] or learners[:1]
        count = self.chance.choices((2, 3, 4, 5), (8, 36, 36, 20))[0]
        shown = self._shown(count)
        return {
            (person["id"], skill): self.chance.choices(range(5), _FIRST_LEVELS[self._kind(person)])[
                0
            ]
            for person in home
            for skill in shown
        }

    def _shown(self, count: int) -> list[str]:
        """The services of a visit: the first ones of the campaign more often than the last."""
        weights = [1 / (1 + place) for place in range(len(self.skills))]
        keyed = sorted(
            zip(self.skills, weights, strict=True),
            key=lambda pair: self.chance.random() ** (1 / pair[1]),
            reverse=True,
        )
        return [skill for skill, _weight in keyed[:count]]

    def _kind(self, person: dict[str, Any]) -> str:
        age = self.now.year - (person["birth_year"] or self.now.year - 45)
        if age >= 76 or "mobility" in person["reasons"]:
            return "frail"
        if person["segment"] == "official" or 14 <= age <= 35:
            return "able"
        return "slow" if age >= 60 or age < 10 else "usual"

    def _raised(self, levels: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        """The same people at the second visit: most a step further, and something new besides."""
        more = dict(levels)
        for key, level in levels.items():
            if self.chance.random() < 0.7:
                more[key] = min(level + 1, 4 if self.chance.random() < 0.15 else 3)
        extra = self._shown(2)
        for person in {who for who, _skill in levels}:
            for skill in extra:
                more.setdefault((person, skill), self.chance.choice((1, 1, 2, 2, 3)))
        # A level once seen is not unlearnt.
        return {key: max(level, levels.get(key, 0)) for key, level in more.items()}
