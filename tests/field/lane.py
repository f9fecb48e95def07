"""Two lanes of group 7 as a volunteer meets them, for tests of the phone and for journeys.

`python -m tests.field.lane` lays them into the town of the environment and prints, as one line of
JSON, the secrets of two badges that nobody has opened yet.
"""

from __future__ import annotations

import json
from typing import Any

import django

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


def lay(doors_of: dict[str, list[str]] = LANES) -> dict[str, Any]:
    """Two lanes with four people behind every door; gives the street and two badge secrets."""
    from tests.encounters.street import ORIGIN, Street
    from tungngo.accounts.actions import issue_badges
    from tungngo.lib import clock, text
    from tungngo.teams.actions import add_member
    from tungngo.territory.models import Household, Resident

    street = Street(doors=0)
    now = clock.now()
    doors = []
    for place, (lane, houses) in enumerate(doors_of.items()):
        for number, house in enumerate(houses):
            poor = number % 4 == 2
            door = Household.objects.create(
                origin=ORIGIN,
                path=street.group7.path,
                code=f"TM07-{place}{number:02d}",
                head_name=PEOPLE[0][0] if number == 0 else f"Phạm Văn {'ABCDEGHIKLMN'[number]}",
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
                    full_name=name if number % 2 == 0 else name.replace("Trần", "Phạm"),
                    sort_key=text.name_sort_key(name),
                    birth_year=year,
                    sex=sex,
                    relation=relation,
                    segment="student" if year > 2000 else "adult",
                    reasons=["disabled"] if at == 0 and number % 5 == 1 else [],
                    place_in_household=at,
                    updated_at=now,
                )
    accounts = [
        add_member(actor=None, team=street.team, full_name=name, force="youth_union").account
        for name in ("Đỗ Thị Hạnh", "Vũ Quang Minh")
    ]
    badges = [secret for _badge, secret in issue_badges(actor=None, accounts=accounts)]
    return {"street": street, "doors": doors, "badges": badges, "accounts": accounts}


if __name__ == "__main__":
    django.setup()
    laid = lay()
    print(json.dumps({"badges": laid["badges"], "doors": [str(door.id) for door in laid["doors"]]}))
