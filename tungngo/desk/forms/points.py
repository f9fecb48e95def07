"""Forms about support points and sessions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.indicators import skill_name
from tungngo.desk.showing import put_on
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.clashes import Hindered
from tungngo.points.models import (
    Audience,
    Duty,
    Equipment,
    Gathering,
    Network,
    PointKind,
    SupportPoint,
)
from tungngo.points.rules import moment_of, series_days
from tungngo.teams.models import Membership
from tungngo.teams.rules import LANGUAGE_NAMES
from tungngo.territory.models import Area

#: Columns of a point that its form holds under the same name.
_OF_POINT = (
    *("name", "place", "hours", "helps_with", "languages", "equipment", "network", "network_on"),
)


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

    helps_with = forms.MultipleChoiceField(
        label=_("What it helps with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Spoken there, besides Vietnamese"),
        choices=list(LANGUAGE_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    equipment = forms.MultipleChoiceField(
        label=_("What is there"),
        choices=Equipment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    network = forms.ChoiceField(
        label=_("The network, as found"),
        choices=Network.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    network_on = DayField(label=_("Found on"), required=False)

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Area] = (),
        skills: Sequence[Skill] = (),
        point: SupportPoint | None = None,
        **options: Any,
    ):
        if point is not None:
            options["initial"] = {name: getattr(point, name) for name in _OF_POINT} | {
                "point_kind": point.kind
            }
        super().__init__(*args, **options)
        fields: Any = self.fields
        named = {skill.code: skill_name(skill) for skill in skills}
        kept = [code for code in (point.helps_with if point else ()) if code not in named]
        fields["helps_with"].choices = [*named.items(), *((code, code) for code in kept)]
        if not fields["helps_with"].choices:
            del fields["helps_with"]
        fields["group"].choices = [("", _("for the whole ward or commune"))] + [
            (group.code, group.full_name) for group in groups
        ]
        if not groups:
            del fields["group"]

    @property
    def entry(self) -> PointEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return PointEntry(
            kind=given["point_kind"],
            helps_with=given.get("helps_with", []),
            **{name: given[name] for name in _OF_POINT if name != "helps_with"},
        )


#: Monday first, as weeks run here.
WEEKDAYS = {number: DAY_NAMES[number] for number in range(7)}


class MovingForm(forms.Form):
    """Something people are on duty at, which may be moved to an hour when some of them cannot come."""

    on_duty: Sequence[Duty] = ()

    def _let_choose(self, among: Collection[UUID] | None = None) -> None:
        """Who may be taken off duty by saving: everybody on it, or `among` these."""
        named = [
            (str(duty.account_id), duty.account.full_name)
            for duty in self.on_duty
            if among is None or duty.account_id in among
        ]
        self.fields["let_go"] = forms.MultipleChoiceField(
            label=_("Change it all the same, and take off duty"),
            choices=named,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "They no longer see it after the next sync. Put others on duty afterwards."
            ),
        )

    def carry_out(self, change: Callable[[set[UUID]], object]) -> bool:
        """Whether `change`, given the accounts to be taken off duty, was done; the form is valid. Where it is
        refused the form says why, and where that is for people who cannot come, offers to take these off.
        """
        try:
            change({UUID(one) for one in self.cleaned_data.get("let_go", ())})
        except Refused as refusal:
            put_on(self, refusal)
            if isinstance(refusal, Hindered):
                self._let_choose(refusal.accounts)
            return False
        return True


class PlanForm(MovingForm):
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
    capacity = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=2000,
        required=False,
        help_text=_("Empty when nobody has to stay outside."),
    )
    published = forms.BooleanField(
        label=_("Show it on the public timetable"),
        required=False,
        initial=True,
        help_text=_("Anybody may read the name, place and hours: name no residents there."),
    )

    def __init__(
        self,
        *args: Any,
        points: Sequence[SupportPoint],
        skills: Sequence[Skill],
        gathering: Gathering | None = None,
        on_duty: Sequence[Duty] = (),
        **options: Any,
    ):
        self.on_duty = on_duty
        if gathering is not None:
            starts, ends = (
                moment.astimezone(clock.VIETNAM)
                for moment in (gathering.starts_at, gathering.ends_at)
            )
            options["initial"] = {
                "point": str(gathering.point_id),
                "title": gathering.title,
                "day": starts.date(),
                "begins": starts.strftime("%H:%M"),
                "ends": ends.strftime("%H:%M"),
                "topics": gathering.topics,
                "audience": gathering.audience,
                "capacity": gathering.capacity,
            }
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["point"].choices = [(str(point.id), point.words) for point in points]
        fields["topics"].choices = [(skill.code, skill_name(skill)) for skill in skills]
        if gathering is not None:
            del fields["published"]
        if "let_go" in self.data:
            self._let_choose()
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
            capacity=given["capacity"],
            published=given.get("published", False),
        )


class SeriesForm(PlanForm):
    """Sessions on chosen days of the week between two dates."""

    field_order = (
        *("point", "title", "first_on", "last_on", "weekdays", "begins", "ends", "trainer"),
        *("topics", "audience", "capacity", "published"),
    )
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    trainer = forms.ChoiceField(label=_("Who teaches"), required=False)

    def __init__(
        self, *args: Any, staff: Sequence[tuple[str, Sequence[Membership]]], **options: Any
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        del fields["day"]
        fields["trainer"].choices = [("", _("nobody yet"))] + [
            (team, [(str(member.id), member.account.full_name) for member in members])
            for team, members in staff
        ]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and the stretch is at most a year."""
        given = super().clean() or {}
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and not first <= last <= first + timedelta(days=366):
            self.add_error("last_on", _("The last day lies within a year after the first."))
        return given

    @property
    def days(self) -> list[date]:
        """Every day of the series, once the form is valid."""
        given = self.cleaned_data
        return series_days(given["first_on"], given["last_on"], given["weekdays"])

    def plan_on(self, day: date) -> Plan:
        """The session of one day."""
        self.cleaned_data["day"] = day
        return self.plan


class CancelForm(forms.Form):
    """Why a session does not take place."""

    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Whoever is on duty reads it on the phone."),
    )
