"""Published pages tell how far a place has come and nobody's door; small counts stay back."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from tests.encounters.street import Street
from tests.teams.people import area
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.publishing import DOORS, PEOPLE, PRIORITY, kept_back
from tungngo.public import views
from tungngo.territory.models import Area, Kind, Level
from tungngo.territory.naming import ancestors, set_words

ALL = Reach.everything()


@pytest.fixture
def street(db) -> Street:
    return Street(doors=0)


def words_of(answer) -> str:
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def count(
    street: Street, at: Area, reached: int, listed: int, priority: tuple[int, int] = (0, 0)
) -> None:
    """Write what a recount of so many doors would, at a group and everything above it."""
    today, above = clock.today(), at
    while above is not None:
        population, _made = Population.objects.get_or_create(
            origin="x", path=above.path, campaign_id=NO_CAMPAIGN,
            defaults={"level": above.level, "counts": {}, "counted_at": clock.now()},
        )  # fmt: skip
        tally, _made = Tally.objects.get_or_create(
            origin="x", path=above.path, campaign_id=street.campaign.id, day_on=today,
            defaults={"level": above.level, "counts": {}},
        )  # fmt: skip
        all_days, _made = Population.objects.get_or_create(
            origin="x", path=above.path, campaign_id=street.campaign.id,
            defaults={"level": above.level, "counts": {}, "counted_at": clock.now()},
        )  # fmt: skip
        counted = {"h.reached": reached, "h.priority": priority[0], "r.met.adult": reached}
        for row, added in (
            (population, {"h": listed, "h.priority": priority[1], "r.adult": 2 * listed}),
            (tally, counted),
            (all_days, counted),
        ):
            for key, value in added.items():
                row.counts[key] = row.counts.get(key, 0) + value
            row.save()
        above = above.parent


def published(client, code: str = "00322"):
    answer = client.get(reverse("published", args=[code]))
    assert answer.status_code == 200
    return answer


def row_of(words: str, name: str) -> str:
    """What follows a name in the table of areas."""
    table = words[words.rindex("Trong danh sách Tỷ lệ") :]
    return table[table.index(name) + len(name) :][:24].strip()


def test_the_page_says_how_far_the_place_is_and_names_nobody(street, client):
    count(street, street.group7, 60, 100, (20, 40))
    count(street, street.group8, 30, 80, (10, 30))
    words = words_of(published(client))
    assert "90 / 180 hộ" in words
    assert "30 / 70 hộ" in words
    assert row_of(words, "Tổ dân phố số 7").startswith("60 100 60%")
    assert "Chủ hộ" not in words
    assert "Tính lúc" in words
    assert client.get(reverse("published", args=["00322.07"])).status_code == 404
    assert client.get(reverse("published", args=["99999"])).status_code == 404


def test_one_small_row_takes_another_with_it(street, client):
    for n in (21, 22):
        group = area(f"00322.{n}", Level.GROUP, Kind.URBAN_GROUP, f"số {n}", street.ward)
        count(street, group, 40, 200 + n)
    count(street, street.group7, 3, 100)
    count(street, street.group8, 30, 80)
    words = words_of(published(client))
    assert row_of(words, "Tổ dân phố số 7").startswith("· · ·")
    assert row_of(words, "Tổ dân phố số 8").startswith("· · ·")
    assert row_of(words, "Tổ dân phố số 21").startswith("40 221")
    assert "113 / 623 hộ" in words


@pytest.mark.parametrize(("reached", "listed"), [(3, 18), (97, 100), (1, 5000), (0, 8)])
def test_a_place_with_few_has_no_count_anywhere(street, client, reached, listed):
    count(street, street.group7, reached, listed)
    words = words_of(published(client))
    assert f"– / {listed:,d} hộ".replace(",", ".") in words
    assert "quá ít nên chưa công bố" in words
    assert "Quá ít nên chưa công bố: Hộ đã tiếp cận" in words
    assert f"{reached} / {listed}" not in words
    assert "Theo ngày" not in words
    assert "Mốc 70%" not in words
    assert "mốc 70%" not in words


def test_doors_less_priority_doors_tell_no_small_count(street, client):
    """62 reached, 60 of them with priority, would say that 2 without were."""
    count(street, street.group7, 31, 100, (30, 80))
    count(street, street.group8, 31, 100, (30, 80))
    words = words_of(published(client))
    assert "62 / 200 hộ" in words
    assert "60 / 160" not in words
    assert "– / 160 hộ" in words


def test_what_a_page_keeps_back_is_not_found_on_the_page_above_or_below(street):
    """A ward hidden beside a small one keeps a group back, or its groups would add up to it."""
    far = area("00082.01", Level.GROUP, Kind.URBAN_GROUP, "số 1", street.elsewhere)
    city_wide = street.campaign
    city_wide.path, city_wide.area = "01.", street.city
    city_wide.save()
    count(street, far, 3, 1000)
    count(street, street.group7, 40, 100)
    count(street, street.group8, 50, 90)

    def hidden(path: str):
        return kept_back(ALL, city_wide, path, [], clock.today())

    city = hidden("01.")
    assert DOORS not in city.here
    assert DOORS in city.below["01.00082."]
    assert DOORS in city.below["01.00322."]
    ward = hidden("01.00322.")
    assert DOORS in ward.here
    assert any(DOORS in keys for keys in ward.below.values())
    assert not {PRIORITY, PEOPLE} & city.here


def test_all_people_are_kept_back_with_a_small_segment(street):
    count(street, street.group7, 50, 100)
    lists = Population.objects.filter(campaign_id=NO_CAMPAIGN)
    all_days = Population.objects.exclude(campaign_id=NO_CAMPAIGN)
    for rows, key, value in (
        (lists, "r.official", 20),
        (Tally.objects.all(), "r.basic.official", 2),
        (all_days, "r.basic.official", 2),
        (Tally.objects.all(), "r.basic.adult", 60),
        (all_days, "r.basic.adult", 60),
    ):
        for row in rows:
            row.counts[key] = value
            row.save()
    asked = [("residents.basic", "official"), ("residents.basic", "adult"), ("residents.basic", "")]
    kept = kept_back(ALL, street.campaign, street.ward.path, asked, clock.today())
    assert ("residents.basic", "official") in kept.here
    assert ("residents.basic", "") in kept.here
    assert ("residents.basic", "adult") not in kept.here


def test_pages_lead_from_the_first_page_down_to_the_ward(street, client):
    recount(paths=[street.group7.path])
    front = client.get("/").content.decode()
    assert reverse("published", args=["01"]) in front
    assert reverse("published", args=["00322"]) in front  # a campaign runs there
    city = client.get(reverse("published", args=["01"])).content.decode()
    assert reverse("published", args=["00322"]) in city
    assert reverse("published", args=["00082"]) in city


def test_the_first_page_stands_before_any_area_is_known(db, client):
    assert client.get("/").status_code == 200


def test_areas_are_found_by_anyone_but_not_groups(street, client):
    for one in Area.objects.select_related("parent__parent__parent"):
        set_words(one, ancestors(one))
        one.save()
    words = words_of(client.get("/", {"q": "tuong mai"}))
    assert "Phường Tương Mai, Thành phố Hà Nội" in words
    assert "Tổ dân phố" not in words


@pytest.mark.parametrize("address", ["/", "/p/00322/"])
def test_pages_may_be_kept_for_a_minute_and_carry_nothing_of_anyone(street, client, address):
    answer = client.get(address)
    assert "max-age=60" in answer["Cache-Control"]
    assert "public" in answer["Cache-Control"]
    assert {"Accept-Language", "Cookie"} <= {v.strip() for v in answer["Vary"].split(",")}
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content


def test_the_language_is_kept_and_leads_back_here_only(street, client):
    answer = client.get(reverse("language", args=["en"]), {"next": "/p/00322/"})
    assert answer.url == "/p/00322/"
    assert "All places" in words_of(client.get("/p/00322/"))
    away = client.get(reverse("language", args=["vi"]), {"next": "https://evil.example/"})
    assert away.url == "/"
    assert client.get(reverse("language", args=["xx"])).status_code == 404


def test_robots_may_read_what_is_published(client):
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in told
    assert "Disallow: /p/" not in told


def test_missing_and_forbidden_pages_say_what_to_do(street, client):
    missing = client.get("/p/99999/")
    assert missing.status_code == 404
    assert "Có thể địa chỉ bị gõ nhầm" in words_of(missing)
    client.force_login(street.member)
    forbidden = client.get(reverse("board", args=["00322"]))
    assert forbidden.status_code == 403
    assert "Tài khoản này không xem được trang này" in words_of(forbidden)


def test_the_page_of_our_own_fault_needs_neither_database_nor_reader(rf):
    """Without the `db` mark any query would fail the test."""
    answer = views.problem_500(rf.get("/"))
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in words_of(answer)
