"""What a certificate says when what it rests on is taken back, corrected, or shown by something else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.certificates.learners import ALL, COMPLETE, Learners
from tungngo.certificates import actions
from tungngo.certificates.models import Certificate, CompletionRule
from tungngo.certificates.resting import resting_of, rule_since
from tungngo.certificates.words import standing_of
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
from tungngo.territory.models import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Learners:
    return Learners()


def issued(ward: Learners) -> Certificate:
    made = actions.issue(actor=ward.admin, area=ward.ward, standard=ward.standard())
    [one] = made.certificates
    return one


def said(one: Certificate) -> tuple[str, dict[str, Any]]:
    """How a certificate stands, and of each item whose record is gone what kind of evidence shows it."""
    one.refresh_from_db()
    resting = resting_of(ALL, [one]).get(one.id)
    instead = {
        code: evidence and str(evidence.kind)
        for code, evidence in (resting.corrected if resting else {}).items()
    }
    return standing_of(one, clock.today(), resting).code, instead


def withdraw(ward: Learners, told: Encounter) -> None:
    body = ward.encounter(ward.doors[0], amends=str(told.id), withdrawn=True)
    [verdict] = ward.push(ward.op(body))
    assert verdict.verdict == "accepted", verdict


def test_a_certificate_whose_encounter_was_taken_back_says_so_until_it_is_shown_again(
    ward: Learners,
) -> None:
    one = issued(ward)
    assert said(one) == ("valid", {})
    withdraw(ward, Encounter.objects.get())
    lost = {"vneid": None, "services": None, "safety-seen": None}
    assert said(one) == ("doubtful", lost)
    assert one.revoked_at is None  # whether it ends is somebody's decision

    ward.teach(ward.doors[0], COMPLETE)
    assert said(one) == ("valid", dict.fromkeys(lost, "task"))

    Resident.objects.filter(id=ward.able.id).update(ended_on=clock.today())
    assert said(one)[0] == "doubtful"  # who left the list is judged by their records alone
    assert resting_of(ALL, [one])[one.id].is_gone
    actions.revoke(actor=ward.admin, certificate=one, why="evidence")
    assert said(one) == ("revoked", {})


def test_papers_count_as_long_as_nobody_took_them_back(ward: Learners) -> None:
    ward.teach(ward.doors[1], {"vneid": 3, "public-service": 3})
    other = ward.people(ward.doors[1])[0]
    paper = actions.confirm(
        actor=ward.admin, person=other, code="binhdanhocvuso", made_on=clock.today()
    )
    made = actions.issue(
        actor=ward.admin, area=ward.ward, standard=ward.standard(), people=[other.id]
    )
    [one] = made.certificates
    actions.withdraw_confirmation(actor=ward.admin, confirmation=paper)
    assert said(one) == ("doubtful", {"safety-platform": None})
    ward.teach(ward.doors[1], {"fraud-safety": 3})
    assert said(one) == ("valid", {"safety-platform": "task"})  # one of several is enough
    actions.restore_confirmation(actor=ward.admin, confirmation=paper)
    assert said(one) == ("valid", {})
    before = clock.now() + dt.timedelta(days=10_000)
    assert actions.forget_certificates(actor=None, before=before) == 1
    assert said(one) == ("valid", {})


def test_a_later_version_of_the_rule_is_said_and_ends_nothing(ward: Learners) -> None:
    one = issued(ward)
    assert rule_since(ALL, one) is None
    rule = one.rule
    newer = CompletionRule.objects.create(
        area=ward.ward,
        path=ward.ward.path,
        code=rule.code,
        version=2,
        valid_from_on=clock.today(),
        name_vi=rule.name_vi,
        name_en=rule.name_en,
        content=rule.content,
        loaded_at=clock.now(),
    )
    found = rule_since(ALL, one)
    assert found is not None
    assert found.row == newer
    assert said(one) == ("valid", {})
