"""Who completes a rule is read from the facts; a certificate is issued once, revoked, given back, emptied."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.certificates.learners import ALL, COMPLETE, Learners
from tungngo.accounts.models import JournalLine
from tungngo.certificates import actions, queries
from tungngo.certificates.actions.issuing import _free_places
from tungngo.certificates.models import Certificate, Confirmation, Ledger, SigningKey
from tungngo.certificates.packs import shipped_packs
from tungngo.certificates.queries import Completion
from tungngo.encounters.models import Encounter
from tungngo.learning.actions import PlatformEntry, record_platform_result
from tungngo.lib import clock
from tungngo.lib.lookups import key
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.privacy.actions import DemandEntry, delete_past, erase_person, record_demand
from tungngo.quizzes import queries as quizzes
from tungngo.quizzes.actions import Handed, QuizPlan, plan_quiz, take_attempts
from tungngo.quizzes.models import Bank
from tungngo.teams.models import Team
from tungngo.territory.actions.moving import move_households
from tungngo.territory.models import Household, Resident
from tungngo.upkeep.actions import merge_people

[EXAMPLE] = shipped_packs()


@pytest.fixture
def ward(db: None) -> Learners:
    return Learners()


def completions(ward: Learners, code: str = "resident") -> dict[Any, Completion]:
    found = queries.completions_under(ALL, ward.ward.path, ward.standard(code), clock.today())
    return {one.learner.person.id: one for one in found}


def issued(ward: Learners, **said: Any) -> list[Certificate]:
    return actions.issue(
        actor=ward.admin, area=ward.ward, standard=ward.standard(), **said
    ).certificates


def handed_in(ward: Learners, person: Resident, right: int) -> None:
    """An attempt at the shipped questions about fraud with so many of ten right."""
    bank = Bank.objects.get(shipped="fraud.vi")
    version = quizzes.version_of(ALL, bank)
    plan = QuizPlan("Cuối buổi", clock.now() + dt.timedelta(hours=2))
    quiz = plan_quiz(actor=ward.admin, area=ward.ward, version=version, plan=plan)
    asked = quizzes.asked_in(ALL, quiz)
    answers = {
        one.key: [n for n, choice in enumerate(one.choices) if choice.right] or [*range(len(one.choices))]
        for one in asked[: round(len(asked) * right / 10)]
    }  # fmt: skip
    handed = [Handed(answers, clock.now(), resident_id=person.id)]
    take_attempts(actor=ward.admin, quiz=quiz, handed=handed, received_at=clock.now())


def test_who_completes_a_rule_and_who_misses_what(ward: Learners) -> None:
    found = completions(ward)
    assert len(found) == 4  # everybody of age, whoever met them
    assert found[ward.able.id].may_have_one
    nearly = found[ward.nearly.id].verdict
    assert (nearly.is_complete, nearly.met) == (False, 2)
    [missing] = nearly.missing
    assert {item.code for item in missing} == {"safety-quiz", "safety-seen", "safety-platform"}
    far = queries.completions_under(
        Reach((ward.elsewhere.path,)), ward.ward.path, ward.standard(), clock.today()
    )
    assert far == []


def test_a_quiz_or_a_paper_stands_for_what_was_not_seen(ward: Learners) -> None:
    handed_in(ward, ward.nearly, right=5)
    assert not completions(ward)[ward.nearly.id].verdict.is_complete
    handed_in(ward, ward.nearly, right=10)
    assert completions(ward)[ward.nearly.id].verdict.is_complete

    other = ward.people(ward.doors[1])[0]
    ward.teach(ward.doors[1], {"vneid": 4, "public-service": 3})
    paper = actions.confirm(
        actor=ward.admin, person=other, code="binhdanhocvuso", made_on=clock.today()
    )
    assert completions(ward)[other.id].verdict.is_complete
    actions.withdraw_confirmation(actor=ward.admin, confirmation=paper)
    assert not completions(ward)[other.id].verdict.is_complete
    actions.restore_confirmation(actor=ward.admin, confirmation=paper)
    assert completions(ward)[other.id].verdict.is_complete

    third = ward.people(ward.doors[1])[1]
    ward.teach(ward.doors[1], {}, {"vneid": 4, "public-service": 3})
    seen = PlatformEntry("fraud-safety", "finished", clock.today())
    record_platform_result(actor=ward.member, resident=third, entry=seen)
    assert not completions(ward)[third.id].verdict.is_complete
    seen = PlatformEntry("fraud-safety", "certificate", clock.today())
    record_platform_result(actor=ward.member, resident=third, entry=seen)
    assert completions(ward)[third.id].verdict.is_complete

    assert completions(ward, "team") == {}
    actions.confirm(actor=ward.admin, person=other, code="team-member", made_on=clock.today())
    assert list(completions(ward, "team")) == [other.id]


def test_a_paper_that_cannot_be_noted_is_refused(ward: Learners) -> None:
    today = clock.today()
    for said, code in (
        ({"code": "what"}, "confirmation.unknown_code"),
        ({"made_on": today + dt.timedelta(1)}, "confirmation.day_ahead"),
        ({"words": "CCCD 001190012345"}, "confirmation.identity_number"),
    ):
        given: dict[str, Any] = {"code": "office", "made_on": today} | said
        with pytest.raises(Refused) as refused:
            actions.confirm(actor=ward.admin, person=ward.able, **given)
        assert refused.value.code == code
    for _twice in range(2):
        actions.confirm(actor=ward.admin, person=ward.able, code="office", made_on=today)
    assert Confirmation.objects.count() == 1


def test_a_certificate_is_issued_once_to_whoever_completes_the_rule(ward: Learners) -> None:
    before = SigningKey.objects.get().id
    both = actions.issue(
        actor=ward.admin,
        area=ward.ward,
        standard=ward.standard(),
        people=[ward.able.id, ward.nearly.id],
    )
    [one] = both.certificates
    assert both.left_out == 1
    assert (one.resident_id, one.number) == (ward.able.id, f"00001/{clock.today().year}")
    assert (one.issuer, one.path) == ("00322", ward.group7.path)
    assert one.completed_on == clock.today()
    encounter = str(Encounter.objects.get().id)
    assert {(item, ref) for item, _kind, ref, _on in one.evidence} == {
        ("vneid", encounter),
        ("services", encounter),
        ("safety-seen", encounter),
    }
    assert "Người" not in str(Certificate.objects.values().get())

    assert issued(ward) == []  # nobody is ready any more
    ward.teach(ward.doors[1], COMPLETE, COMPLETE)
    assert [each.number[:5] for each in issued(ward)] == ["00002", "00003"]
    lines = JournalLine.objects.filter(verb="certificates.issued").order_by("done_at")
    assert [line.details["count"] for line in lines] == [1, 2]
    assert SigningKey.objects.get().id == before


def test_a_revoked_one_is_over_until_it_is_given_back(ward: Learners) -> None:
    [one] = issued(ward)
    assert queries.revoked_places(ALL, one.origin, one.status_list) == []
    with pytest.raises(Refused) as why:
        actions.revoke(actor=ward.admin, certificate=one, why="erased")
    assert why.value.code == "certificate.why_empty"
    actions.revoke(actor=ward.admin, certificate=one, why="mistake", words="ghi nhầm người")
    assert queries.revoked_places(ALL, one.origin, one.status_list) == [one.status_place]
    with pytest.raises(Refused):
        actions.revoke(actor=ward.admin, certificate=one, why="mistake")
    actions.restore(actor=ward.admin, certificate=one)
    assert queries.revoked_places(ALL, one.origin, one.status_list) == []
    actions.revoke(actor=ward.admin, certificate=one, why="evidence")

    [another] = issued(ward)
    assert another.number[:5] == "00002"
    with pytest.raises(Refused) as two:
        actions.restore(actor=ward.admin, certificate=one)
    assert two.value.code == "certificate.another_valid"
    with pytest.raises(NotReached):
        queries.certificate_of(Reach((ward.elsewhere.path,)), one.origin, one.id)


def test_one_that_has_run_out_makes_room_for_the_next(ward: Learners) -> None:
    [one] = issued(ward)
    Certificate.objects.filter(id=one.id).update(valid_until_on=clock.today())
    assert issued(ward) == []
    Certificate.objects.filter(id=one.id).update(valid_until_on=clock.today() - dt.timedelta(1))
    assert len(issued(ward)) == 1


def test_whoever_is_erased_leaves_a_certificate_of_nobody(ward: Learners) -> None:
    ward.named(ward.able, "Nguyễn Thị Sáu")
    [one] = issued(ward)
    actions.confirm(actor=ward.admin, person=ward.able, code="office", made_on=clock.today())
    ward.able.refresh_from_db()
    entry = DemandEntry("erase", "person", "Nguyễn Thị Sáu", "đã gặp", clock.today())
    demand = record_demand(actor=ward.admin, area=ward.ward, entry=entry, resident=ward.able)
    proof = erase_person(actor=ward.admin, person=ward.able, demand=demand)
    assert (proof.counts["certificates"], proof.counts["confirmations"]) == (1, 1)
    one.refresh_from_db()
    assert (one.resident_id, one.identity_hash, one.salt, one.evidence) == (None, "", "", [])
    assert one.revoked_why == "erased"
    assert queries.revoked_places(ALL, one.origin, one.status_list) == [one.status_place]
    with pytest.raises(Refused) as gone:
        actions.restore(actor=ward.admin, certificate=one)
    assert gone.value.code == "certificate.emptied"


def test_what_is_long_over_forgets_its_holder(ward: Learners) -> None:
    [one] = issued(ward)
    actions.revoke(actor=ward.admin, certificate=one, why="mistake", words="ghi nhầm")
    assert "certificates" not in delete_past(actor=None)
    long_ago = clock.now() - dt.timedelta(800)
    Certificate.objects.filter(id=one.id).update(revoked_at=long_ago)
    assert delete_past(actor=None)["certificates"] == 1
    one.refresh_from_db()
    assert (one.resident_id, one.identity_hash, one.revoked_words) == (None, "", "")
    assert one.revoked_why == "mistake"


def test_a_version_says_the_same_for_ever_and_the_nearest_area_decides(ward: Learners) -> None:
    national = ward.standard()
    assert actions.install_completion_rules() == 0
    own = EXAMPLE.decode().replace('area = "VN"', 'area = "00322"')
    own = own.replace("example = true\n", "").replace("valid_months = 36", "valid_months = 0", 1)
    assert len(actions.load_completion_rules(actor=ward.admin, content=own.encode())) == 4
    assert actions.load_completion_rules(actor=ward.admin, content=own.encode()) == []
    mine = ward.standard()
    assert (mine.row.area_id, mine.row.is_example, mine.rule.valid_months) == ("00322", False, 0)
    [elsewhere] = [
        one
        for one in queries.standards_at(ALL, ward.elsewhere.path, clock.today())
        if one.row.code == "resident"
    ]
    assert elsewhere.row == national.row
    changed = own.replace("valid_months = 0", "valid_months = 12", 1)
    with pytest.raises(Refused) as taken:
        actions.load_completion_rules(actor=ward.admin, content=changed.encode())
    assert taken.value.code == "completion.version_taken"
    with pytest.raises(Refused) as other:
        actions.load_completion_rules(actor=ward.admin, content=own.encode(), here=ward.elsewhere)
    assert other.value.code == "completion.area_other"
    later = changed.replace("version = 1", "version = 2", 1)
    assert len(actions.load_completion_rules(actor=ward.admin, content=later.encode())) == 4
    assert ward.standard().rule.valid_months == 12


def test_a_status_list_is_never_full(ward: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tungngo.certificates.actions.issuing._FULL", 3)
    drawn = [place for place, _n in zip(_free_places("00322"), range(7), strict=False)]
    assert [number for number, _place in drawn] == [1, 1, 1, 2, 2, 2, 3]
    assert len(set(drawn)) == 7


def test_one_certificate_each_after_a_move_and_for_somebody_listed_twice(ward: Learners) -> None:
    """Where somebody lived, or as whom they were listed, when it was issued changes nothing."""
    [first] = issued(ward)
    Resident.objects.filter(id=ward.able.id).update(path=ward.group8.path)
    Household.objects.filter(id=ward.doors[0].id).update(path=ward.group8.path)
    again = actions.issue(actor=ward.admin, area=ward.group8, standard=ward.standard())
    assert again.certificates == []
    assert completions(ward)[ward.able.id].held == key(first.id)

    # Whoever stands for both has the certificate, the attempts and the papers of either.
    double, kept = ward.people(ward.doors[1])
    ward.teach(ward.doors[1], {"vneid": 3, "public-service": 3}, {"vneid": 3, "public-service": 3})
    handed_in(ward, double, right=10)
    merge_people(actor=ward.admin, kept=kept, double=double)
    assert completions(ward)[kept.id].may_have_one
    [second] = issued(ward)
    assert second.resident_id == kept.id
    actions.revoke(actor=ward.admin, certificate=second, why="mistake")
    Certificate.objects.filter(id=first.id).update(resident_id=double.id, path=ward.group8.path)
    assert completions(ward)[kept.id].held == key(first.id)
    with pytest.raises(Refused) as refused:
        actions.restore(actor=ward.admin, certificate=second)
    assert refused.value.code == "certificate.another_valid"


def test_what_one_press_issued_is_taken_back_from_who_moved_since_too(ward: Learners) -> None:
    [one] = actions.issue(actor=ward.admin, area=ward.group7, standard=ward.standard()).certificates
    door = ward.doors[0]
    move_households(actor=ward.admin, doors=[(door.origin, door.id)], to=ward.group8)
    count = actions.take_back(actor=ward.admin, area=ward.group7, issued_at=one.issued_at)
    one.refresh_from_db()
    assert (count, one.path, one.revoked_why) == (1, ward.group8.path, "mistake")


def test_in_a_ward_of_several_communes_no_number_is_given_twice(ward: Learners) -> None:
    """Neither by the ward, nor under an origin whose commune had issued before it was merged."""
    year = clock.today().year
    Ledger.objects.create(origin="00082", year=year, issued=7)
    door = ward.door(ward.group8, 3, origin="00082")
    with_us = ward.people(door)[0]
    Team.objects.filter(id=ward.team.id).update(area=ward.ward, path=ward.ward.path)
    outcomes = [[str(with_us.id), skill, level] for skill, level in COMPLETE.items()]
    body = ward.encounter(door, outcomes=outcomes)
    assert [one.verdict for one in ward.push(ward.op(body, origin="00082"))] == ["accepted"]
    for person in (ward.able, with_us):
        handed_in(ward, person, 8)
    made = {one.resident_id: (one.origin, one.issuer, one.serial) for one in issued(ward)}
    assert made.keys() == {ward.able.id, with_us.id}
    assert sorted(made.values()) == [("00082", "00322", 8), ("00322", "00322", 9)]
    assert set(Ledger.objects.values_list("origin", "issued")) == {("00082", 9), ("00322", 9)}
