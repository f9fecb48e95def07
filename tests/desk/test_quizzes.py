"""Question banks and quizzes at the desk: read before they are taken, printed, typed back, judged."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.encounters.street import Street
from tests.quizzes.bank import single
from tungngo.desk.bank_files import bank_book, bank_template, read_bank
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.quizzes import queries
from tungngo.quizzes.actions import SHIPPED
from tungngo.quizzes.models import Attempt, Bank, Quiz
from tungngo.quizzes.rules import gift
from tungngo.quizzes.rules.shuffling import choices_shown, letters_of, questions_shown, right_places

pytestmark = pytest.mark.django_db
ALL = Reach.everything()
AREA = "/desk/areas/00322/"
WRITTEN = """::otp::Ai được hỏi mã OTP? {=Không ai ~Ngân hàng ~Công an}

::dau-hieu::Đâu là dấu hiệu lừa đảo? {~%50%Giục làm ngay ~%50%Bảo giữ kín ~Mời đến phường}

::buoc::Sắp xếp {>3 ALL VERTICAL
Một
Hai
Ba
}
"""


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(Street(doors=1).admin)
    client.cookies["django_language"] = "en"
    return client


def loaded(desk: Client) -> Bank:
    """A bank brought in as an officer does: pasted, looked at, taken as the page hands it back."""
    seen = desk.post(f"{AREA}banks/new/", {"name": "Thử", "language": "vi", "pasted": WRITTEN})
    page = seen.content.decode()
    assert "3 questions were read. Nothing is written yet." in page
    assert not Bank.objects.filter(shipped="").exists()
    found = re.search(r'<textarea name="questions" hidden>(.*?)</textarea>', page, re.DOTALL)
    assert found
    given = {"take": "1", "name": "Thử", "language": "vi", "questions": html.unescape(found[1])}
    answer = desk.post(f"{AREA}banks/new/", given)
    assert answer.status_code == 302
    return Bank.objects.get(name="Thử")


def test_a_file_with_faults_is_told_line_by_line_and_nothing_is_written(desk: Client) -> None:
    bad = "::a::Q1 {=x ~y}\n\n::b::Q2 {=x =y ~z}\n\n::c::Q3 {#5}"
    file = SimpleUploadedFile("bank.gift", bad.encode())
    answer = desk.post(f"{AREA}banks/new/", {"name": "T", "language": "vi", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 answers are marked as right, but only one may be chosen." in page
    rows = re.findall(r'<td class="right figures">(\d+)</td>.*?nowrap">([a-z_.]+)<', page)
    assert rows == [("3", "question.two_right"), ("5", "gift.kind_unread")]
    refused = desk.post(f"{AREA}banks/new/", {"name": "T", "language": "vi", "pasted": "no bank"})
    assert (refused.status_code, Bank.objects.count()) == (422, 0)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_bank_leaves_as_a_sheet_and_as_gift_and_comes_back_the_same(language: str) -> None:
    for name in ("vneid.vi.gift", "fraud.en.gift"):
        bank = gift.read((SHIPPED / name).read_text(encoding="utf-8")).questions
        with translation.override(language):
            reading = read_bank(
                "x.xlsx", bank_book(bank, "Ngân hàng"), "vi", ["vneid", "fraud-safety"]
            )
            empty = read_bank("t.xlsx", bank_template(), "vi", [])
        assert (reading.questions, reading.faults) == (bank, [])
        assert [fault.code for fault in empty.faults] == ["bank.empty"]


def test_a_quiz_is_printed_in_two_orders_typed_back_and_judged(desk: Client) -> None:
    bank = loaded(desk)
    answer = desk.post(
        f"{AREA}quizzes/new/",
        {
            **{
                "bank": str(bank.id),
                "title": "Cuối buổi",
                "purpose": "other",
                "variants": 2,
                "minutes": 20,
            },
            **{"closes_on": (clock.today() + dt.timedelta(1)).isoformat(), "closes": "21:00"},
        },
    )
    quiz = Quiz.objects.get()
    assert answer.url == f"/desk/quiz/00322/{quiz.id}/"
    paper = desk.get(f"{answer.url}print/").content.decode()
    assert paper.count('class="quiz-paper"') == 2
    assert paper.count("Thời gian: khoảng 20 phút.") == 2
    assert "Khoanh chữ cái của câu trả lời đúng." in paper  # a Vietnamese paper whoever prints it

    questions = queries.asked_in(ALL, quiz)
    in_order = questions_shown(questions, quiz.seed, 2)
    right = [letters_of(one, quiz.seed, 2, right_places(one)) for one in in_order]
    key = paper.partition("quiz-key")[2]
    for question, letters in zip(in_order, right, strict=True):
        said = letters if question.kind == "ordering" else "".join(sorted(letters))
        assert f">{said}</td>" in key
    shown = [choices_shown(one, quiz.seed, 2) for one in in_order]
    assert shown != [sorted(one) for one in shown]

    typed = {f"q-{place}": letters.lower() for place, letters in enumerate(right, 1)}
    sheet = {"variant": "2", "slip": "7"} | typed
    again = desk.post(f"{answer.url}type/", sheet)
    assert again.url == f"{answer.url}type/?variant=2&slip=8"
    assert [(one.number, one.points) for one in Attempt.objects.all()] == [(7, 3)]
    twice = desk.post(f"{answer.url}type/", sheet)
    assert (twice.status_code, Attempt.objects.count()) == (422, 1)
    assert "This learner has handed in answers already" in twice.content.decode()
    wrong = desk.post(f"{answer.url}type/", sheet | {"slip": "8", "q-1": "Z"})
    assert wrong.status_code == 422
    assert "“Z” names no answers here." in wrong.content.decode()
    assert 'value="Z"' in wrong.content.decode()

    results = desk.get(answer.url).content.decode()
    assert "fewer than 30 learners" in results
    there = desk.get(f"{AREA}banks/{bank.id}/").content.decode()
    assert "answers to one question at and below this area: 1 at most" in there
    assert "attachment" in desk.get(f"{AREA}banks/{bank.id}/questions.gift")["Content-Disposition"]


def test_a_newer_version_leaves_quizzes_as_they_were(desk: Client) -> None:
    bank = loaded(desk)
    given = {"take": "1", "questions": gift.write([single("other")])}
    desk.post(f"{AREA}banks/{bank.id}/renew/", given)
    bank.refresh_from_db()
    assert (bank.version, bank.versions.count()) == (2, 2)
    page = desk.get(f"{AREA}banks/{bank.id}/").content.decode()
    assert "Question other?" in page
    assert "OTP" not in page
