"""Whoever sees a resident by name at the desk leaves a line in the journal, whichever page it is on."""

from __future__ import annotations

import json

from django.db import transaction

from tests.desk.test_reach_matrix import Matrix, matrix, matrix_ground, pages, url_of
from tungngo.accounts.models import JournalLine
from tungngo.intake.models import Receipt
from tungngo.privacy.keeping import LOOKS
from tungngo.territory.models import Household, Resident
from tungngo.tickets.models import HelpCall

__all__ = ["matrix", "matrix_ground"]

#: A name that nobody else has.
NAME = "Xuyến Tím Ngắt"
#: As data of a page says it.
AS_DATA = json.dumps(NAME)[1:-1]
#: Deeds that say more than that somebody looked, and are kept for ever.
TAKEN = {"person.exported", "families.taken", "list.file_taken", "walk_sheet.opened"}


def test_every_page_that_names_a_resident_leaves_a_line(matrix: Matrix) -> None:
    own = matrix.own
    behind = Resident.objects.filter(household_id=own.door.id)
    behind.update(full_name=NAME, phone="+84977123456")
    Household.objects.filter(id=own.door.id).update(head_name=NAME)
    HelpCall.objects.filter(id=own.call.id).update(name=NAME)
    said = json.dumps({"body": {"household": str(own.door.id)}})
    Receipt.objects.filter(origin=own.ward.code, code="op.unreadable").update(payload=said)
    client = matrix.client("officer")
    JournalLine.objects.all().delete()
    naming, unseen, kept = set(), set(), set()
    for page in pages():
        for code in (own.ward.code, own.group.code):
            url = url_of(page, own.texts | {"code": code})
            with transaction.atomic():
                body = b"".join(client.get(url)).decode(errors="replace")
                verbs = set(JournalLine.objects.values_list("verb", flat=True))
                transaction.set_rollback(True)
            if NAME in body or AS_DATA in body:
                naming.add(page.name)
                kept |= verbs
                if not verbs:
                    unseen.add(page.name)
    assert {"household", "help_call", "board", "person_erase", "paper_sheet", "refused"} <= naming
    assert len(naming) > 20
    assert not unseen, "these name a resident and nobody will know who looked"
    assert kept - TAKEN <= set(LOOKS), "lines of looks have their days (privacy.keeping)"
