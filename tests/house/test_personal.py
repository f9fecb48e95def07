"""Nothing personal is kept in a place that neither retention nor erasure knows (tests/house/personal.py)."""

from __future__ import annotations

from django.db import models
from django.test.utils import isolate_apps

from tests.house.personal import ERASED, PLACED, every_model, people_named, speaks, unplaced
from tungngo.desk.views.person_data import ERASED_WORDS
from tungngo.privacy.keeping import CLASSES


def test_every_column_that_may_speak_of_somebody_has_an_end_or_a_reason() -> None:
    found = list(unplaced(every_model(), PLACED, CLASSES))
    assert not found, "\n".join(found)


def test_every_table_that_names_a_resident_is_known_to_erasing() -> None:
    naming = {one._meta.label for one in every_model() if people_named(one)}
    naming |= {"territory.Resident"}
    assert naming == set(ERASED)
    kinds = {said for said in ERASED.values() if " " not in said}
    assert kinds <= set(ERASED_WORDS), "an erasure says in its proof how many went"


@isolate_apps("tungngo.privacy")
def test_what_nobody_placed_is_found() -> None:
    class Diary(models.Model):
        words = models.CharField(max_length=200)
        kind = models.CharField(max_length=8, choices=[("a", "a")])
        resident_id = models.UUIDField()
        pages = models.PositiveIntegerField()

        class Meta:
            app_label = "privacy"

    label = Diary._meta.label
    assert [f.name for f in Diary._meta.local_fields if speaks(f)] == ["words", "resident_id"]
    assert list(unplaced([Diary], {}, [])) == [f"{label}: say what becomes of resident_id, words"]
    half = {label: {"looks": "words"}}
    assert list(unplaced([Diary], half, ["looks"])) == [f"{label}: say what becomes of resident_id"]
    wrong = {label: {"lokks": "words resident_id"}, "privacy.Gone": "nobody"}
    assert list(unplaced([Diary], wrong, ["looks"])) == [
        f"{label}: there is no class “lokks”",
        "privacy.Gone: there is no such table",
        "class “looks” deletes nothing that is named here",
    ]
