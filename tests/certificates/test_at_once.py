"""Two officers press at once: everybody gets one certificate."""

from __future__ import annotations

import threading

import pytest
from django.db import connections, transaction

from tests.certificates.learners import Learners
from tungngo.certificates import actions
from tungngo.certificates.models import Certificate


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_the_second_leaves_out_whom_the_first_gave_one() -> None:
    ward = Learners()
    standard = ward.standard()
    made: list[int] = []

    def issue() -> None:
        try:
            issued = actions.issue(actor=ward.admin, area=ward.group7, standard=standard)
            made.append(len(issued.certificates))
        finally:
            connections.close_all()

    officer = threading.Thread(target=issue)
    with transaction.atomic():
        issued = actions.issue(actor=ward.admin, area=ward.ward, standard=standard)
        officer.start()
        officer.join(0.5)
        assert officer.is_alive(), "waits for whoever came first"
    officer.join()
    assert (len(issued.certificates), made) == (1, [0])
    assert Certificate.objects.get().serial == 1
