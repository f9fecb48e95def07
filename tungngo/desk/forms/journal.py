"""What of the journal somebody wants to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.journal_words import KINDS, USUAL
from tungngo.lib.clock import VIETNAM


class JournalForm(forms.Form):
    """By person, kind of deed and day; everything may be left open."""

    who = forms.ChoiceField(label=_("Person"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    day = DayField(label=_("Day"), required=False)

    def __init__(self, *args: Any, people: Iterable[Account], **options: Any):
        super().__init__(*args, **options)
        everybody = [("", _("anybody"))]
        self.fields["who"].choices = everybody + [  # type: ignore[attr-defined]
            (str(account.pk), account.full_name) for account in people
        ]
        self.fields["what"].choices = [("", _("everything at desks")), *KINDS.items()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """`actor_id`, `kinds`, `since_at` and `until_at` of what can be read; the rest is left open."""
        given = getattr(self, "cleaned_data", {})
        day: date | None = given.get("day")
        since = datetime.combine(day, time(), VIETNAM) if day else None
        return {
            "actor_id": UUID(given["who"]) if given.get("who") else None,
            "kinds": (given["what"],) if given.get("what") else USUAL,
            "since_at": since,
            "until_at": since + timedelta(days=1) if since else None,
        }
