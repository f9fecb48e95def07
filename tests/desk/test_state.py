"""The page that says how far the count has come: to each their own areas, the machine to administrators."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.accounts.models import Device
from tungngo.lib import clock
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import give_role
from tungngo.territory.models import StaleArea
from tungngo.watching.actions import News, beat
from tungngo.watching.models import Beat

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    made = Street(doors=2)
    beat(name="máy-1", begun_at=clock.now(), news=News(counted=1, counted_at=clock.now()))
    return made


def page(client: Client, account: object) -> str:
    client.force_login(account)
    answer = client.get(reverse("state"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_says_what_waits_and_then_that_all_is_counted(street: Street, client: Client) -> None:
    street.push(
        street.op(street.encounter(street.doors[0])),
        street.op(street.encounter(street.doors[1])) | {"kind": "nobody.knows"},
    )
    StaleArea.objects.update(since_at=clock.now() - dt.timedelta(minutes=9))
    Device.objects.update(waiting=7)
    phones = reverse("phones", args=["00322"])
    said = page(client, street.admin)
    assert "Còn 1 địa bàn chờ tính lại" in said
    assert "có 1 kết quả mới" in said
    assert "tự tính bù" in said
    assert f'<dt>Còn trên điện thoại</dt><dd class="figures"><a href="{phones}">7</a></dd>' in said
    assert "op.kind_unknown" in said
    assert reverse("refused", args=["00322"]) in said
    recount_stale()
    said = page(client, street.admin)
    assert "Mọi kết quả đã nhận đều đã được tính." in said
    assert "đang chạy" in said


def test_a_stopped_worker_is_told_with_what_it_means(street: Street, client: Client) -> None:
    Beat.objects.update(seen_at=clock.now() - dt.timedelta(hours=1))
    said = page(client, street.admin)
    assert "chương trình tính đã dừng" in said
    assert "không mất gì" in said
    Beat.objects.all().delete()
    assert "chưa được chạy lần nào" in page(client, street.admin)


def test_a_moved_clock_is_told_for_a_day(street: Street, client: Client) -> None:
    moved = News(clock_moved_by=-7200)
    beat(name="máy-1", begun_at=clock.now(), news=moved)
    assert "bị chỉnh -120 phút" in page(client, street.admin)
    Beat.objects.update(clock_moved_at=clock.now() - dt.timedelta(days=2))
    assert "bị chỉnh" not in page(client, street.admin)


def test_another_wards_records_are_not_in_it(street: Street, client: Client) -> None:
    """Nor does a viewer hear of disk and queues."""
    street.push(street.op(street.encounter(street.doors[0])))
    far = street.staff("far", "Người Xa", "viewer", street.elsewhere)
    said = page(client, far)
    assert "Mọi kết quả đã nhận đều đã được tính." in said
    assert "00322" not in said
    for words in ("Ổ đĩa", "Cơ sở dữ liệu", "Việc đang chờ"):
        assert words not in said
        assert words in page(client, street.admin)
    give_role(actor=None, account=far, area=street.ward, kind="viewer")
    assert "Còn 1 địa bàn" in page(client, far)


def test_the_page_is_cheap(street: Street, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(street.admin)
    client.get(reverse("state"))
    with django_assert_max_num_queries(18):
        client.get(reverse("state"))
