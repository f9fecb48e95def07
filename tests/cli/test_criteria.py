"""`tungngo criteria load`: a pack of one's own, from a file; refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.teams.people import Ward
from tungngo.__main__ import main
from tungngo.campaigns.actions import install_skills
from tungngo.criteria.models import Edition
from tungngo.criteria.packs import shipped_packs


@pytest.mark.django_db
def test_a_pack_is_taken_from_a_file_or_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Ward()
    install_skills()
    file = tmp_path / "tieu-chi.toml"
    content = shipped_packs()[0].replace(b'area = "VN"', b'area = "00322"')
    file.write_bytes(content.replace(b"threshold = 100", b"threshold = 100000"))
    assert main(["criteria", "load", str(file)]) == 1
    said = capsys.readouterr().err
    assert "family.vneid.threshold" in said
    assert "[criteria.threshold_impossible]" in said
    file.write_bytes(content)
    assert main(["criteria", "load", str(file)]) == 0
    assert set(Edition.objects.values_list("path", "model")) == {
        ("01.00322.", model) for model in ("family", "village", "market")
    }
    assert main(["criteria", "list"]) == 0
    assert "family\t00322\t1" in capsys.readouterr().out
    assert main(["criteria", "load", str(tmp_path / "none.toml")]) == 1
    assert "[criteria.file_unreadable]" in capsys.readouterr().err
