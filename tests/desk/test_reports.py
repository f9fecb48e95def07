"""The pages of reports: they say the board's figures, and keep to what a member of staff reaches."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tests.reports.days import three_of_eight
from tungngo.lib import clock


@pytest.fixture
def street(db) -> Street:
    return three_of_eight()


def test_the_brief_in_three_forms(street, client):
    client.force_login(street.admin)
    page = client.get(reverse("reports", args=["00322"]))
    assert "Hộ đã tiếp cận: 3/8 (38%; +3 trong ngày)" in page.content.decode()
    pdf = client.get(reverse("brief_pdf", args=["00322.07"]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].endswith(f'-00322.07-{clock.today()}.pdf"')
    assert "no-store" in pdf["Cache-Control"]
    assert client.get(reverse("brief_xlsx", args=["00322"])).content.startswith(b"PK")


def test_a_day_without_a_campaign_leads_back_with_the_reason(street, client):
    client.force_login(street.admin)
    long_ago = (clock.today() - dt.timedelta(days=400)).isoformat()
    answer = client.get(reverse("brief_pdf", args=["00322"]), {"on": long_ago}, follow=True)
    assert "ở đây chưa có chiến dịch. Đang hiện hôm nay." in answer.content.decode()
    street.campaign.state = "draft"
    street.campaign.save()
    assert (
        "Chưa có gì để báo cáo" in client.get(reverse("reports", args=["00322"])).content.decode()
    )
    assert client.get(reverse("brief_xlsx", args=["00322"])).status_code == 302


def test_reports_to_sign(street, client):
    client.force_login(street.admin)
    page = client.get(reverse("reports", args=["00322"])).content.decode()
    assert reverse("letter_pdf", args=["00322", "weekly"]) in page
    for kind in ("weekly", "closing"):
        answer = client.get(reverse("letter_pdf", args=["00322", kind]))
        assert answer.content.startswith(b"%PDF-"), kind
    form = client.get(reverse("letterhead", args=["00322"])).content.decode()
    assert 'value="Ủy ban nhân dân phường Tương Mai"' in form
