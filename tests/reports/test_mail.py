"""The daily brief by e-mail, through a real mail server on this machine."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.encounters.street import Street
from tests.reports.days import three_of_eight
from tests.town import free_port
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.reports import actions, rules
from tungngo.reports.models import MailOrder
from tungngo.teams.models import Role


@pytest.mark.parametrize(("hour", "day"), [(7, 21), (11, 21), (12, 22), (18, 22)])
def test_before_noon_it_speaks_of_the_day_before(hour, day):
    assert rules.brief_day(hour, dt.date(2026, 11, 22)) == dt.date(2026, 11, day)


def test_it_is_due_once_its_hour_has_come():
    at = dt.datetime(2026, 11, 22, 17, 59, tzinfo=clock.VIETNAM)
    assert not rules.is_due(18, at)
    assert rules.is_due(18, at + dt.timedelta(minutes=1))


class Inbox:
    """A mail server that keeps what it gets, or takes nothing."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.takes = True

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if not self.takes:
            return "451 busy"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "tungngo@example.vn"
    yield kept
    server.stop()


@pytest.fixture
def street(db) -> Street:
    return three_of_eight()


@pytest.fixture
def order(street, monkeypatch) -> MailOrder:
    """An order of this evening, on an evening."""
    monkeypatch.setenv("TUNGNGO_NOW", f"{clock.today()}T20:00:00+07:00")
    return actions.order_mail(
        actor=street.admin, area=street.ward, address="phuong@example.vn", hour=18, language="vi"
    )


def test_it_goes_out_once_a_day_with_its_page(order, inbox):
    assert actions.send_due(actor=None) == 1
    assert actions.send_due(actor=None) == 0
    (letter,) = inbox.letters
    assert letter["To"] == "phuong@example.vn"
    assert letter["Subject"].strip().startswith("Báo cáo nhanh ngày")
    body = letter.get_body().get_content()
    assert "Hộ đã tiếp cận: 3/8 (38%; +3 trong ngày)" in body
    (page,) = letter.iter_attachments()
    assert page.get_content().startswith(b"%PDF-")


def test_what_was_not_taken_is_tried_again_later(order, inbox, monkeypatch):
    inbox.takes = False
    assert actions.send_due(actor=None) == 0
    inbox.takes = True
    assert actions.send_due(actor=None) == 0
    monkeypatch.setenv("TUNGNGO_NOW", f"{clock.today()}T20:16:00+07:00")
    assert actions.send_due(actor=None) == 1
    assert len(inbox.letters) == 1


def test_it_ends_with_the_right_of_whoever_ordered_it(street, order, inbox):
    Role.objects.filter(account=street.admin).update(until_at=clock.now())
    assert actions.send_due(actor=None) == 0
    order.refresh_from_db()
    assert order.ended_at is not None
    assert inbox.letters == []


def test_one_order_for_an_address(street, order):
    with pytest.raises(Refused) as refusal:
        actions.order_mail(
            actor=street.admin, area=street.ward, address=order.address, hour=7, language="vi"
        )
    assert refusal.value.code == "mail.ordered"
    actions.end_mail(actor=street.admin, order=order)
    actions.order_mail(
        actor=street.admin, area=street.ward, address=order.address, hour=7, language="vi"
    )
