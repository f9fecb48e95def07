"""What the matrix of roles × pages needs of people: a sheet of staff, and a filter somebody saved."""

from __future__ import annotations

from typing import Any

from tungngo.accounts.models import Account
from tungngo.teams import actions
from tungngo.territory.models import Area

#: Pages of administrators.
FOR_ADMINS = {
    *("staff_new", "person", "person_link", "person_close", "person_open"),
    *("person_second", "role_give", "role_end", "role_back"),
    *("staff_sheet_new", "staff_sheet", "staff_sheet_commit", "staff_sheet_links"),
    *("staff_sheet_drop", "staff_sheet_undo"),
}
#: Pages that change nothing with what is posted here, each with its reason.
QUIET = {
    **dict.fromkeys(["staff_sheet", "staff_sheet_template", "views"], "only shows"),
    **dict.fromkeys(["staff_sheet_links", "staff_sheet_undo"], "the sheet is not committed"),
    "view_back": "the filter is not deleted",
    **dict.fromkeys(
        [
            *("password", "account_reauthenticate", "mfa_reauthenticate"),
            *("mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp"),
            *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"),
            "key_remove",
        ],
        "asks for one's own password first",
    ),
    "person_open": "nobody's account is closed",
    "role_back": "nobody's role has ended",
}
#: Pages on which whoever looks keeps something of their own.
FOR_ONESELF = {"view_save"}
#: What makes the forms say yes.
POSTED = {"q": "ngõ", "view_name": "Ngõ"}


def things_of(owner: Account, ward: Area, mark: str) -> dict[str, Any]:
    """The ids that stand in addresses, of a ward's things."""
    people = f"Họ tên,Vai trò\n{mark} Cán bộ,Người xem\n".encode()
    kept = actions.keep_staff_sheet(actor=owner, area=ward, file_name=f"{mark}.csv", content=people)
    view = actions.save_view(
        actor=owner, area=ward, name=f"{mark} lọc", asked={"q": mark}, is_shared=False
    )
    return {"import_id": kept.id, "view_id": view.id}
