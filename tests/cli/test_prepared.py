"""What an installation begins with is told apart from what people did."""

from __future__ import annotations

import pytest

from tungngo.accounts.models import JournalLine
from tungngo.cli import prepared


@pytest.mark.django_db
def test_what_installing_says_is_nobodys_doing() -> None:
    prepared.install()
    said = set(JournalLine.objects.values_list("verb", flat=True))
    assert said == prepared.VERBS
    prepared.install()
    assert set(JournalLine.objects.values_list("verb", flat=True)) == said
