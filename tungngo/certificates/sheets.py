"""Certificates on paper: one page of A4 each, in Vietnamese, with a QR that leads to the public page.

The QR holds that address and nothing else. Whoever reads it learns whether the certificate is valid,
what it is for and who issued it, and may hold the name on the paper against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import segno

from tungngo.certificates.models import Certificate
from tungngo.certificates.rules.packs import Rule
from tungngo.lib import clock
from tungngo.look.words import day
from tungngo.reports import typesetting
from tungngo.reports.models import Letterhead
from tungngo.reports.offices import signed_in, spoken, written_day
from tungngo.territory.models import Area

FOLDER = Path(__file__).resolve().parent / "typst"
#: Pages of one file; more are printed in several.
MOST_PAGES = 200


def pdf(
    certificates: Iterable[Certificate],
    *,
    head: Letterhead,
    places: dict[str, Area],
    link_of: Callable[[Certificate], str],
) -> bytes:
    """The certificates, a page each. `places` are areas by path, `link_of` gives public addresses."""
    pages = [_page(one, places.get(one.path), link_of(one)) for one in certificates]
    said = {
        "above": head.above,
        "body": head.body,
        "place": head.place,
        "capacity": signed_in(head),
        "title": head.title,
        "signer": head.signer,
    }
    return typesetting.pdf("certificate", {"head": said, "pages": pages}, FOLDER)


def _page(one: Certificate, area: Area | None, link: str) -> dict[str, Any]:
    rule = msgspec.convert(one.rule.content, Rule)
    shown = {code for code, *_rest in one.evidence}
    issued_on = clock.day_of(one.issued_at)
    return {
        "name": one.resident.full_name if one.resident else "",
        "born": str(one.resident.birth_year or "") if one.resident else "",
        "where": spoken(area) if area else "",
        "rule": rule.name.vi,
        "description": rule.description.vi,
        "items": [_within(item.name.vi) for item in rule.items if item.code in shown],
        "number": one.number,
        "dated": written_day(issued_on),
        "until": day(one.valid_until_on) if one.valid_until_on else "",
        "example": one.rule.is_example,
        "link": link.partition("://")[2],
        "qr": _qr(link),
    }


def _within(name: str) -> str:
    """A name as it stands within a sentence; one that begins as VNeID does stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _qr(link: str) -> str:
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=2, light="#fff", xmldecl=False
    )
    return drawn.getvalue().decode()
