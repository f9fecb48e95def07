"""Packs into the database: once, replaced by version, all or nothing; and the shipped guides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.files.storage import storages
from django.test import Client, override_settings

from tests.learning.packs import VOICE, guide, lay, pack, png
from tungngo.__main__ import main
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.actions import install_skills
from tungngo.campaigns.templates import shipped_templates
from tungngo.learning import files
from tungngo.learning.actions import install_guides, load_guides
from tungngo.learning.models import Guide, Media
from tungngo.learning.rules.cards import Card, card_from, digest_of
from tungngo.lib.problems import Refused


@pytest.fixture(autouse=True)
def kept(db: None, tmp_path: Path, settings) -> Iterator[Path]:
    """The catalogue of skills, and a storage of this test's own."""
    install_skills()
    where = tmp_path / "uploads"
    place = settings.STORAGES["default"] | {"OPTIONS": {"location": str(where)}}
    with override_settings(STORAGES=settings.STORAGES | {"default": place}):
        assert storages["default"].location == str(where)
        yield where / "guides"


def outcomes(folder: Path) -> list[str]:
    return [line.outcome for line in load_guides(actor=None, folder=folder)]


def journal() -> list[dict[str, int]]:
    return [line.details for line in JournalLine.objects.filter(verb="guides.loaded")]


def test_a_pack_is_taken_in_once(tmp_path: Path, kept: Path) -> None:
    folder = lay(tmp_path / "pack", pack())
    assert outcomes(folder) == ["new"]
    [one] = Guide.objects.all()
    assert (one.skill_id, one.language, one.step_count) == ("vneid", "blt-Tavt", 2)
    assert one.digest == digest_of(one.card.encode())
    assert {path.name for path in kept.iterdir()} == {digest_of(png()), digest_of(VOICE)}
    assert (kept / digest_of(VOICE)).read_bytes() == VOICE
    assert outcomes(folder) == ["same"]
    assert Guide.objects.get().loaded_at == one.loaded_at
    assert journal() == [{"new": 1, "replaced": 0}]


def test_a_higher_version_replaces_and_what_nobody_shows_goes(
    tmp_path: Path, kept: Path, django_capture_on_commit_callbacks
) -> None:
    load_guides(actor=None, folder=lay(tmp_path / "one", pack()))
    second = pack(vneid=guide(2, extra='picture = "one.png"\nalt = "x"'))
    with django_capture_on_commit_callbacks(execute=True):
        assert outcomes(lay(tmp_path / "two", second)) == ["replaced"]
    assert Guide.objects.get().version == 2
    assert set(Media.objects.values_list("digest", flat=True)) == {digest_of(png())}
    assert {path.name for path in kept.iterdir()} == {digest_of(png())}
    assert outcomes(tmp_path / "one") == ["older"]
    assert Guide.objects.get().version == 2
    assert journal() == [{"new": 1, "replaced": 0}, {"new": 0, "replaced": 1}]


def test_the_same_version_with_other_words_is_refused(tmp_path: Path) -> None:
    load_guides(actor=None, folder=lay(tmp_path / "one", pack()))
    with pytest.raises(Refused) as refusal:
        load_guides(actor=None, folder=lay(tmp_path / "two", pack(vneid=guide(title="Other"))))
    assert refusal.value.code == "guide.version_reused"
    assert str(refusal.value).startswith("vneid.toml:")
    assert Guide.objects.get().title == "A guide"


def test_a_pack_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = lay(tmp_path / "pack", pack(cashless=guide(), vneid=guide(extra='scene = "lamp"')))
    with pytest.raises(Refused) as refusal:
        load_guides(actor=None, folder=folder)
    assert refusal.value.code == "guide.scene_part_unknown"
    assert "vneid.toml, 2" in str(refusal.value)
    assert not Guide.objects.exists()
    assert not journal()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.png"
    outside.write_bytes(png())
    content = pack()
    del content["one.png"]
    folder = lay(tmp_path / "pack", content)
    (folder / "one.png").symlink_to(outside)
    with pytest.raises(Refused) as refusal:
        load_guides(actor=None, folder=folder)
    assert refusal.value.code == "guide.file_missing"


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = lay(tmp_path / "pack", pack())
    assert main(["guides", "load", str(folder)]) == 0
    assert "blt-Tavt vneid" in capsys.readouterr().out
    assert main(["guides", "load", str(tmp_path / "nothing")]) == 1
    assert "[guide.no_folder]" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------- shipped


def shipped() -> dict[tuple[str, str], Card]:
    install_guides()
    cards = [card_from(one.card) for one in Guide.objects.all()]
    return {(card.skill, card.language): card for card in cards}


def test_every_skill_of_the_template_has_a_guide_in_both_languages() -> None:
    cards = shipped()
    skills = shipped_templates()["45-days"].skills
    assert set(cards) >= {(skill, language) for skill in skills for language in ("vi", "en")}
    for skill in skills:
        vi, en = cards[skill, "vi"], cards[skill, "en"]
        assert len(vi.steps) == len(en.steps)
        assert 4 <= len(vi.steps) <= 7
        assert vi.version == en.version


def test_every_guide_warns_of_codes_and_passwords() -> None:
    cards = shipped()
    assert cards
    for card in cards.values():
        assert "OTP" in card.warning
        assert {"vi": "mật khẩu", "en": "password"}[card.language] in card.warning


def test_every_step_is_short_and_drawn_and_nobody_is_asked_for_a_secret() -> None:
    for card in shipped().values():
        for step in card.steps:
            assert len(step.text) <= 200, (card.title, step.title)
            drawn = ElementTree.fromstring(step.drawing)
            assert not [one for one in drawn.iter() if one.tag in {"script", "style", "image", "a"}]
            assert "href" not in step.drawing
            assert not re.search(r"\b\d{9,}\b", step.text + step.drawing), "no number of anybody"


def test_installing_again_changes_nothing_and_a_newer_local_guide_stays(tmp_path: Path) -> None:
    shipped()
    assert {line.outcome for line in install_guides()} == {"same"}
    local = pack("vi", vneid=guide(99, title="Của phường"))
    assert outcomes(lay(tmp_path / "local", local)) == ["replaced"]
    install_guides()
    assert Guide.objects.get(skill="vneid", language="vi").title == "Của phường"


def test_a_drawing_made_anew_reaches_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    install_guides()
    one = Guide.objects.get(skill="vneid", language="vi")
    card = json.loads(one.card)
    card["steps"][0]["drawing"] = "<svg>old</svg>"
    Guide.objects.filter(pk=one.pk).update(card=json.dumps(card), digest="0" * 64)
    assert "replaced" in {line.outcome for line in install_guides()}
    assert Guide.objects.get(pk=one.pk).digest == one.digest


def test_shipped_packs_are_part_of_the_package() -> None:
    assert {path.name for path in files.SHIPPED.iterdir()} >= {"vi", "en"}


@pytest.mark.parametrize(
    ("audio", "said"),
    [
        ('picture = "one.png"\nalt = "A phone"', "No voice was recorded for this lesson yet"),
        ("", "Not every step has a recorded voice yet"),
    ],
)
def test_a_lesson_says_what_nobody_recorded_and_brings_its_letters(
    tmp_path: Path, client: Client, audio: str, said: str
) -> None:
    load_guides(actor=None, folder=lay(tmp_path / "pack", pack(vneid=guide(extra=audio))))
    client.cookies["django_language"] = "en"
    page = client.get("/lessons/vneid/blt-Tavt/").content.decode()
    assert said in page
    assert page.count("recorded") == 1
    assert "tai-viet" in page
    assert 'lang="blt-Tavt"' in page
