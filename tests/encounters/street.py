"""A street that works: households in group 7, a volunteer with a phone, a running campaign."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from tests.moments import earlier_today
from tests.teams.people import Ward
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Account, Device
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.templates import shipped_templates
from tungngo.intake.actions import take_ops
from tungngo.intake.wire import Verdict
from tungngo.lib import clock, text
from tungngo.lib.ids import uuid7
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Membership
from tungngo.territory.models import Area, Household, Resident

ORIGIN = "00322"


class Street(Ward):
    """`doors` in group 7 with two residents each, one door elsewhere, `phone` of a member."""

    def __init__(self, doors: int = 4, *, days_ago: int = 10) -> None:
        super().__init__()
        campaigns.install_skills()
        today = clock.today()
        self.campaign = campaigns.create_campaign(
            actor=self.admin,
            area=self.ward,
            name="45 ngày đêm",
            starts_on=today - dt.timedelta(days=days_ago),
            ends_on=today + dt.timedelta(days=44 - days_ago),
            template=shipped_templates()["45-days"],
        )
        campaigns.start_campaign(actor=self.admin, campaign=self.campaign)
        self.team = make_team(actor=self.admin, area=self.group7, name="Tổ 7")
        self.member, self.phone = self.volunteer("Trần Văn Bình")
        self.doors = [self.door(self.group7, n) for n in range(1, doors + 1)]
        self.far_door = self.door(self.elsewhere, 1, origin="00082")

    def volunteer(self, name: str) -> tuple[Account, Device]:
        """A member of the team with a phone whose badge was opened."""
        given = add_member(
            actor=self.admin, team=self.team, full_name=name, phone="", force="youth_union"
        )
        account = given.account if isinstance(given, Membership) else given
        [(_badge, secret)] = issue_badges(actor=self.admin, accounts=[account])
        device, _secret = claim_badge(secret=secret, label="test phone")
        return account, device

    def door(self, at: Area, n: int, *, origin: str = ORIGIN) -> Household:
        now = clock.now()
        household = Household.objects.create(
            origin=origin,
            path=at.path,
            code=f"{at.code}-{n}",
            head_name=f"Chủ hộ {n}",
            address=f"Số {n} Ngõ 281 Đường Trương Định",
            house=str(n),
            walk_key=f"{n:04d}",
            priority=n % 2,
            listed_at=now,
            updated_at=now,
        )
        for place, year in enumerate((1950, 1990)):
            Resident.objects.create(
                origin=origin,
                household_id=household.id,
                path=at.path,
                full_name=f"Người {n}.{place}",
                sort_key=text.name_sort_key(f"Người {n}.{place}"),
                birth_year=year,
                segment="adult",
                place_in_household=place,
                updated_at=now,
            )
        return household

    def people(self, door: Household) -> list[Resident]:
        found = Resident.objects.filter(origin=door.origin, household_id=door.id)
        return list(found.order_by("place_in_household"))

    def encounter(self, door: Household, **changes: Any) -> dict[str, Any]:
        """The body of an encounter at `door`, met today an hour ago unless said otherwise."""
        return {
            "id": str(uuid7()),
            "campaign": str(self.campaign.id),
            "household": str(door.id),
            "result": "met",
            "at": earlier_today().isoformat(),
            "outcomes": [],
        } | changes

    def op(self, body: Any, *, origin: str = ORIGIN, **changes: Any) -> dict[str, Any]:
        return {
            "op": str(uuid7()),
            "kind": "encounter.record",
            "origin": origin,
            "body": body,
        } | changes

    def push(
        self, *ops: Any, phone: Device | None = None, sent_at: dt.datetime | None = None
    ) -> list[Verdict]:
        """Send operations as the phone would, and give the verdicts."""
        phone = phone or self.phone
        return take_ops(
            actor=phone.account,
            device=phone,
            sent_at=sent_at or clock.now(),
            waiting=0,
            ops=[msgspec.Raw(msgspec.json.encode(op)) for op in ops],
        )
