"""Forms about campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Campaign, Skill
from tungngo.campaigns.rules.period import PhaseDays
from tungngo.desk.days import read_day
from tungngo.lib.problems import Refused


class DayInput(forms.DateInput):
    """A day as it is written here, dd/mm/yyyy: a browser's own field would follow the browser's language."""

    def __init__(self) -> None:
        typed = {"inputmode": "numeric", "maxlength": 12, "autocomplete": "off"}
        super().__init__(
            format="%d/%m/%Y", attrs={"class": "day", "placeholder": _("dd/mm/yyyy"), **typed}
        )

    def format_value(self, value: Any) -> str | None:
        """What was typed or asked for otherwise (2026-08-31) is shown as the rest is."""
        day = read_day(value) if isinstance(value, str) else None
        return super().format_value(day or value)


class DayField(forms.DateField):
    """A day, typed in any shape that `read_day` reads, of a year that is meant."""

    widget = DayInput
    default_error_messages = {"invalid": _("This is not a day. A day is written 31/08/2026.")}

    def to_python(self, value: Any) -> date | None:
        """Raises ValidationError for what is no day."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        if (day := read_day(value)) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class NewCampaignForm(forms.Form):
    """What a campaign needs to begin as a draft."""

    template = forms.ChoiceField(
        label=_("After"),
        widget=forms.RadioSelect,
        help_text=_(
            "Its phases, skills and targets are laid over the days below. All can be changed."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, templates: Sequence[tuple[str, str]], **options: Any):
        super().__init__(*args, **options)
        self.fields["template"].choices = list(templates)  # type: ignore[attr-defined]
        self.fields["template"].initial = templates[0][0]


class CampaignForm(forms.Form):
    """A campaign's name, days and skills; its phases stand beside it (`PhaseForm`)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=160)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    skills = forms.MultipleChoiceField(
        label=_("Skills and services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    basic_skills_needed = forms.IntegerField(
        label=_("Basic digital skill means this many of them"),
        min_value=1,
        help_text=_("A person counts who can do so many of the skills, with help or alone."),
    )

    practise_after = forms.IntegerField(
        label=_("Visit again to practise after this many days"),
        min_value=1,
        max_value=60,
        help_text=_("Where somebody was shown a service and does not use it alone yet."),
    )
    asks_place = forms.BooleanField(
        label=_("A helper at a door may add where it is"),
        required=False,
        help_text=_(
            "Only when the helper taps it, and only to about 100 metres: the team's phones then find the"
            " door nearest to where one stands. Places are deleted some time after the campaign."
        ),
    )
    photo_of = forms.CharField(
        label=_("Photos at the door: of what?"),
        max_length=120,
        required=False,
        help_text=_(
            "Empty: no photos are taken. Never of papers, cards or codes; nobody's face without asking."
        ),
    )

    def __init__(self, *args: Any, skills: Sequence[Skill], language: str, **options: Any):
        super().__init__(*args, **options)
        self.fields["skills"].choices = [  # type: ignore[attr-defined]
            (skill.code, skill.name_vi if language == "vi" else skill.name_en) for skill in skills
        ]


class PhaseForm(forms.Form):
    """One phase; an empty row is no phase."""

    name = forms.CharField(label=_("Phase"), max_length=120, required=False)
    starts_on = DayField(label=_("from"), required=False)
    ends_on = DayField(label=_("to"), required=False)


PhaseForms = forms.formset_factory(PhaseForm, extra=1, max_num=12, absolute_max=20)


def phases_of(campaign: Campaign) -> list[dict[str, Any]]:
    """The phases of a campaign as the rows of `PhaseForms` begin."""
    return [
        {"name": phase.name, "starts_on": phase.starts_on, "ends_on": phase.ends_on}
        for phase in campaign.phases.all()
    ]


def phases_in(rows: Any) -> list[PhaseDays]:
    """The phases of valid `PhaseForms`. Raises Refused `phase.incomplete`."""
    phases = []
    for row in rows:
        given = [row.cleaned_data.get(part) for part in ("name", "starts_on", "ends_on")]
        if not any(given):
            continue
        if not all(given):
            raise Refused(
                "phase.incomplete", _("A phase needs a name, a first day and a last day.")
            )
        phases.append(PhaseDays(*given))
    return phases
