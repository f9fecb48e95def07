"""A phone brings what another phone could not send: `POST /field/carry` of docs/wire.md."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tungngo.field.envelope import answer, calling_device, on_the_wire, opened
from tungngo.parcels.actions import bring_parcel


@on_the_wire("POST")
def carry(request: HttpRequest) -> HttpResponse:
    """A team-mate's parcel, sealed. Tells the carrier counts only: not whose it is, not what it says."""
    device = calling_device(request)
    brought = bring_parcel(actor=device.account, sealed=opened(request, "parcel"), carrier=device)
    return answer(
        request,
        {
            "parcel": brought.fingerprint,
            "state": brought.state,
            "operations": brought.operations,
            "accepted": brought.accepted,
            "had": brought.had,
            "refused": brought.refused,
        },
    )
