"""Forms about support points and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.indicators import skill_name
from tungngo.lib import clock
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.models import Audience, Gathering, PointKind, SupportPoint
from tungngo.points.rules import moment_of
from tungngo.territory.models import Area


class PointForm(forms.Form):
    """A support point."""

    name = forms.CharField(label=_("Name"), max_length=120)
    point_kind = forms.ChoiceField(
        label=_("What kind"),
        choices=PointKind.choices,
        initial=PointKind.FIXED,
        widget=forms.RadioSelect,
    )
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    place = forms.CharField(
        label=_("Where"), max_length=240, help_text=_("House, alley, or what it is near to.")
    )
    hours = forms.CharField(
        label=_("When it is open"),
        max_length=200,
        required=False,
        help_text=_("In words: Monday to Friday 18:00–20:00."),
    )

    def __init__(self, *args: Any, groups: Sequence[Area] = (), **options: Any):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["group"].choices = [("", _("for the whole ward or commune"))] + [
            (group.code, group.full_name) for group in groups
        ]
        if not groups:
            del fields["group"]

    @property
    def entry(self) -> PointEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return PointEntry(given["name"], given["point_kind"], given["place"], given["hours"])


class PlanForm(forms.Form):
    """A session: where, when, what about, for whom."""

    point = forms.ChoiceField(label=_("Where"))
    title = forms.CharField(label=_("What is it called"), max_length=120)
    day = DayField(label=_("Day"))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput(attrs={"type": "time"}))
    topics = forms.MultipleChoiceField(
        label=_("What about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        initial=Audience.RESIDENTS,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        points: Sequence[SupportPoint],
        skills: Sequence[Skill],
        gathering: Gathering | None = None,
        **options: Any,
    ):
        if gathering is not None:
            starts, ends = (
                moment.astimezone(clock.VIETNAM)
                for moment in (gathering.starts_at, gathering.ends_at)
            )
            options["initial"] = {
                "title": gathering.title,
                "day": starts.date(),
                "begins": starts.strftime("%H:%M"),
                "ends": ends.strftime("%H:%M"),
                "topics": gathering.topics,
                "audience": gathering.audience,
            }
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["point"].choices = [(str(point.id), point.words) for point in points]
        fields["topics"].choices = [(skill.code, skill_name(skill)) for skill in skills]
        if gathering is not None:
            del fields["point"]
        if not skills:
            del fields["topics"]

    @property
    def plan(self) -> Plan:
        """What was typed, once the form is valid. An end before the beginning is the action's to refuse."""
        given = self.cleaned_data
        return Plan(
            title=given["title"],
            starts_at=moment_of(given["day"], given["begins"]),
            ends_at=moment_of(given["day"], given["ends"]),
            topics=given.get("topics", []),
            audience=given["audience"] or Audience.RESIDENTS,
        )


class CancelForm(forms.Form):
    """Why a session does not take place."""

    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Whoever is on duty reads it on the phone."),
    )
