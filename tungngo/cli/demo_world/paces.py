"""How fast the teams work, so that the board has a story: some ahead, most on the way, some behind."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from statistics import NormalDist

from tungngo.cli.demo_world.diary import YIELD, Pace
from tungngo.cli.demo_world.places import Place

#: The day of the campaign that `Place.reached` speaks of: how many days after its beginning.
USUAL_DAY = 24
_SPREAD = 0.19
_SLOWEST, _FASTEST = 0.07, 0.97
#: One member in so many has a badge and never opens it.
_IDLE_ONE_IN = 7


def team_shares(place: Place, day: int) -> list[float]:
    """The share of its doors each team has reached `day` days after the beginning.

    Spread evenly over a normal curve around what the place reaches, so that the mean holds however
    the teams are shuffled.
    """
    count = len(place.groups)
    curve = NormalDist(place.reached, _SPREAD)
    shares = [curve.inv_cdf((number + 0.5) / count) for number in range(count)]
    Random(f"shares {place.code}").shuffle(shares)
    usual = sum(_weight(number, None) for number in range(USUAL_DAY + 1))
    gone = sum(_weight(number, None) for number in range(day + 1)) / usual
    return [min(max(share, _SLOWEST) * gone, _FASTEST) for share in shares]


def member_paces(
    place: Place, group: int, members: int, share: float, starts_on: date, day: int
) -> list[Pace | None]:
    """How each member of a group's team works until `day`; None for those who never begin.

    The first is the leader, who always works. What the idle leave undone stays undone: nobody else
    has their doors.
    """
    chance = Random(f"paces {place.code} {group}")
    days = tuple(starts_on + timedelta(days=number) for number in range(day + 1))
    idle = {
        number
        for number in range(1, members)
        if chance.randrange(_IDLE_ONE_IN) == 0 and share < 0.8
    }
    # Those who work make up for those who do not, as far as their own doors go.
    working = min(share / YIELD * members / (members - len(idle)), 1.0)
    late_by = chance.choice((0, 0, 0, 1, 2, 4))
    paces: list[Pace | None] = []
    for number in range(members):
        own = working * chance.uniform(0.8, 1.2)
        weights = tuple(
            _weight(at - late_by, days[at]) * chance.uniform(0.5, 1.5) for at in range(len(days))
        )
        if number in idle or not any(weights):
            paces.append(None)
        else:
            paces.append(Pace(min(own, 1.0), days, weights))
    return paces


def _weight(number: int, day: date | None) -> float:
    """How much is done on a day of the campaign, from 0: a slow first week, full week's ends."""
    if number < 0:
        return 0.0
    ramp = min(1.0, 0.35 + number * 0.11)
    return ramp * (1.0 if day is None else (0.9, 0.95, 1.0, 1.0, 0.85, 1.45, 1.25)[day.weekday()])
