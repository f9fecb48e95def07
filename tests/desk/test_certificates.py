"""The desk's pages about certificates: who completes a rule, issuing, printing, revoking, papers, rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.certificates.learners import COMPLETE, Learners
from tungngo.accounts.models import Account, JournalLine
from tungngo.certificates.actions import issue
from tungngo.certificates.models import Certificate, CompletionRule, Confirmation
from tungngo.certificates.packs import shipped_packs
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
from tungngo.territory.models import Resident

PAGE = "/desk/areas/00322/certificates/"
[EXAMPLE] = shipped_packs()


@pytest.fixture
def ward(db: None) -> Learners:
    ward = Learners()
    ward.named(ward.able, "Nguyễn Thị Hồng")
    ward.named(ward.nearly, "Lê Văn Nam")
    return ward


@pytest.fixture
def desk(ward: Learners) -> Client:
    client = Client()
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_who_is_ready_to_the_printed_page_and_back(desk: Client, ward: Learners) -> None:
    page = shown(desk.get(PAGE))
    for words in ("example rules of the software", "Nguyễn Thị Hồng", "who is ready"):
        assert words in page, words
    assert "Lê Văn Nam" not in page
    page = shown(desk.get(f"{PAGE}?show=nearly"))
    assert "Quiz about online fraud not passed yet; or not yet seen" in page
    assert "Lê Văn Nam" in page

    chosen = desk.post(f"{PAGE}issue/", {"rule": "resident", "person": [ward.nearly.id]})
    assert "1 person was left out" in shown(desk.get(chosen.url))
    issued = desk.post(f"{PAGE}issue/", {"rule": "resident", "everyone": "1"})
    one = Certificate.objects.get()
    page = shown(desk.get(issued.url))
    for words in ("1 certificate issued.", one.number, "Nguyễn Thị Hồng", "Undo"):
        assert words in page, words
    [printed] = re.findall(r'href="([^"]+print\.pdf[^"]+)"', page)
    pdf = desk.get(printed)
    assert pdf.content.startswith(b"%PDF")
    assert JournalLine.objects.get(verb="certificates.printed").details["count"] == 1

    Resident.objects.filter(id=ward.able.id).update(full_name="")  # forgotten since
    assert "Choose what to print." in shown(desk.get(printed, follow=True))
    assert "name no longer kept" in shown(desk.get(issued.url))
    ward.named(ward.able, "Nguyễn Thị Hồng")

    [undo] = re.findall(r'action="([^"]+/undo/\d+/)"', page)
    desk.post(undo)
    one.refresh_from_db()
    assert one.revoked_why == "mistake"
    assert "Nguyễn Thị Hồng" in shown(desk.get(PAGE))
    answer = desk.get(printed, follow=True)
    assert "Choose what to print." in shown(answer)


def test_one_certificate_is_seen_revoked_and_given_back(desk: Client, ward: Learners) -> None:
    desk.post(f"{PAGE}issue/", {"rule": "resident", "everyone": "1"})
    one = Certificate.objects.get()
    url = f"/desk/certificate/{one.origin}/{one.id}/"
    page = shown(desk.get(url))
    for words in ("Uses VNeID alone", "Seen by a helper", f"/c/{one.origin}/{one.token}/"):
        assert words in page, words
    door = f"/desk/household/{one.origin}/{ward.doors[0].id}/"
    assert one.number in shown(desk.get(door))
    assert desk.post(f"{url}revoke/", {"revoked_why": "what"}).status_code == 422
    page = shown(desk.post(f"{url}revoke/", {"revoked_why": "mistake", "words": "x"}, follow=True))
    assert "issued by mistake" in page
    assert "told from now on" in page
    page = shown(desk.post(f"{url}restore/", follow=True))
    assert "valid again" in page
    assert "was not revoked" not in page


def test_evidence_that_was_taken_back_is_said_wherever_the_certificate_is(
    desk: Client, ward: Learners
) -> None:
    [one] = issue(actor=ward.admin, area=ward.ward, standard=ward.standard()).certificates
    page = f"/desk/certificate/{one.origin}/{one.id}/"
    assert "withdrawn" not in shown(desk.get(page))
    [told] = Encounter.objects.all()
    ward.push(ward.op(ward.encounter(ward.doors[0], amends=str(told.id), withdrawn=True)))
    for url in (page, f"{PAGE}issued/", f"/desk/household/{one.origin}/{ward.doors[0].id}/"):
        assert "vidence withdrawn" in shown(desk.get(url)), url
    words = shown(desk.get(page))
    assert words.count("<del>") == 3  # which pieces
    assert '<option value="evidence" selected>' in words  # the reason stands ready
    lapsed = shown(desk.get(f"{PAGE}?show=lapsed"))
    assert one.number in lapsed
    assert "Nguyễn Thị Hồng" in lapsed
    ward.teach(ward.doors[0], COMPLETE)
    assert "shown instead" in shown(desk.get(page))


def test_a_group_s_officer_looks_and_issues_nothing(ward: Learners) -> None:
    ward.teach(ward.doors[1], COMPLETE)
    client = Client()
    client.force_login(ward.staff("to7", "Tổ Trưởng", "officer", ward.group7))
    group = "/desk/areas/00322.07/certificates/"
    assert "Nguyễn Thị Hồng" in shown(client.get(group))
    assert client.get(PAGE).status_code == 404
    client.force_login(ward.staff("tinh", "Cấp Tỉnh", "officer", ward.ward.parent))
    for page in ("issued/", "print.pdf"):  # names stay in their own ward
        assert client.get(f"/desk/areas/01/certificates/{page}").status_code == 302
    client.force_login(Account.objects.get(username="to7"))
    answer = client.post(f"{group}issue/", {"rule": "resident", "everyone": "1"})
    assert answer.status_code == 403
    assert not Certificate.objects.exists()


def test_a_paper_completes_a_rule(desk: Client, ward: Learners) -> None:
    url = f"/desk/resident/{ward.nearly.origin}/{ward.nearly.id}/paper/"
    said = {"paper": "binhdanhocvuso", "day": clock.today().isoformat(), "words": "tại lớp"}
    refused = desk.post(url, said | {"words": "CCCD 001190012345"})
    assert refused.status_code == 422
    assert "identity number" in shown(refused)
    page = shown(desk.post(url, said, follow=True))
    assert "Certificate of the national learning platform" in page
    assert "Lê Văn Nam" in shown(desk.get(PAGE))
    paper = Confirmation.objects.get()
    page = shown(desk.post(f"/desk/confirmation/{paper.origin}/{paper.id}/withdraw/", follow=True))
    assert "it counts no more" in page
    assert "Lê Văn Nam" not in shown(desk.get(PAGE))


def test_a_pack_is_taken_or_says_what_is_wrong_with_it(desk: Client, ward: Learners) -> None:
    rules = f"{PAGE}rules/"
    example = desk.get(f"{rules}example.toml").content
    assert example == EXAMPLE
    refused = desk.post(rules, {"file": SimpleUploadedFile("x.toml", example)})
    assert refused.status_code == 422
    assert "completion.area_other" in shown(refused)
    own = example.replace(b'area = "VN"', b'area = "00322"').replace(b"\nexample = true", b"")
    wrong = own.replace(b'skill = "vneid"', b'skill = "wneid"', 1)
    refused = desk.post(rules, {"file": SimpleUploadedFile("x.toml", wrong)})
    assert "resident.vneid.skill: nothing of this name" in shown(refused)
    page = shown(desk.post(rules, {"file": SimpleUploadedFile("x.toml", own)}, follow=True))
    assert "The rules are there." in page
    assert CompletionRule.objects.filter(area_id="00322", is_example=False).count() == 4
    assert "an example, no regulation" not in page
    assert "Other versions" in page
