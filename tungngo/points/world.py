"""What travels down to phones about points: where a helper can send somebody, and what is planned there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import rules
from tungngo.points.models import Gathering
from tungngo.points.queries import open_to_all, timetable
from tungngo.teams.rules import LANGUAGE_NAMES


def points_document(reach: Reach, communes: Iterable[str]) -> list[dict[str, Any]]:
    """The points open to all in these communes (paths), by name, each with its published gatherings of
    today and the next days, as docs/wire.md describes. Who is on duty is not told."""
    today = clock.today()
    until = today + timedelta(days=rules.FREE_AHEAD)
    found = []
    for commune in sorted(set(communes)):
        planned: dict[UUID, list[Gathering]] = defaultdict(list)
        for one in timetable(reach, commune, today, until):
            planned[one.point_id].append(one)
        found += [
            {
                "id": point.id,
                "name": point.name,
                "place": point.place,
                "hours": point.hours,
                "helps_with": point.helps_with,
                "languages": [LANGUAGE_NAMES.get(tag, tag) for tag in point.languages],
                "sessions": [
                    {
                        "title": one.title,
                        "starts_at": one.starts_at,
                        "ends_at": one.ends_at,
                        "topics": one.topics,
                        "state": one.state,
                    }
                    for one in planned[point.id]
                ],
            }
            for point in open_to_all(reach, commune)
        ]
    return found
