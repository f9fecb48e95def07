"""Forms about what people learnt: results on the learning platform, meetings at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Ladder, Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.indicators import skill_name
from tungngo.encounters.at_desk import Meeting
from tungngo.encounters.models import PlaceKind
from tungngo.learning.actions import PlatformEntry
from tungngo.learning.models import PlatformResult
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.territory.models import Resident

#: Where an officer says people were met, their own desk first.
_PLACES = (PlaceKind.DESK, PlaceKind.POINT, PlaceKind.CLASS, PlaceKind.DOOR)


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


class MeetingForm(forms.Form):
    """Who came to the desk, a point or a class, what they were shown, and who taught them."""

    came = forms.MultipleChoiceField(label=_("Who came"), widget=forms.CheckboxSelectMultiple)
    place_kind = forms.ChoiceField(
        label=_("Where"),
        choices=[(kind.value, kind.label) for kind in _PLACES],
        initial=PlaceKind.DESK,
        widget=forms.RadioSelect,
    )
    met_on = DayField(label=_("On which day"))
    skill = forms.ChoiceField(label=_("About which service"))
    level = forms.TypedChoiceField(
        label=_("How far they got"), choices=Ladder.choices, coerce=int, initial=Ladder.WITH_HELP
    )
    teacher = forms.ChoiceField(
        label=_("Who taught"),
        required=False,
        help_text=_("A resident who teaches others, when it was not the officer."),
    )
    op = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: Iterable[Resident],
        skills: Iterable[Skill],
        teachers: Iterable[tuple[str, str]],
        **options: Any,
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["came"].choices = [(str(one.id), one.full_name) for one in people]
        fields["skill"].choices = [(one.code, skill_name(one)) for one in skills]
        fields["teacher"].choices = [("", _("the officer")), *teachers]
        self.initial.setdefault("met_on", clock.today())
        self.initial.setdefault("op", uuid7())

    @property
    def meeting(self) -> Meeting:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return Meeting(
            op=given["op"],
            place=given["place_kind"],
            day=given["met_on"],
            people=[UUID(one) for one in given["came"]],
            skill=given["skill"],
            level=given["level"],
            teacher=UUID(given["teacher"]) if given["teacher"] else None,
        )
