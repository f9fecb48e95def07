"""Certificates of the demo: issued in the groups whose classes were asked, one of them revoked since."""

from __future__ import annotations

from collections.abc import Sequence

from tungngo.accounts.models import Account
from tungngo.certificates.actions.issuing import issue, revoke
from tungngo.certificates.models import Certificate
from tungngo.certificates.queries import standards_at
from tungngo.cli.demo_world.classes import Course
from tungngo.cli.demo_world.office import ALL
from tungngo.lib import clock
from tungngo.territory.queries import area_at

_AUDIENCE = "resident"


def certify(actor: Account, courses: Sequence[Course]) -> int:
    """Certificates for every resident of these groups who completes the rule; how many."""
    tested = [course for course in courses if course.spot.is_tested and course.spot.group]
    made: list[Certificate] = []
    for course in tested:
        area = area_at(ALL, course.point.path)
        rules = standards_at(ALL, area.path, clock.today())
        for rule in rules:
            if rule.row.code == _AUDIENCE:
                made += issue(actor=actor, area=area, standard=rule).certificates
    for wrong in made[3:4]:
        revoke(
            actor=actor, certificate=wrong, why=Certificate.Why.MISTAKE, words="Nhầm người cùng tên"
        )
    return len(made)
