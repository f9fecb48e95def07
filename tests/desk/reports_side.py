"""What the matrix of roles × pages needs of reports: a file that lies ready for somebody."""

from __future__ import annotations

from typing import Any

from tungngo.accounts.models import Account
from tungngo.reports import actions
from tungngo.territory.models import Area

#: What makes the forms of reports say yes.
POSTED = {
    **{"body": "Ủy ban", "symbol": "BC-UBND", "subject": "encounters", "file_kind": "csv"},
    **{"link_name": "Bảng theo dõi", "mail_to": "phuong@example.vn", "hour": 18},
}


def things_of(owner: Account, ward: Area) -> dict[str, Any]:
    """The ids that stand in addresses of reports, of things of one member of staff."""
    export = actions.ask_export(
        actor=owner, area=ward, subject="households", kind="csv", language="vi"
    )
    actions.make_export(actor=owner, export=export)
    link, _secret = actions.make_link(actor=owner, area=ward, name=f"Của {owner.full_name}")
    order = actions.order_mail(
        actor=owner, area=ward, address=f"{ward.code}@example.vn", hour=18, language="vi"
    )
    return {"export_id": export.id, "link_id": link.id, "order_id": order.id}
