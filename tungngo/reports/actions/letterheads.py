"""How an office signs."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.reports.models import Letterhead
from tungngo.territory.models import Area

#: What an office says of itself.
LETTERHEAD = ("above", "body", "symbol", "place", "authority", "title", "signer", "recipients")


@transaction.atomic
def keep_letterhead(*, actor: Account, area: Area, entry: Mapping[str, str]) -> Letterhead:
    """Keep how the office of `area` signs; `entry` holds a text for each name of LETTERHEAD."""
    said = {name: text.nfc(entry[name]) for name in LETTERHEAD if name != "recipients"}
    lines = [text.nfc(line) for line in entry["recipients"].splitlines()]
    said["recipients"] = "\n".join(line for line in lines if line)
    made, _new = Letterhead.objects.update_or_create(
        area=area, defaults={"path": area.path, "kept_at": clock.now(), **said}
    )
    # Who signs is a name: the journal says only that it was changed.
    journal.write(actor=actor, verb="letterhead.kept", subject=area.code, path=area.path)
    return made
