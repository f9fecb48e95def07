"""What a phone is told of the commune's points: what anybody may read, of its own commune alone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.encounters.street import Street
from tests.moments import earlier_today
from tungngo.lib.reach import Reach
from tungngo.points import actions
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.models import PointKind
from tungngo.points.world import points_document

ALL = Reach.everything()


@pytest.mark.django_db
def test_a_helper_knows_where_to_send_somebody() -> None:
    street = Street(doors=1)
    hall = PointEntry("Nhà văn hóa", place="Số 5", helps_with=["vneid"], languages=["hmn"])
    home = PointEntry("Nhà bà Lan", kind=PointKind.HOME)
    begins_at = earlier_today()
    for entry in (hall, home):
        point = actions.open_point(actor=street.admin, area=street.group7, entry=entry)
        for days, title, shown in ((0, "Hôm nay", True), (1, "Nháp", False), (9, "Xa", True)):
            starts_at = begins_at + dt.timedelta(days=days)
            plan = Plan(title, starts_at, starts_at + dt.timedelta(hours=1), ["vneid"])
            made = actions.plan_gathering(actor=street.admin, point=point, plan=plan)
            actions.publish_gathering(actor=street.admin, gathering=made, on=shown)
    [told] = points_document(ALL, [street.ward.path, street.ward.path])
    assert (told["name"], told["place"], told["languages"]) == ("Nhà văn hóa", "Số 5", ["Mông"])
    assert [one["title"] for one in told["sessions"]] == ["Hôm nay"]
    assert points_document(ALL, ["01.00082."]) == []
    assert points_document(ALL, []) == []
