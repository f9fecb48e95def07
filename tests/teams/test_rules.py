import datetime as dt
import re
from dataclasses import dataclass

import pytest

from tungngo.lib.clock import VIETNAM
from tungngo.teams.rules import Power, badge_state, may, phone_e164, reach_of_powers

NOW = dt.datetime(2026, 8, 5, 9, tzinfo=VIETNAM)
DAY = dt.timedelta(days=1)


@dataclass
class PaperBadge:
    expires_at: dt.datetime = NOW + DAY
    used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


@dataclass
class Phone:
    revoked_at: dt.datetime | None = None


def test_a_power_reaches_down_but_not_sideways_or_up():
    powers = [Power("officer", "01.00322.")]
    assert may(powers, "viewer", "01.00322.07.")
    assert may(powers, "leader", "01.00322.07.")
    assert not may(powers, "admin", "01.00322.07.")
    assert not may(powers, "viewer", "01.003221.")
    assert not may(powers, "viewer", "01.")


def test_a_member_is_no_staff():
    powers = [Power("leader", "01.00322.07."), Power("viewer", "01.00082.")]
    assert not may(powers, "viewer", "01.00322.07.")
    assert reach_of_powers(powers, staff_only=True).paths == ("01.00082.",)
    assert reach_of_powers(powers).paths == ("01.00082.", "01.00322.07.")


@pytest.mark.parametrize(
    ("badges", "phones", "state"),
    [
        ([], [], "none"),
        ([PaperBadge()], [], "issued"),
        ([PaperBadge(used_at=NOW)], [Phone()], "used"),
        ([PaperBadge(used_at=NOW), PaperBadge()], [Phone()], "used"),
        ([PaperBadge(used_at=NOW)], [Phone(revoked_at=NOW)], "revoked"),
        ([PaperBadge(used_at=NOW), PaperBadge()], [Phone(revoked_at=NOW)], "issued"),
        ([PaperBadge(revoked_at=NOW)], [], "revoked"),
        ([PaperBadge(expires_at=NOW)], [], "expired"),
    ],
)
def test_where_somebody_is_on_the_way_to_a_phone(badges, phones, state):
    assert badge_state(badges, phones, NOW) == state


@pytest.mark.parametrize(
    "written",
    ["0912345678", "912345678", "0912.345.678", "84912345678", "+84 912 345 678", " 0912 345 678 "],
)
def test_one_phone_however_it_is_written(written):
    assert phone_e164(written) == "+84912345678"


@pytest.mark.parametrize("written", ["12", "anh Nam", "0912345678 / 0987654321"])
def test_what_is_no_phone_is_not_guessed(written):
    with pytest.raises(ValueError, match=re.escape(written)):
        phone_e164(written)


def test_a_number_of_before_2018_is_brought_up_to_date():
    assert phone_e164("0168 123 4567") == "+84381234567"


def test_no_phone_is_no_phone():
    assert phone_e164("  ") == ""
