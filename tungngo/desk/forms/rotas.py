"""Forms about duty rosters: a usual week, days to make shifts for, who is put on them, days away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.forms.points import MovingForm
from tungngo.lib import clock
from tungngo.points import rules
from tungngo.points.actions import RotaEntry
from tungngo.points.models import Duty, Rota, Shift, SupportPoint
from tungngo.points.rules import Line
from tungngo.teams.models import Membership, Team

#: Stretches of a week that a form has room for, and how many it shows empty.
MOST_ROWS, SPARE_ROWS = 8, 2
_DAYS = [(str(number), WEEKDAYS_ABBR[number]) for number in range(7)]
_CLOCK = {"type": "time"}


def _stretches_of(rota: Rota) -> list[tuple[time, time, int, list[str]]]:
    """Lines of a week with the same hours and need as one: begins, ends, need, weekdays."""
    rows: dict[tuple[time, time, int], list[str]] = {}
    for line in rules.lines_of(rota.week):
        rows.setdefault(line[1:], []).append(str(line.weekday))
    return [(*hours, days) for hours, days in sorted(rows.items())]


class RotaForm(forms.Form):
    """A usual week: what is staffed, stretches with their days, lunch, holidays."""

    staffed = forms.ChoiceField(label=_("What is staffed"))
    has_rest = forms.BooleanField(
        label=_("Closed over lunch"),
        required=False,
        initial=True,
        help_text=_("A longer stretch becomes two shifts."),
    )
    rest_from = forms.TimeField(
        label=_("Lunch from"),
        required=False,
        initial=rules.REST[0],
        widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
    )
    rest_to = forms.TimeField(
        label=_("Lunch to"),
        required=False,
        initial=rules.REST[1],
        widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
    )
    on_holidays = forms.BooleanField(
        label=_("Also on public holidays"),
        required=False,
        help_text=_("Otherwise no shifts are made for Tết and the other holidays by law."),
    )

    def __init__(
        self,
        *args: Any,
        points: Sequence[SupportPoint] = (),
        teams: Sequence[Team] = (),
        rota: Rota | None = None,
        **options: Any,
    ):
        held = _stretches_of(rota) if rota else []
        if rota is not None:
            options["initial"] = {
                "has_rest": rota.rest_from is not None,
                "rest_from": rota.rest_from or rules.REST[0],
                "rest_to": rota.rest_to or rules.REST[1],
                "on_holidays": rota.on_holidays,
            }
        super().__init__(*args, **options)
        fields: Any = self.fields
        if rota is not None:
            del fields["staffed"]
        else:
            fields["staffed"].choices = [
                (_("Support points"), [(f"point:{one.id}", one.words) for one in points]),
                (
                    _("On call, round the clock if needed"),
                    [(f"team:{one.id}", one.name) for one in teams],
                ),
            ]
        self.count = min(len(held) + SPARE_ROWS, MOST_ROWS) if held else SPARE_ROWS + 1
        for number in range(self.count):
            begins, ends, need, days = held[number] if number < len(held) else (None, None, 1, [])
            fields[f"days_{number}"] = forms.MultipleChoiceField(
                label=_("On"),
                choices=_DAYS,
                required=False,
                initial=days,
                widget=forms.CheckboxSelectMultiple,
            )
            for name, label, initial in (
                ("begins", _("From"), begins),
                ("ends", _("To"), ends),
            ):
                fields[f"{name}_{number}"] = forms.TimeField(
                    label=label,
                    required=False,
                    initial=initial,
                    widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
                )
            fields[f"need_{number}"] = forms.IntegerField(
                label=_("People"), required=False, initial=need, min_value=1, max_value=50
            )

    @property
    def stretches(self) -> Iterator[list[BoundField]]:
        """The fields of each stretch: days, from, to, people."""
        for number in range(self.count):
            yield [self[f"{name}_{number}"] for name in ("days", "begins", "ends", "need")]

    @property
    def others(self) -> Iterator[BoundField]:
        """The fields after the stretches."""
        return (self[name] for name in ("has_rest", "rest_from", "rest_to", "on_holidays"))

    def clean(self) -> dict[str, Any]:
        """A stretch has days and both hours, or nothing."""
        given = super().clean() or {}
        for number in range(self.count):
            days = given.get(f"days_{number}")
            hours = given.get(f"begins_{number}"), given.get(f"ends_{number}")
            if any((days, *hours)) and not all((days, *hours)):
                self.add_error(
                    f"begins_{number}" if days else f"days_{number}",
                    _("A stretch needs days, a beginning and an end."),
                )
        return given

    @property
    def entry(self) -> RotaEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        lines = [
            Line(
                int(day),
                given[f"begins_{number}"],
                given[f"ends_{number}"],
                given[f"need_{number}"] or 1,
            )
            for number in range(self.count)
            for day in given[f"days_{number}"]
        ]
        rest = None
        if given["has_rest"] and given["rest_from"] and given["rest_to"]:
            rest = given["rest_from"], given["rest_to"]
        return RotaEntry(lines, rest, given["on_holidays"])


class SpanForm(forms.Form):
    """From a day to another."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and the stretch is at most a year."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not first <= last <= first + timedelta(days=366):
            self.add_error("last", _("The last day lies within a year after the first."))
        return given

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, once the form is valid."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


def people(staff: Sequence[tuple[str, Sequence[Membership]]]) -> list[tuple[str, Any]]:
    """Members of teams as choices, team by team."""
    return [("", "–")] + [
        (team, [(str(member.id), member.account.full_name) for member in members])
        for team, members in staff
    ]


class FillForm(forms.Form):
    """Somebody on the shifts of some weekdays, for some weeks."""

    member = forms.ChoiceField(label=_("Member"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), choices=_DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.ChoiceField(label=_("Shift"), required=False)
    weeks = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[("1", _("this week")), ("4", _("four weeks")), ("13", _("a quarter of a year"))],
        coerce=int,
        initial="4",
    )

    def __init__(
        self,
        *args: Any,
        staff: Sequence[tuple[str, Sequence[Membership]]],
        hours: Sequence[str],
        **options: Any,
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["member"].choices = people(staff)
        fields["begins"].choices = [("", _("all of the day"))] + [(one, one) for one in hours]


class ShiftForm(MovingForm):
    """From when to when a shift is, and how many people it needs."""

    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    ends = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"),
        help_text=_("Not after the beginning: on the next day."),
    )
    need = forms.IntegerField(label=_("People needed"), min_value=1, max_value=rules.MOST_NEEDED)

    def __init__(self, *args: Any, shift: Shift, on_duty: Sequence[Duty] = (), **options: Any):
        self.shift, self.on_duty = shift, on_duty
        starts, ends = (
            moment.astimezone(clock.VIETNAM) for moment in (shift.starts_at, shift.ends_at)
        )
        options["initial"] = {"begins": starts.time(), "ends": ends.time(), "need": shift.need}
        super().__init__(*args, **options)
        if "let_go" in self.data:
            self._let_choose()

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when, on the day the shift begins, once the form is valid."""
        given = self.cleaned_data
        day = clock.day_of(self.shift.starts_at)
        return rules.span_of(day, given["begins"], given["ends"])


class HandOverForm(forms.Form):
    """What is still open at the end of a shift."""

    giver = forms.ChoiceField(label=_("Who hands over"))
    words = forms.CharField(
        label=_("What is still open"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty when nothing is. Name no residents."),
    )


def month_so_far() -> dict[str, date]:
    """The days of this month up to today."""
    today = clock.today()
    return {"first": today.replace(day=1), "last": today}
