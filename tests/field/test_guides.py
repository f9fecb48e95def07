"""Guide cards on the wire: an index in the world, cards and media by digest; and the phone's choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.field.conftest import Phone
from tests.learning.packs import VOICE, guide, lay, pack, png
from tungngo.learning.actions import install_guides, load_guides
from tungngo.learning.models import Guide
from tungngo.learning.rules.cards import card_from, digest_of

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Any) -> Iterator[None]:
    place = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path / "uploads")}}
    with override_settings(STORAGES=settings.STORAGES | {"default": place}):
        yield


@pytest.fixture
def packed(claimed: Phone, tmp_path: Path) -> Phone:
    """A phone whose server has one guide with a picture and a voice."""
    load_guides(actor=None, folder=lay(tmp_path / "pack", pack()))
    return claimed


def get(phone: Phone, path: str, digest: str) -> Any:
    return phone.client.get(path, {"digest": digest}, headers=phone._headers())


def index(phone: Phone) -> list[dict[str, Any]]:
    return phone.world().json()["guides"]["body"]


def test_the_index_travels_with_the_world_and_the_card_by_its_digest(packed: Phone) -> None:
    [line] = index(packed)
    assert {key: line[key] for key in ("skill", "language", "title", "steps", "name")} == {
        "skill": "vneid", "language": "blt-Tavt", "title": "A guide", "steps": 2, "name": "",
    }  # fmt: skip
    assert line["media"] == len(png()) + len(VOICE)
    reply = get(packed, "/field/guide", line["digest"])
    assert reply.status_code == 200
    assert digest_of(reply.content) == line["digest"]
    assert len(reply.content) + line["media"] == line["bytes"]


def test_media_arrive_as_they_are_and_are_never_a_page(packed: Phone) -> None:
    card = card_from(get(packed, "/field/guide", index(packed)[0]["digest"]).content.decode())
    for file in card.files().values():
        reply = get(packed, "/field/guide-media", file.digest)
        assert reply.status_code == 200
        assert digest_of(reply.content) == file.digest
        assert reply["Content-Type"] == file.kind
        assert "sandbox" in reply["Content-Security-Policy"]
        assert reply["X-Content-Type-Options"] == "nosniff"


def test_only_a_phone_of_a_team_is_answered(packed: Phone) -> None:
    digest = index(packed)[0]["digest"]
    for path in ("/field/guide", "/field/guide-media"):
        assert Phone().client.get(path, {"digest": digest}).status_code == 401


@pytest.mark.parametrize("digest", ["", "0" * 64, "../../secret-key", "x" * 5000])
@pytest.mark.parametrize("path", ["/field/guide", "/field/guide-media"])
def test_what_is_gone_is_said_to_be_gone(packed: Phone, path: str, digest: str) -> None:
    reply = get(packed, path, digest)
    assert (reply.status_code, reply.json()["code"]) == (404, "guide.unknown")


def test_a_file_lost_on_the_server_is_no_broken_call(packed: Phone, tmp_path: Path) -> None:
    for kept in (tmp_path / "uploads" / "guides").iterdir():
        kept.unlink()
    assert get(packed, "/field/guide-media", digest_of(VOICE)).status_code == 404


def test_a_replaced_guide_changes_the_index_and_nothing_else(packed: Phone, tmp_path: Path) -> None:
    world = packed.world().json()
    known = {room: document["fp"] for room, document in world.items() if room != "server_at"}
    assert set(packed.world(**known).json()) == {"server_at"}
    load_guides(actor=None, folder=lay(tmp_path / "two", pack(vneid=guide(2))))
    assert set(packed.world(**known).json()) == {"server_at", "guides"}
    assert get(packed, "/field/guide", world["guides"]["body"][0]["digest"]).status_code == 404


def test_the_index_holds_the_campaigns_skills_in_its_order(claimed: Phone) -> None:
    install_guides()
    world = claimed.world().json()
    skills = [skill["code"] for skill in world["campaign"]["body"]["skills"]]
    lines = world["guides"]["body"]
    assert list(dict.fromkeys(line["skill"] for line in lines)) == skills
    assert "dien-bien-smart" not in skills, "another province's app"
    assert len(lines) == 2 * len(skills) < Guide.objects.count()


def test_an_index_of_every_guide_costs_no_query_for_each(
    claimed: Phone, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(60) as before:
        claimed.world()
    install_guides()
    with django_assert_max_num_queries(len(before)):
        claimed.world()


# -------------------------------------------------------------------------------------- the phone


def line(language: str, skill: str = "vneid", **more: Any) -> dict[str, Any]:
    return {"skill": skill, "language": language, "name": ""} | more


LINES = [line("vi"), line("en"), line("blt-Tavt"), line("hmn-Latn-VN")]


@pytest.mark.parametrize(("wanted", "shown"), [
    (["en", "vi"], "en"),
    (["blt-Tavt", "vi"], "blt-Tavt"),
    (["blt", "vi"], "blt-Tavt"),
    (["hmn", "vi"], "hmn-Latn-VN"),
    (["mww", "vi"], "vi"),
    ([None, "", "EN"], "en"),
    (["ja"], "vi"),
])  # fmt: skip
def test_the_nearest_language_is_chosen(in_module: Call, wanted: list[str], shown: str) -> None:
    assert in_module("later/guide/choice", "choose", LINES, wanted)["language"] == shown


def test_no_guide_no_choice_and_a_language_has_a_name(in_module: Call) -> None:
    assert in_module("later/guide/choice", "choose", [], ["vi"]) is None
    named = line("blt-Tavt", name="ꪼꪕꪒꪾ")
    shown = in_module("later/guide/choice", "languageName", named, "vi")
    assert shown.startswith("ꪼꪕꪒꪾ (")
    assert "ꪼꪕꪒꪾ" not in shown.removeprefix("ꪼꪕꪒꪾ"), "a phone without these letters still names it"
    thai = line("blt-Latn", name="Tiếng Thái đen")
    assert in_module("later/guide/choice", "languageName", thai, "vi") == "Tiếng Thái đen"
    assert in_module("later/guide/choice", "languageName", line("en"), "vi") == "Tiếng Anh"
    assert in_module("later/guide/choice", "languageName", line("x-made"), "vi")


def test_services_without_a_guide_are_left_out(in_module: Call) -> None:
    skills = [{"code": code} for code in ("cashless", "vneid", "vssid")]
    found = in_module("later/guide/choice", "servicesOf", skills, [*LINES, line("vi", "cashless")])
    assert [(one["skill"]["code"], len(one["lines"])) for one in found] == [
        ("cashless", 1),
        ("vneid", 4),
    ]
