"""Two lanes of group 7 as a volunteer meets them, for tests of the phone and for journeys.

`python -m tests.field.lane` lays them into the town of the environment and prints, as one line of
JSON, the secrets of two badges that nobody has opened yet.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django

django.setup()  # does nothing where it was done before

from tests.teams.people import Ward  # noqa: E402
from tungngo.accounts.actions import issue_badges  # noqa: E402
from tungngo.campaigns import actions as campaigns  # noqa: E402
from tungngo.campaigns.templates import shipped_templates  # noqa: E402
from tungngo.lib import clock, text  # noqa: E402
from tungngo.teams.actions import add_member, make_team  # noqa: E402
from tungngo.territory.actions import add_group  # noqa: E402
from tungngo.territory.models import Area, Household, Kind, Resident  # noqa: E402

ORIGIN = "00322"

PEOPLE = [
    ("Nguyễn Thị Hoà", 1948, "f", "head"),
    ("Trần Văn Đức", 1974, "m", "child"),
    ("Lê Thị Mỹ Duyên", 1978, "f", "child_in_law"),
    ("Trần Gia Bảo", 2009, "m", "grandchild"),
]
LANES = {
    "Ngách 281/58 Đường Trương Định": ["1", "2", "3", "5", "6", "8", "9", "12A"],
    "Ngõ 12 Phố Tân Mai": ["1", "4", "7", "10B"],
}


def _place() -> tuple[Area, Area]:
    """The ward and its group 7: in a town with the nation's units, or with a small tree of its own."""
    ward = Area.objects.filter(code=ORIGIN).first()
    if ward is None:
        small = Ward()
        return small.ward, small.group7
    return ward, add_group(actor=None, commune=ward, kind=Kind.URBAN_GROUP, name="số 7")


def furnish(group: Area, doors_of: dict[str, list[str]], sheet: str = "TM07") -> list[Household]:
    """The doors of these lanes (lane → house numbers) in a group, four people behind each; `sheet`
    begins their codes."""
    now = clock.now()
    doors = []
    for place, (lane, houses) in enumerate(doors_of.items()):
        for number, house in enumerate(houses):
            poor = number % 4 == 2
            head = PEOPLE[0][0] if number == 0 else f"Phạm Văn {'ABCDEGHIKLMN'[number % 12]}"
            door = Household.objects.create(
                origin=ORIGIN,
                path=group.path,
                code=f"{sheet}-{place}{number:02d}",
                head_name=head,
                address=f"Số {house} {lane}",
                house=house,
                lane_name=lane,
                lane_key=text.fold(lane),
                walk_key=f"{place}-{number:04d}",
                poor=poor,
                priority=8 if poor else 0,
                listed_at=now,
                updated_at=now,
            )
            doors.append(door)
            for at, (name, year, sex, relation) in enumerate(PEOPLE):
                Resident.objects.create(
                    origin=ORIGIN,
                    household_id=door.id,
                    path=door.path,
                    full_name=name,
                    sort_key=text.name_sort_key(name),
                    birth_year=year,
                    sex=sex,
                    relation=relation,
                    segment="student" if year > 2000 else "adult",
                    reasons=["disabled"] if at == 0 and number % 5 == 1 else [],
                    place_in_household=at,
                    updated_at=now,
                )
    return doors


def lay(doors_of: dict[str, list[str]] = LANES) -> dict[str, Any]:
    """Two lanes with four people behind every door, a team, a running campaign, two badges."""
    ward, group = _place()
    today = clock.today()
    campaigns.install_skills()
    campaign = campaigns.create_campaign(
        actor=None,
        area=ward,
        name="45 ngày đêm",
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=34),
        template=shipped_templates()["45-days"],
    )
    campaigns.start_campaign(actor=None, campaign=campaign)
    team = make_team(actor=None, area=group, name="Tổ 7")
    doors = furnish(group, doors_of)
    accounts = [
        add_member(actor=None, team=team, full_name=name, force="youth_union").account
        for name in ("Đỗ Thị Hạnh", "Vũ Quang Minh")
    ]
    badges = [secret for _badge, secret in issue_badges(actor=None, accounts=accounts)]
    return {"campaign": campaign, "doors": doors, "badges": badges, "accounts": accounts}


if __name__ == "__main__":
    print(json.dumps({"badges": lay()["badges"]}))
