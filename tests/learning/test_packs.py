"""Packs without a database: tags, scenes, drawings, pictures, and what is refused where."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.learning.packs import SVG, VOICE, WARNING, guide, pack, png
from tungngo.learning.refusals import SENTENCES
from tungngo.learning.rules.cards import card_bytes, card_from, digest_of
from tungngo.learning.rules.drawing import DRAWN, draw
from tungngo.learning.rules.packs import read_packs, verdict
from tungngo.learning.rules.pictures import audio_kind, clean_svg, picture_kind
from tungngo.learning.rules.scenes import PARTS, SCREEN, read_scene
from tungngo.learning.rules.tags import language_tag
from tungngo.lib.problems import Refused

SKILLS = {"vneid", "cashless"}


def code_of(call, *arguments) -> tuple[str, str]:
    with pytest.raises(Refused) as refusal:
        call(*arguments)
    assert refusal.value.code in SENTENCES
    return refusal.value.code, refusal.value.place


# ------------------------------------------------------------------------------------------- tags


@pytest.mark.parametrize(("written", "usual"), [
    ("vi", "vi"), (" EN ", "en"), ("BLT-tavt", "blt-Tavt"), ("blt_Latn", "blt-Latn"),
    ("hmn", "hmn"), ("mww", "mww"), ("hmn-latn-vn", "hmn-Latn-VN"), ("zh-cmn-hans-CN", "zh-cmn-Hans-CN"),
    ("hmn-Latn-VN-x-RPA", "hmn-Latn-VN-x-rpa"), ("es-419", "es-419"), ("sl-rozaj-biske", "sl-rozaj-biske"),
    ("de-CH-1996", "de-CH-1996"), ("x-whatever", "x-whatever"), ("en-u-nu-LATN", "en-u-nu-latn"),
])  # fmt: skip
def test_any_well_formed_tag_is_taken_in_its_usual_spelling(written: str, usual: str) -> None:
    assert language_tag(written) == usual
    assert language_tag(usual) == usual


@pytest.mark.parametrize("written", [
    "", "v", "tiếng Thái", "vi--VN", "vi-", "-vi", "123", "vi-VNM9", "x", "en-u", "vi VN", "a" * 40,
    "vi-VN-x-" + "abcdefgh-" * 5,
])  # fmt: skip
def test_what_is_no_tag_is_refused(written: str) -> None:
    assert code_of(language_tag, written)[0] == "guide.language_unreadable"


# ----------------------------------------------------------------------------------------- scenes


def scene_of(kind: str) -> str:
    shape = PARTS[kind]
    words = [("Ký " * 20)[: min(shape.letters, 9)].strip() for _ in range(shape.least)]
    return f"> {kind} " + (" = " if kind == "field" else " | ").join(words)


@pytest.mark.parametrize("kind", PARTS)
def test_every_part_is_drawn_within_the_picture(kind: str) -> None:
    drawn = ElementTree.fromstring(draw(read_scene(scene_of(kind))))
    assert len(list(drawn.iter())) > 3
    for rect in drawn.iter("rect"):
        assert float(rect.get("x", 0)) >= 0
        assert float(rect.get("x", 0)) + float(rect.get("width", 0)) <= 320
        assert float(rect.get("y", 0)) + float(rect.get("height", 0)) <= 214


def test_every_part_has_a_drawing_and_a_height() -> None:
    assert PARTS.keys() == DRAWN.keys()
    assert all(0 < shape.height <= SCREEN for shape in PARTS.values())


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters=">|"), min_size=1)
)
def test_words_of_a_scene_stay_words(label: str) -> None:
    """Whatever a pack writes on a button becomes text, never markup."""
    label = " ".join(label.split())[:28].strip()
    if not label:
        return
    drawn = ElementTree.fromstring(draw(read_scene(f"button {label}")))
    assert [text.text for text in drawn.iter("text")] == [label]


def test_markup_on_a_button_is_only_written() -> None:
    drawn = draw(read_scene("button <script>x()</script>"))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_thing_to_tap_has_a_ring() -> None:
    plain, marked = draw(read_scene("button Ký")), draw(read_scene("> button Ký"))
    assert marked.count("--saffron,") == plain.count("--saffron,") + 1
    tiles = read_scene("tiles Một | > Hai | Ba")
    assert tiles[0].tap == 1
    assert tiles[0].labels == ("Một", "Hai", "Ba")


@pytest.mark.parametrize(("scene", "code"), [
    ("lamp on", "guide.scene_part_unknown"),
    ("button", "guide.scene_labels"),
    ("item Gạo", "guide.scene_labels"),
    ("qr what", "guide.scene_labels"),
    ("tiles Một | | Ba", "guide.scene_labels"),
    ("button " + "m" * 40, "guide.scene_label_long"),
    ("tiles Một | Một hai ba bốn | Ba", "guide.scene_label_long"),
    ("\n".join(["row Một"] * 6), "guide.scene_too_tall"),
])  # fmt: skip
def test_a_scene_that_cannot_be_drawn_is_refused_with_its_place(scene: str, code: str) -> None:
    said, place = code_of(lambda: read_scene(scene, place="vneid.toml, 1"))
    assert said == code
    assert place.startswith("vneid.toml, 1")


# --------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("inside", [
    "<script>x()</script>", "<foreignObject/>", '<path onclick="x()"/>', '<path ONLOAD="x()"/>',
    '<image href="http://a.example/x.png"/>', '<use href="http://a.example/x.svg#a"/>',
    '<path fill="url(http://a.example/#a)"/>', '<path style="fill:url( //a.example/x )"/>',
    "<style>@import 'http://a.example'</style>", '<a href="#x"><path d="M0 0"/></a>',
    '<use href="data:image/svg+xml,x"/>', '<use href="javascript:x()"/>',
    r'<path fill="\75rl(//a.example)"/>', '<animate attributeName="href"/>', '<set attributeName="x"/>',
])  # fmt: skip
def test_a_drawing_that_could_act_or_fetch_is_refused(inside: str) -> None:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
    assert code_of(clean_svg, drawn, "a.svg") == ("guide.svg_unsafe", "a.svg")


def test_entities_are_never_opened() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    assert code_of(clean_svg, bomb, "a.svg")[0] == "guide.svg_unsafe"
    assert code_of(clean_svg, SVG.decode().encode("utf-16"), "a.svg")[0] == "guide.svg_unreadable"
    assert code_of(clean_svg, b"<svg><path", "a.svg")[0] == "guide.svg_unreadable"
    assert code_of(clean_svg, b"<svg/>", "a.svg")[0] == "guide.svg_unreadable"


def test_what_a_drawing_program_adds_about_itself_is_left_out() -> None:
    drawn = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://ink.example" i:name="me">'
        b'<metadata>who made it</metadata><i:view zoom="3"/><g id="a" i:label="L">'
        b'<path style="fill:#0b6e63;-ink-x:1" d="M0 0h9"/><use href="#a"/></g></svg>'
    )
    clean = clean_svg(drawn, "a.svg").decode()
    assert "ink" not in clean
    assert "who made it" not in clean
    assert 'fill="#0b6e63"' in clean
    assert 'href="#a"' in clean
    assert clean_svg(clean.encode(), "a.svg").decode() == clean


def test_a_file_is_what_its_bytes_say() -> None:
    assert picture_kind(png(), "a") == ("image/png", png())
    assert picture_kind(SVG, "a")[0] == "image/svg+xml"
    assert picture_kind(b"RIFF\0\0\0\0WEBPVP8 ", "a")[0] == "image/webp"
    assert audio_kind(VOICE, "a")[0] == "audio/ogg"
    assert audio_kind(b"ID3\x04rest", "a")[0] == "audio/mpeg"
    assert audio_kind(b"\xff\xfb\x90rest", "a")[0] == "audio/mpeg"
    assert audio_kind(b"\0\0\0\x20ftypM4A ", "a")[0] == "audio/mp4"
    assert code_of(picture_kind, b"GIF89a", "a.png") == ("guide.picture_unknown", "a.png")
    assert code_of(audio_kind, b"<html>", "a.ogg") == ("guide.audio_unknown", "a.ogg")
    assert code_of(picture_kind, png() + bytes(500_000), "a.png")[0] == "guide.file_too_large"


# ------------------------------------------------------------------------------------------ packs


def test_a_pack_becomes_a_card_that_reads_back() -> None:
    [read] = read_packs(pack(), SKILLS)
    card = card_from(read.content.decode())
    assert card == read.card
    assert card_bytes(card) == read.content
    assert (card.skill, card.language, card.warning) == ("vneid", "blt-Tavt", WARNING)
    first, second = card.steps
    assert first.drawing.startswith("<svg ")
    assert first.picture is None
    assert second.picture is not None
    assert second.picture.digest == digest_of(png())
    assert second.audio is not None
    assert second.audio.kind == "audio/ogg"
    assert set(card.files()) == set(read.media) == {digest_of(png()), digest_of(VOICE)}
    assert read.size == len(read.content) + len(png()) + len(VOICE)


def test_what_is_written_changes_the_source_and_what_is_not_does_not() -> None:
    def source(files: dict[str, bytes]) -> str:
        return read_packs(files, SKILLS)[0].source

    was = source(pack())
    assert source(pack() | {"vneid.toml": b"# a remark\n" + guide().encode()}) == was
    assert source(pack() | {"one.png": png(5, 5)}) != was
    assert source(pack(vneid=guide(title="Another"))) != was
    assert source(pack(language="blt-Latn")) != was


def test_several_packs_in_one_folder() -> None:
    files = {
        f"{tag}/{name}": content for tag in ("vi", "hmn") for name, content in pack(tag).items()
    }
    found = read_packs(files | {"README.toml": b"not = 'a pack'"}, SKILLS)
    assert [(one.card.skill, one.card.language) for one in found] == [
        ("vneid", "hmn"),
        ("vneid", "vi"),
    ]


@pytest.mark.parametrize(("change", "code", "place"), [
    ({"pack.toml": b'language = "vi"'}, "guide.unreadable", "pack.toml"),
    ({"pack.toml": b'language = "vi"\nwarning = "short"'}, "guide.unreadable", "pack.toml"),
    ({"pack.toml": b'language = "?"\nwarning = "Never tell a code."'},
     "guide.language_unreadable", "pack.toml"),
    ({"vneid.toml": b"\xff"}, "guide.unreadable", "vneid.toml"),
    ({"vneid.toml": b'version = 0\ntitle = "x"\nsteps = []'}, "guide.unreadable", "vneid.toml"),
    ({"vneid.toml": guide(extra='colour = "red"').encode()}, "guide.unreadable", "vneid.toml"),
    ({"vneid.toml": guide(extra='picture = "one.png"').encode()}, "guide.alt_missing", "vneid.toml, 2"),
    ({"vneid.toml": guide(extra='picture = "two.png"\nalt = "x"').encode()},
     "guide.file_missing", "vneid.toml, 2"),
    ({"vneid.toml": guide(extra='picture = "../one.png"\nalt = "x"').encode()},
     "guide.file_missing", "vneid.toml, 2"),
    ({"vneid.toml": guide(extra='scene = "qr"\npicture = "one.png"\nalt = "x"').encode()},
     "guide.scene_and_picture", "vneid.toml, 2"),
    ({"one.opus": b"MZ"}, "guide.audio_unknown", "one.opus"),
    ({"juggling.toml": guide().encode()}, "guide.skill_unknown", "juggling.toml"),
    ({"more/pack.toml": pack()["pack.toml"], "more/vneid.toml": guide(extra='alt = ""').encode()},
     "guide.twice", "vneid.toml"),
])  # fmt: skip
def test_a_pack_is_refused_with_file_and_step(
    change: dict[str, bytes], code: str, place: str
) -> None:
    assert code_of(read_packs, pack() | change, SKILLS) == (code, place)


def test_an_empty_folder_and_an_empty_pack_are_refused() -> None:
    assert code_of(read_packs, {}, SKILLS)[0] == "guide.no_pack"
    assert code_of(read_packs, {"pack.toml": pack()["pack.toml"]}, SKILLS)[0] == "guide.pack_empty"


@pytest.mark.parametrize(("version", "source", "old", "outcome"), [
    (1, "a", None, "new"), (2, "b", 1, "replaced"), (2, "a", 1, "replaced"),
    (1, "a", 2, "older"), (2, "a", 2, "same"), (2, "b", 2, "reused"),
])  # fmt: skip
def test_the_higher_version_wins(version: int, source: str, old: int | None, outcome: str) -> None:
    assert verdict(version=version, source=source, old_version=old, old_source="a") == outcome
