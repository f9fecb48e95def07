"""What the matrix of roles × pages needs of reports: a file that lies ready for somebody."""

from __future__ import annotations

from typing import Any

from tungngo.accounts.models import Account
from tungngo.reports import actions
from tungngo.territory.models import Area

#: What makes the forms of reports say yes.
POSTED = {"body": "Ủy ban", "symbol": "BC-UBND", "subject": "encounters", "file_kind": "csv"}


def things_of(owner: Account, ward: Area) -> dict[str, Any]:
    """The ids that stand in addresses of reports, of things of one member of staff."""
    export = actions.ask_export(
        actor=owner, area=ward, subject="households", kind="csv", language="vi"
    )
    actions.make_export(actor=owner, export=export)
    return {"export_id": export.id}
