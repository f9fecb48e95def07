"""Forms about calls for help at home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.indicators import skill_name
from tungngo.teams.phones import PhoneField
from tungngo.territory.models import Area
from tungngo.tickets.actions import HelpEntry
from tungngo.tickets.models import ClosedWhy, DayPart, Via


class HelpForm(forms.Form):
    """What somebody asks for. Where it is comes from the household, when one is given."""

    name = forms.CharField(label=_("Who asks"), max_length=120, required=False)
    phone = PhoneField(
        label=_("Number to ring"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Shown in full only to whoever goes there; erased 30 days after it is closed."),
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=240,
        required=False,
        help_text=_("House, alley, or what it is near to."),
    )
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    skills = forms.MultipleChoiceField(
        label=_("What for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("In their words"),
        max_length=300,
        required=False,
        help_text=_("No passwords, one-time codes or identity numbers."),
    )
    wished_on = DayField(label=_("Wished day"), required=False)
    wished_part = forms.ChoiceField(label=_("Wished time"), choices=DayPart.choices, required=False)
    priority = forms.BooleanField(
        label=_("Elderly, disabled or alone: to be visited the next day"), required=False
    )
    via = forms.ChoiceField(
        label=_("How it came"),
        choices=[one for one in Via.choices if one[0] != Via.PUBLIC_PAGE],
        initial=Via.DESK,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Area],
        skills: Sequence[Skill],
        at_door: bool = False,
        **options: Any,
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["skills"].choices = [(skill.code, skill_name(skill)) for skill in skills]
        if not skills:
            del fields["skills"]
        fields["group"].choices = [("", _("not known"))] + [(g.code, g.full_name) for g in groups]
        if at_door or not groups:
            del fields["group"]
        if at_door:
            del fields["place"]

    @property
    def entry(self) -> HelpEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return HelpEntry(
            name=given["name"],
            place=given.get("place", ""),
            phone=given["phone"],
            skills=given.get("skills", []),
            words=given["words"],
            wished_on=given["wished_on"],
            wished_part=given["wished_part"],
            priority=given["priority"],
        )


class CloseHelpForm(forms.Form):
    """Why a call is closed."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (ClosedWhy.SAID, ClosedWhy.SAID.label),
            (ClosedWhy.NOT_NEEDED, ClosedWhy.NOT_NEEDED.label),
            (ClosedWhy.NOT_FOUND, ClosedWhy.NOT_FOUND.label),
            (ClosedWhy.DOUBLED, ClosedWhy.DOUBLED.label),
            (ClosedWhy.OTHER, ClosedWhy.OTHER.label),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Words about it"), max_length=200, required=False)
