"""Two officers correct one household: the second is told, and nothing the first wrote is lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.territory.models import Household


@pytest.fixture
def street(db) -> Street:
    return Street()


def test_the_second_of_two_corrections_is_refused_and_the_first_stays(street, client):
    client.force_login(street.admin)
    door = street.doors[0]
    url = reverse("household_edit", args=[door.origin, door.id])
    page = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    form = {"seen": seen, "group": street.group7.code, "source": "ward", "code": door.code}
    first = client.post(url, form | {"head_name": "Trần Thị Một", "address": "Số 1 Ngõ 281"})
    assert first.status_code == 302
    second = client.post(url, form | {"head_name": "Lê Văn Hai", "address": "Số 2 Ngõ 281"})
    assert second.status_code == 422
    assert "household.changed_meanwhile" in second.content.decode()
    assert Household.objects.get(id=door.id).head_name == "Trần Thị Một"
