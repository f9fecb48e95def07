"""The words are whole: every English text has its Vietnamese in the room's own catalogue."""

from __future__ import annotations

import gettext
import os
import time
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from tungngo.lib import catalogues

PO_START = catalogues.HEADER

# ── What this repository says


def test_every_text_is_translated_in_its_room() -> None:
    found = [str(problem) for problem in catalogues.check()]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_django_reads_every_catalogue() -> None:
    """A catalogue in a folder that is no installed app would be complete, and never spoken."""
    read = {Path(folder).resolve() for folder in settings.LOCALE_PATHS}
    read |= {
        (catalogues.PACKAGE / app.removeprefix("tungngo.") / "locale").resolve()
        for app in settings.INSTALLED_APPS
        if app.startswith("tungngo.")
    }
    unread = [
        room
        for room in catalogues.rooms()
        if (path := catalogues.catalogue_of(room)).exists()
        and path.parent.parent.parent.resolve() not in read
    ]
    assert not unread, f"not in INSTALLED_APPS and not in LOCALE_PATHS: {unread}"


# ── The check itself, on a made-up package


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one room whose code and template say four texts, well translated."""
    root = tmp_path / "tungngo"
    (root / "teams" / "templates" / "teams").mkdir(parents=True)
    (root / "teams" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("The list is empty")\n'
        'pgettext("of a door", "open")\n'
        'ngettext("one door", "%(count)s doors", 2)\n'
    )
    (root / "teams" / "templates" / "teams" / "page.html").write_text(
        "{% load i18n %}<p>{% blocktranslate with n=name %}Team {{ n }}{% endblocktranslate %}"
    )
    write(
        root,
        """
        msgid "The list is empty"
        msgstr "Danh sách trống"

        msgctxt "of a door"
        msgid "open"
        msgstr "mở"

        msgid "one door"
        msgid_plural "%(count)s doors"
        msgstr[0] "%(count)s nhà"

        msgid "Team %(n)s"
        msgstr "Tổ %(n)s"
        """,
    )
    return root


def write(root: Path, body: str, room: str = "teams") -> None:
    path = catalogues.catalogue_of(room, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(line.strip() for line in body.splitlines())
    path.write_text(PO_START + lines.lstrip(), encoding="utf-8")


def change(root: Path, old: str, new: str) -> None:
    path = catalogues.catalogue_of("teams", root)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def kinds(root: Path) -> dict[str, list[str]]:
    found = defaultdict(list)
    for problem in catalogues.check(root):
        found[problem.kind].append(problem.sentence)
    return dict(found)


def test_a_whole_catalogue_has_no_problem(package: Path) -> None:
    assert kinds(package) == {}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('msgid "The list is empty"\nmsgstr "Danh sách trống"\n', "", "missing"),
        ('"Danh sách trống"', '""', "missing"),
        ('msgid "The list', '#, fuzzy\nmsgid "The list', "fuzzy"),
        ('"The list is empty"', '"The list is gone"', "obsolete"),
        ('msgctxt "of a door"\n', "", "obsolete"),
        ('msgid "Team', '#~ msgid "Old"\n#~ msgstr "Cũ"\n\nmsgid "Team', "obsolete"),
        ('"Tổ %(n)s"', '"Tổ"', "placeholders"),
        ('"Tổ %(n)s"', '"Tổ %(name)s"', "placeholders"),
        ('"%(count)s nhà"', '"nhà"', "placeholders"),
        ('"Danh sách trống"', '"Danh sách trống %s"', "placeholders"),
        ('"Danh sách trống"', '"Danh sách {trống}"', "placeholders"),
        ('"Danh sách trống"', '"Danh sa\u0301ch trống"', "not NFC"),
        ('"Danh sách trống"', '"The list is empty"', "not translated"),
        ('"Danh sách trống"', '"Danh sách trống "', "spaces"),
        ('msgid "Team', 'msgid "Twice"\nmsgstr "x"\n\nmsgid "Twice"\nmsgstr "y"\n\nmsgid "Team',
         "repeated"),
        ('msgid "one door"', 'mgsid "one door"', "unreadable"),
    ],
)  # fmt: skip
def test_a_problem_is_named(package: Path, old: str, new: str, kind: str) -> None:
    change(package, old, new)
    assert kind in kinds(package)


def test_the_missing_text_is_named_with_its_room_and_file(package: Path) -> None:
    change(package, 'msgid "The list is empty"\nmsgstr "Danh sách trống"\n', "")
    (problem,) = catalogues.check(package)
    assert problem.room == "teams"
    assert "“The list is empty”" in problem.sentence
    assert "tungngo/teams/views.py" in problem.sentence


def test_a_neighbour_catalogue_does_not_help(package: Path) -> None:
    (package / "desk").mkdir()
    (package / "desk" / "views.py").write_text('_("The list is empty")\n')
    assert "“The list is empty”" in kinds(package)["missing"][0]


def test_two_rooms_may_not_say_one_text_differently(package: Path) -> None:
    (package / "desk").mkdir()
    (package / "desk" / "views.py").write_text('_("The list is empty")\n')
    write(package, 'msgid "The list is empty"\nmsgstr "Chưa có gì"\n', room="desk")
    assert "desk, teams" in kinds(package)["two translations"][0]
    write(package, 'msgid "The list is empty"\nmsgstr "Danh sách trống"\n', room="desk")
    assert kinds(package) == {}


def test_short_names_may_stay_as_they_are() -> None:
    assert list(catalogues.wrong_with("VNeID", "", "VNeID")) == []
    assert list(catalogues.wrong_with("Excel (.xlsx)", "", "Excel (.xlsx)")) == []


# ── Bringing in new texts


def test_update_brings_new_texts_and_keeps_translations(package: Path) -> None:
    with (package / "teams" / "views.py").open("a") as file:
        file.write('# Translators: on a button\n_("Begin")\n')
    assert catalogues.update(package) == ["teams"]
    text = catalogues.catalogue_of("teams", package).read_text(encoding="utf-8")
    assert 'msgid "Begin"\nmsgstr ""' in text
    assert "#. Translators: on a button" in text
    assert 'msgstr "Danh sách trống"' in text
    assert 'msgstr[0] "%(count)s nhà"' in text
    assert list(kinds(package)) == ["missing"]
    assert catalogues.update(package) == []


def test_update_keeps_what_is_no_longer_said_as_a_comment(package: Path) -> None:
    (package / "teams" / "views.py").write_text("")
    catalogues.update(package)
    text = catalogues.catalogue_of("teams", package).read_text(encoding="utf-8")
    assert '#~ msgstr "Danh sách trống"' in text
    assert list(kinds(package)) == ["obsolete"]


def test_update_begins_a_catalogue(package: Path) -> None:
    (package / "desk").mkdir()
    (package / "desk" / "views.py").write_text('_("Begin")\n')
    assert "desk" in catalogues.update(package)
    assert catalogues.catalogue_of("desk", package).exists()


# ── Compiling


def test_compiled_words_are_what_gettext_speaks(package: Path) -> None:
    (compiled,) = catalogues.compile_if_stale(package)
    with compiled.with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("The list is empty") == "Danh sách trống"
    assert spoken.pgettext("of a door", "open") == "mở"
    assert spoken.ngettext("one door", "%(count)s doors", 1) == "%(count)s nhà"


def test_only_stale_catalogues_are_compiled(package: Path) -> None:
    path = catalogues.catalogue_of("teams", package)
    assert catalogues.compile_if_stale(package) == [path]
    assert catalogues.compile_if_stale(package) == []
    later = time.time() + 5
    os.utime(path, (later, later))
    assert catalogues.compile_if_stale(package) == [path]
