"""Forms about what people learnt: results on the learning platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.indicators import skill_name
from tungngo.learning.actions import PlatformEntry
from tungngo.learning.models import PlatformResult
from tungngo.lib import clock
from tungngo.territory.models import Resident


class PlatformForm(forms.Form):
    """Who finished what on the national learning platform, as the officer saw it there."""

    person = forms.ChoiceField(label=_("Who"))
    skill = forms.ChoiceField(label=_("About which service"))
    what = forms.ChoiceField(
        label=_("What was seen"),
        choices=PlatformResult.What.choices,
        initial=PlatformResult.What.FINISHED,
        widget=forms.RadioSelect,
    )
    earned_on = DayField(label=_("On which day"))
    course = forms.CharField(label=_("Name of the course"), max_length=120, required=False)
    reference = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        required=False,
        help_text=_("As it stands on the certificate. Never an identity number."),
    )

    def __init__(
        self, *args: Any, people: Iterable[Resident], skills: Iterable[Skill], **options: Any
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["person"].choices = [(str(one.id), one.full_name) for one in people]
        fields["skill"].choices = [(one.code, skill_name(one)) for one in skills]
        self.initial.setdefault("earned_on", clock.today())

    @property
    def entry(self) -> PlatformEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return PlatformEntry(
            *(given["skill"], given["what"], given["earned_on"]),
            *(given["course"], given["reference"]),
        )
