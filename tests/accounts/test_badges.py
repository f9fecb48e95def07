"""A badge opens one phone, once; a withdrawn one none."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections

from tungngo.accounts.actions import claim_badge, issue_badges, make_account, revoke_badge
from tungngo.accounts.models import Badge, Device, JournalLine
from tungngo.accounts.queries import device_of
from tungngo.lib import clock
from tungngo.lib.problems import Refused


@pytest.fixture
def member(db):
    return make_account(actor=None, full_name="Trần Văn Bình")


def claim(secret):
    return claim_badge(secret=secret, label="Android 10")


def test_a_badge_becomes_a_device_that_is_known_by_its_secret(member):
    [(badge, secret)] = issue_badges(actor=None, accounts=[member])
    device, device_secret = claim(secret)
    assert device_of(device_secret) == device
    assert (device.account, device.badge) == (member, badge)
    assert secret not in str(Badge.objects.values())
    assert device_secret not in str(Device.objects.values())


@pytest.mark.parametrize("spoil", ["used", "revoked", "expired", "unknown"])
def test_a_badge_that_no_longer_works_says_why(member, spoil):
    [(badge, secret)] = issue_badges(actor=None, accounts=[member])
    if spoil == "used":
        claim(secret)
    if spoil == "revoked":
        revoke_badge(actor=None, badge=badge)
    if spoil == "expired":
        Badge.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(Refused) as refusal:
        claim("made up" if spoil == "unknown" else secret)
    assert refusal.value.code == f"badge.{spoil}"
    assert str(refusal.value)


def test_a_phone_whose_answer_was_lost_asks_again_and_is_the_same_phone(member):
    [(_badge, secret)] = issue_badges(actor=None, accounts=[member])
    first, lost = claim_badge(secret=secret, label="Android 10", key="minted by the phone")
    again, kept = claim_badge(secret=secret, label="Android 10", key="minted by the phone")
    assert again == first
    assert device_of(kept) == first
    with pytest.raises(Refused) as unknown:
        device_of(lost)
    assert unknown.value.code == "device.unknown"
    for other in ("another phone", ""):
        with pytest.raises(Refused) as refusal:
            claim_badge(secret=secret, label="Android 10", key=other)
        assert refusal.value.code == "badge.used"


def test_a_new_badge_withdraws_the_unused_one_but_not_the_open_phone(member):
    [(_first, opened)] = issue_badges(actor=None, accounts=[member])
    _device, device_secret = claim(opened)
    [(_second, unused)] = issue_badges(actor=None, accounts=[member])
    [(_third, newest)] = issue_badges(actor=None, accounts=[member])
    with pytest.raises(Refused) as refusal:
        claim(unused)
    assert refusal.value.code == "badge.revoked"
    assert claim(newest)
    assert device_of(device_secret).account == member


def test_a_withdrawn_badge_closes_its_phone(member):
    [(badge, secret)] = issue_badges(actor=None, accounts=[member])
    _device, device_secret = claim(secret)
    revoke_badge(actor=None, badge=badge)
    with pytest.raises(Refused) as refusal:
        device_of(device_secret)
    assert refusal.value.code == "device.revoked"


@pytest.mark.django_db(transaction=True)
def test_two_phones_that_scan_at_once_open_one():
    member = make_account(actor=None, full_name="Trần Văn Bình")
    [(_badge, secret)] = issue_badges(actor=None, accounts=[member])
    start, told = threading.Barrier(3), []

    def scan():
        try:
            start.wait()
            claim(secret)
            told.append("opened")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=scan) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["badge.used", "badge.used", "opened"]


def test_the_journal_says_who_did_what_without_a_name(member):
    issue_badges(actor=member, accounts=[member])
    lines = JournalLine.objects.order_by("id")
    assert [line.verb for line in lines] == ["account.made", "badge.issued"]
    assert "Bình" not in str(list(lines.values()))
