"""Judgements about powers, badges and phone numbers.

A **power** is what somebody may do at a path and everything under it. Staff powers come from roles
(administrator ⊃ officer ⊃ viewer), field powers from memberships (leader ⊃ member). An officer may
do what the leaders and members below may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

import phonenumbers

from tungngo.accounts.rules import BadgeLike, badge_verdict
from tungngo.lib.reach import Reach
from tungngo.lib.sheets.values import PhoneDoubt, read_phone

STAFF_KINDS = frozenset({"admin", "officer", "viewer"})

#: What a power of a kind includes.
INCLUDES: Mapping[str, frozenset[str]] = {
    "admin": frozenset({"admin", "officer", "viewer", "leader", "member"}),
    "officer": frozenset({"officer", "viewer", "leader", "member"}),
    "viewer": frozenset({"viewer"}),
    "leader": frozenset({"leader", "member"}),
    "member": frozenset({"member"}),
}

#: Whose phone spoke to the server within this long counts as active.
ACTIVE_WITHIN = timedelta(days=7)

BadgeState = Literal["none", "issued", "used", "revoked", "expired"]


class DeviceLike(Protocol):
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Power:
    """`kind` (admin, officer, viewer, leader, member) at `path` and everything under it."""

    kind: str
    path: str


def may(powers: Iterable[Power], kind: str, path: str) -> bool:
    """True when some power at or above `path` includes `kind`."""
    return any(path.startswith(power.path) and kind in INCLUDES[power.kind] for power in powers)


def paths_above(path: str) -> list[str]:
    """The path itself and those of all areas above it, from the nation's: "01.00322." → "", "01.", …"""
    parts = path.split(".")[:-1]
    return ["".join(f"{part}." for part in parts[:count]) for count in range(len(parts) + 1)]


def may_manage(powers: Iterable[Power], *, theirs: Iterable[str], is_operator: bool) -> bool:
    """Whether who has `powers` may give somebody a new link, let them go or take them back.

    `theirs`: the paths of all that person's roles (those in force, else those they had). Whoever could
    set the password of an account could do all it may do: hence administrator over every one of them,
    and over an operator (`is_operator`) nobody but who is administrator of everything.
    """
    paths = ["", *theirs] if is_operator else [*theirs]
    held = [*powers]
    return bool(paths) and all(may(held, "admin", path) for path in paths)


def second_step_required(powers: Iterable[Power], wanted: str) -> bool:
    """Whether who has `powers` must have a second step at sign-in; `wanted`: TUNGNGO_SECOND_STEP, of
    nobody (offered), of administrators (admins) or of everybody at a desk."""
    kinds = {power.kind for power in powers}
    return (wanted == "admins" and "admin" in kinds) or (
        wanted == "everybody" and bool(kinds & STAFF_KINDS)
    )


def reach_of_powers(powers: Iterable[Power], *, staff_only: bool = False) -> Reach:
    """What all these powers reach together; with `staff_only`, what those from roles reach."""
    return Reach.of(power.path for power in powers if not staff_only or power.kind in STAFF_KINDS)


def badge_state(
    badges: Sequence[BadgeLike], devices: Sequence[DeviceLike], now: datetime
) -> BadgeState:
    """Where somebody is on the way to a working phone.

    `used`: a phone works. `issued`: a badge is waiting to be opened. Otherwise what became of the
    newest badge (`revoked`, or `expired` unopened), or `none`. A phone that was taken away counts
    as revoked. `badges` come oldest first.
    """
    if any(device.revoked_at is None for device in devices):
        return "used"
    verdicts = [badge_verdict(badge, now) for badge in badges]
    if "good" in verdicts:
        return "issued"
    if not verdicts:
        return "none"
    return "expired" if verdicts[-1] == "expired" else "revoked"


def phone_e164(written: str) -> str:
    """A Vietnamese phone number typed by a person, as "+84912345678"; "" for nothing.

    Takes what offices write: spaces, dots, a lost leading zero, "84…", "+84…", numbers of before
    2018. Raises ValueError when it is no number of the numbering plan, or more than one.
    """
    phone = read_phone(written)
    if phone.doubt in (PhoneDoubt.UNREADABLE, PhoneDoubt.SEVERAL):
        raise ValueError(written)
    return phone.number


def phone_words(e164: str) -> str:
    """A number as people in Vietnam read it out: "+84912345678" → "0912 345 678"; "" stays ""."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


#: Languages a member may speak besides Vietnamese, by tag (territory reads lists into the same
#: tags), under the names their speakers go by in Vietnamese.
LANGUAGE_NAMES: Mapping[str, str] = {
    "tai": "Thái",
    "blt": "Thái Đen",
    "twh": "Thái Trắng",
    "hmn": "Mông",
    "kjg": "Khơ Mú",
    "hni": "Hà Nhì",
    "ium": "Dao",
    "tyz": "Tày",
    "nut": "Nùng",
    "mtq": "Mường",
    "lo": "Lào",
    "rad": "Ê Đê",
    "jra": "Gia Rai",
    "bdq": "Ba Na",
    "cjm": "Chăm",
    "km": "Khmer",
    "zh": "Hoa",
}
