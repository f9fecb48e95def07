"""The pages about digital models: their figures, the lists behind them, and markets surveyed by hand."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.criteria.village import Village
from tungngo.criteria import actions
from tungngo.criteria.models import Round
from tungngo.lib import clock
from tungngo.markets.models import Market, MarketSurvey


@pytest.fixture
def village(db: None) -> Village:
    made = Village()
    actions.plan_rounds(actor=None)
    actions.assess_due(actor=None, seconds=10)
    return made


@pytest.fixture
def officer(village: Village) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(village.staff("cán.bộ", "Cán Bộ", "officer", village.ward))
    return client


def test_an_area_says_how_many_by_what_and_what_is_missing(
    officer: Client, village: Village
) -> None:
    answer = officer.get(reverse("digital", args=[village.ward.code]))
    page = answer.content.decode()
    assert "<b>1 / 6 hộ</b> <span>· Tiêu chí mặc định, phiên bản 1</span>" in page
    family = answer.context["parts"][0]
    assert [(row.area and row.area.code, row.met, row.judged) for row in family.rows] == [
        ("00322.07", 1, 4), ("00322.08", 0, 1), (None, 0, 1),
    ]  # fmt: skip
    assert [(one.name, one.lack.missing, one.lack.only) for one in family.lacks][-2:] == [
        ("Hộ có trong nhóm Zalo của tổ, thôn", 1, 1),
        ("Có người dùng sổ sức khỏe điện tử (không bắt buộc)", 3, 0),
    ]
    assert 'href="/desk/areas/00322.07/models/?missing=vneid#households"' in page
    [row, _other] = answer.context["parts"][1].rows
    assert row.says == ["Hộ là gia đình số: còn thiếu 2 hộ để đạt 70%", "và 4 mục nữa"]


def test_a_group_lists_every_household_with_what_it_lacks(
    officer: Client, village: Village
) -> None:
    def lacking(what: str) -> dict[str, list[str]]:
        answer = officer.get(reverse("digital", args=["00322.07"]), {"missing": what})
        return {row.judged.home.door.code: row.lacks for row in answer.context["homes"]}

    assert lacking("") == {
        "00322.07-1": [],
        "00322.07-2": ["1 người lớn chưa có VNeID"],
        "00322.07-3": ["chưa vào nhóm Zalo"],
        "00322.07-4": ["2 người chưa được gặp: 5 tiêu chí chưa rõ"],
    }
    assert lacking("nonsense") == lacking("")
    assert set(lacking("vneid")) == {"00322.07-2", "00322.07-4"}
    assert set(lacking("met")) == {"00322.07-1"}
    answer = officer.get(reverse("digital_book", args=["00322.07"]), {"missing": "chat-group"})
    [_head, row] = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    assert row[:4] == ("00322.07-3", village.doors[2].address, "Chủ hộ 3", "còn thiếu")
    assert row[9] == "chưa vào nhóm Zalo"


def test_a_household_says_what_it_lacks(officer: Client, village: Village) -> None:
    door = village.doors[1]
    page = officer.get(reverse("household", args=[door.origin, door.id])).content.decode()
    assert "<li>1 người lớn chưa có VNeID</li>" in page
    away = village.doors[5]
    assert officer.get(reverse("household", args=[away.origin, away.id])).status_code == 200


def test_counting_anew_is_asked_for_followed_and_done(officer: Client, village: Village) -> None:
    url = reverse("digital", args=[village.ward.code])
    village.teach(village.doors[2], {})
    officer.post(reverse("digital_assess", args=[village.ward.code]))
    assert b'data-state="waiting"' in officer.get(url).content
    follow = reverse("digital_progress", args=[village.ward.code])
    assert officer.get(follow).json() == {"state": "waiting", "percent": 0, "left": "còn 1"}
    assert actions.assess_due(actor=None, seconds=10) == 1
    assert officer.get(follow).json()["state"] == "done"
    assert Round.objects.get().done_at is not None


def test_a_market_is_listed_surveyed_and_a_wrong_survey_taken_back(
    officer: Client, village: Village
) -> None:
    officer.post(
        reverse("market_new", args=[village.ward.code]),
        {"name": "Chợ Mơ", "group": "00322.08", "place": "Bạch Mai"},
    )
    market = Market.objects.get()
    assert market.path == village.group8.path
    args: list[Any] = [market.origin, market.id]
    typed = {
        "surveyed_on": clock.today().isoformat(), "surveyed_by": "Tổ 8", "stalls": 20,
        "stalls_qr": 21, "fees_cashless": "yes",
    }  # fmt: skip
    refused = officer.post(reverse("survey_new", args=args), typed)
    assert refused.status_code == 422
    assert "không thể nhiều hơn số quầy" in refused.content.decode()
    assert not MarketSurvey.objects.exists()
    officer.post(reverse("survey_new", args=args), typed | {"stalls_qr": 18, "stalls_active": 9})
    page = officer.get(reverse("market", args=args)).content.decode()
    assert "2 quầy chưa có mã QR" in page
    assert "9 / 18 quầy" in page
    survey = MarketSurvey.objects.get()
    assert (survey.fees_cashless, survey.payments) == (True, None)
    officer.post(reverse("survey_withdraw", args=[market.origin, survey.id]))
    assert "9 / 18 quầy" not in officer.get(reverse("market", args=args)).content.decode()
    officer.post(reverse("survey_restore", args=[market.origin, survey.id]))
    assert "9 / 18 quầy" in officer.get(reverse("market", args=args)).content.decode()


def test_every_criterion_is_shown_with_its_source(officer: Client) -> None:
    page = officer.get(reverse("digital_criteria", args=["00322"])).content.decode()
    assert page.count("Chưa kiểm chứng") >= 6
    assert "Nghĩa Hưng" in page
