"""What is due at a door: one table for the server (due.py) and the phone (due.js)."""

from __future__ import annotations

from typing import Any

FRESH: dict[str, Any] = {
    "reached_on": None, "last_met_on": None, "last_result": "", "come_back_on": None, "come_back_for": "",
}  # fmt: skip
MET = FRESH | {"reached_on": "2026-08-01", "last_met_on": "2026-08-03", "last_result": "met"}

#: (what it is, standing, levels of each person, days, what is due)
CASES: list[tuple[str, dict[str, Any], list[dict[str, int]], int, list[list[str | None]]]] = [
    ("nobody has been there", FRESH, [{}], 7, [["never", None]]),
    ("nobody lives on the list", FRESH, [], 7, [["never", None]]),
    ("nobody was at home", FRESH | {"last_result": "absent"}, [{}], 7, [["never", None]]),
    ("a day was promised", FRESH | {"last_result": "absent", "come_back_on": "2026-08-09"}, [{}], 7,
     [["promised", "2026-08-09"]]),
    ("no day in particular", FRESH | {"last_result": "absent", "come_back_for": "Gặp chủ hộ"}, [{}],
     7, [["promised", None]]),
    ("refused, but come again", FRESH | {"last_result": "refused", "come_back_on": "2026-08-09"},
     [{}], 7, [["promised", "2026-08-09"]]),
    ("refused", FRESH | {"last_result": "refused"}, [{}], 7, []),
    ("moved away", FRESH | {"last_result": "moved"}, [{}], 7, []),
    ("pulled down", MET | {"last_result": "demolished"}, [{"vneid": 2}], 7, []),
    ("met, nothing shown", MET, [{}, {}], 7, []),
    ("all do it alone", MET, [{"vneid": 3}, {"vneid": 4, "vssid": 3}], 7, []),
    ("shown with help", MET, [{"vneid": 3}, {"vneid": 2}], 7, [["practise", "2026-08-10"]]),
    ("only installed", MET, [{"vneid": 1}], 7, [["practise", "2026-08-10"]]),
    ("one of two services", MET, [{"vneid": 4, "vssid": 1}], 7, [["practise", "2026-08-10"]]),
    ("a campaign in more of a hurry", MET, [{"vneid": 2}], 3, [["practise", "2026-08-06"]]),
    ("across the end of a month", MET | {"last_met_on": "2026-08-28"}, [{"vneid": 2}], 7,
     [["practise", "2026-09-04"]]),
    ("absent since does not move it", MET | {"last_result": "absent"}, [{"vneid": 2}], 7,
     [["practise", "2026-08-10"]]),
    ("a promise says by itself when", MET | {"come_back_on": "2026-08-05"}, [{"vneid": 2}], 7,
     [["promised", "2026-08-05"]]),
    ("refused after being shown", MET | {"last_result": "refused"}, [{"vneid": 2}], 7, []),
    ("a standing from before the last day met was kept", MET | {"last_met_on": None}, [{"vneid": 2}], 7,
     [["practise", "2026-08-08"]]),
]  # fmt: skip
