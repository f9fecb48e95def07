"""`tungngo certificates`: a pack of completion rules from a file, refused with its place; a new key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certificates.learners import Learners
from tungngo.__main__ import main
from tungngo.certificates.models import CompletionRule, SigningKey
from tungngo.certificates.packs import shipped_packs

[EXAMPLE] = shipped_packs()


def test_a_pack_is_taken_once_and_a_wrong_one_says_where(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Learners()
    own = EXAMPLE.replace(b'area = "VN"', b'area = "00322"')
    file = tmp_path / "rules.toml"
    file.write_bytes(own.replace(b"percent = 70", b"percent = 0", 1))
    assert main(["certificates", "load", str(file)]) == 1
    said = "".join(capsys.readouterr())
    assert "[completion.out_of_bounds]" in said
    assert "resident.safety-quiz.percent" in said
    file.write_bytes(own)
    assert main(["certificates", "load", str(file)]) == 0
    assert CompletionRule.objects.filter(area_id="00322").count() == 4
    assert main(["certificates", "list"]) == 0
    assert capsys.readouterr().out.count("00322") == 4
    assert main(["certificates", "load", str(tmp_path / "none.toml")]) == 1
    assert "[completion.file_unreadable]" in "".join(capsys.readouterr())


def test_a_new_key_signs_beside_the_old_one(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    Learners()
    assert main(["certificates", "key"]) == 0
    newest = SigningKey.objects.order_by("made_at").last()
    assert newest
    said = capsys.readouterr().out
    assert newest.id in said
    assert "PRIVATE" not in said
    assert SigningKey.objects.count() == 2
