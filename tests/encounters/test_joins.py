"""A new fact joins a standing instead of having all facts of its door folded again: the same comes out.

Whatever the order of arrival: corrections before what they correct, several at one moment, two
campaigns, two helpers, one person named at a door more than once in a call.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.encounters.street import Street
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.models import Campaign, CampaignSkill
from tungngo.campaigns.templates import shipped_templates
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import STANDING, fold
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.territory.doubled import kept_doors

ALL = Reach.everything()


class Evening(Street):
    """Two doors, two helpers and two campaigns over one street, and what they say of it by chance."""

    def __init__(self) -> None:
        super().__init__(doors=2)
        today = clock.today()
        self.second = campaigns.create_campaign(
            actor=self.admin,
            area=self.ward,
            name="Sau 45 ngày",
            starts_on=today - dt.timedelta(days=10),
            ends_on=today + dt.timedelta(days=10),
            template=shipped_templates()["45-days"],
        )
        # As if the first had been paused meanwhile: phones bring facts of both.
        Campaign.objects.filter(pk=self.second.pk).update(state=Campaign.State.RUNNING)
        _account, other = self.volunteer("Lê Thị Hoa")
        self.phones = [self.phone, other]
        shown = CampaignSkill.objects.filter(campaign=self.campaign)
        self.skills = list(shown.values_list("skill_id", flat=True)[:2])
        self.moments = [
            clock.now() - dt.timedelta(days=n % 3, hours=2, seconds=n) for n in range(5)
        ]

    def said(self, chance: random.Random, number: int) -> list[tuple[int, dict]]:
        """(phone, body) of so many facts as they were recorded, corrections after their originals."""
        told: list[tuple[int, dict]] = []
        for _ in range(number):
            whose = chance.randrange(2)
            mine = [body for phone, body in told if phone == whose]
            old = chance.choice(mine) if mine and chance.random() < 0.35 else None
            door = self.doors[chance.randrange(2)]
            if old is not None:
                door = next(one for one in self.doors if str(one.id) == old["household"])
            campaign = chance.choice([self.campaign, self.second])
            body = self.encounter(
                door,
                campaign=old["campaign"] if old else str(campaign.id),
                at=chance.choice(self.moments).isoformat(),
                result=chance.choice(["met", "met", "absent", "refused"]),
                outcomes=[
                    [str(chance.choice(self.people(door)).id), chance.choice(self.skills), level]
                    for level in chance.choices(range(5), k=chance.randrange(4))
                ],
                come_back_for=chance.choice(["", "giấy tờ"]),
                withdrawn=chance.random() < (0.4 if old else 0.05),
                amends=old["id"] if old else None,
            )
            told.append((whose, body))
        return told

    def arrive(self, chance: random.Random, told: list[tuple[int, dict]]) -> None:
        """Send them in another order, now one and now many, some of them twice."""
        chance.shuffle(told)
        ops = [(whose, self.op(body)) for whose, body in told]
        while ops:
            whose = ops[0][0]
            some = [op for phone, op in ops[: chance.randint(1, 6)] if phone == whose]
            answers = self.push(*some, phone=self.phones[whose])
            assert {answer.verdict for answer in answers} <= {"accepted", "had"}
            if chance.random() < 0.8:
                sent = {op["op"] for op in some}
                ops = [row for row in ops if row[1]["op"] not in sent]


def differences() -> Iterator[object]:
    """Where what is kept is not what all facts of that door fold to."""
    said = set(Encounter.objects.values_list("household_id", flat=True))
    kept = kept_doors(ALL, "00322", said)
    facts = facts_of(ALL, "00322", {kept.get(door, door) for door in said})
    for (campaign, household), mine in facts.items():
        stand = fold(mine)
        kept = HouseholdStanding.objects.get(household_id=household, campaign_id=campaign)
        stand.residents = {uuid.UUID(who).hex: stood for who, stood in stand.residents.items()}
        for name in STANDING:
            if getattr(kept, name) != getattr(stand, name):
                yield name, getattr(kept, name), getattr(stand, name)


@pytest.mark.django_db
def test_what_joins_stands_where_folding_everything_puts_it():
    evening = Evening()
    recount(paths=[evening.group7.path, evening.elsewhere.path])
    for seed in range(40):
        chance = random.Random(seed)
        with transaction.atomic():
            evening.arrive(chance, evening.said(chance, chance.randint(2, 12)))
            assert not list(differences()), f"seed {seed}"
            if seed % 8 == 0:
                while recount_stale():
                    pass
                assert not list(check(ALL)), f"seed {seed}"
            transaction.set_rollback(True)
