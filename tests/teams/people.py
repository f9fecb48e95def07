"""A small ward for tests: Hà Nội, Phường Tương Mai, two of its groups, and some people."""

from __future__ import annotations

import datetime as dt

from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.lib import text
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area, Kind, Level

SINCE = dt.date(2025, 7, 1)


def area(code: str, level: Level, kind: Kind, name: str, parent: Area | None) -> Area:
    return Area.objects.create(
        code=code,
        parent=parent,
        level=level,
        path="" if parent is None else f"{parent.path}{code.rsplit('.', 1)[-1]}.",
        kind=kind,
        name=name,
        folded=text.fold(name),
        sort_key=text.sort_key(name),
        valid_from_on=SINCE,
    )


class Ward:
    """`ward` with groups 7 and 8, `elsewhere` another ward; an administrator of `ward`."""

    def __init__(self) -> None:
        self.nation = area("VN", Level.NATION, Kind.NATION, "Việt Nam", None)
        self.city = area("01", Level.PROVINCE, Kind.CITY, "Hà Nội", self.nation)
        self.ward = area("00322", Level.COMMUNE, Kind.WARD, "Tương Mai", self.city)
        self.elsewhere = area("00082", Level.COMMUNE, Kind.WARD, "Cửa Nam", self.city)
        self.group7 = area("00322.07", Level.GROUP, Kind.URBAN_GROUP, "số 7", self.ward)
        self.group8 = area("00322.08", Level.GROUP, Kind.URBAN_GROUP, "số 8", self.ward)
        self.admin = self.staff("admin", "Nguyễn Thị Mai Lan", "admin", self.ward)

    def staff(self, username: str, full_name: str, kind: str, where: Area) -> Account:
        account = make_account(
            actor=None, full_name=full_name, username=username, password="gõ từng nhà 2025"
        )
        give_role(actor=None, account=account, area=where, kind=kind)
        return account
