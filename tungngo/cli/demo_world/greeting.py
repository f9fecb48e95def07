"""What is printed when the demo is up: addresses, sign-ins, a badge link, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tungngo.accounts.actions import issue_badges
from tungngo.cli.demo_world.bilingual import in_both
from tungngo.cli.demo_world.building import samples_folder
from tungngo.cli.demo_world.office import ALL, DESKS, PASSWORD, Desk, show_volunteer
from tungngo.teams.models import RoleKind
from tungngo.territory.naming import where
from tungngo.territory.queries import area_of


@dataclass(frozen=True, slots=True)
class Badge:
    """A fresh badge: its secret, whose it is, and where they go from door to door."""

    secret: str
    name: str
    where: str


def hello(url: str, *, is_open: bool) -> str:
    """The greeting of a demo that answers at `url`, with a badge made now; `is_open` to others."""
    areas = {desk.area: area_of(ALL, desk.area).full_name for desk in DESKS}
    return greeting(url, fresh_badge(), areas, str(samples_folder()), is_open=is_open)


def fresh_badge() -> Badge | None:
    """A new badge for one volunteer; the one shown before and not used stops working."""
    shown = show_volunteer()
    if shown is None:
        return None
    account, group = shown
    ((_badge, secret),) = issue_badges(actor=None, accounts=[account])
    return Badge(secret, account.full_name, f"{group.full_name}, {where(group)}")


def greeting(
    url: str, badge: Badge | None, areas: dict[str, str], samples: str, *, is_open: bool
) -> str:
    """The whole text. `areas` are full names by code; `samples` the folder of the sample sheets."""
    running, sign_ins = in_both(_("the demo is running")), in_both(_("Sign-ins"))
    lines = ["", f"  Từng Ngõ: {running}", ""]
    lines += _columns(
        [
            (_("Front page"), f"{url}/"),
            (_("Desk"), f"{url}/desk/"),
            (_("Board of Phường Tương Mai"), f"{url}/desk/areas/00322/"),
            (_("Published figures"), f"{url}/p/00322/"),
            (_("Sample sheets for the import"), samples),
        ]
    )
    lines += ["", f"  {sign_ins}  {url}/signin/", ""]
    people = [(desk.username, PASSWORD, f"{_role(desk)}, {areas[desk.area]}") for desk in DESKS]
    head = (in_both(_("user name")), in_both(_("password")), in_both(_("who")))
    lines += _aligned([head, *people])
    if badge is not None:
        told = in_both(_("A member's badge, works once, open it on a phone or in a private window"))
        lines += [
            "",
            f"  {told}",
            f"    {badge.name}, {badge.where}",
            f"    {url}/b/#{badge.secret}",
        ]
    if is_open:
        told = in_both(_("Everybody in this network can sign in. All persons shown are invented."))
        lines += ["", f"  {told}"]
    lines += ["", "  " + in_both(_("Stop with Ctrl-C; the data is kept.")), ""]
    return "\n".join(lines)


def _role(desk: Desk) -> str:
    return in_both(
        _("runs the installation") if desk.role == "operator" else RoleKind(desk.role).label
    )


def _columns(rows: Iterable[tuple[Any, str]]) -> list[str]:
    return _aligned([(in_both(label), value) for label, value in rows])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts under each other, two spaces apart, indented."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "    "
        + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
