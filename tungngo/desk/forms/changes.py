"""Forms about changes of areas: one for each kind, by what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.areas import KINDS
from tungngo.desk.forms.campaigns import DayField
from tungngo.teams.models import Team
from tungngo.territory.models import Area
from tungngo.upkeep.plans import BOTH, GOES, STAYS, Resolution


class ChangeForm(forms.Form):
    """What a change is done by. Subclasses ask what it is about."""

    number = forms.CharField(
        label=_("Resolution"),
        max_length=80,
        help_text=_("For example 12/NQ-HĐND."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    resolved_on = DayField(label=_("Day of the resolution"), required=False)
    holds_on = DayField(
        label=_("Holds from"),
        help_text=_("Today at once; a later day by itself in the night before."),
    )

    @property
    def resolution(self) -> Resolution:
        """What was asked, once valid."""
        said = self.cleaned_data
        return Resolution(said.get("number", ""), said.get("resolved_on"), said.get("holds_on"))

    def _choose(self, name: str, groups: Sequence[Area]) -> None:
        field: Any = self.fields[name]
        field.choices = [(group.code, group.full_name) for group in groups]


class MergeForm(ChangeForm):
    groups = forms.MultipleChoiceField(
        label=_("Groups that end"), widget=forms.CheckboxSelectMultiple
    )
    into = forms.ChoiceField(label=_("Become part of"))
    field_order = ("groups", "into")

    def __init__(self, *args: Any, groups: Sequence[Area], **options: Any):
        super().__init__(*args, **options)
        self._choose("groups", groups)
        self._choose("into", groups)


class RenameForm(ChangeForm):
    group = forms.ChoiceField(label=_("Residential group"))
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    name = forms.CharField(label=_("New number or name"), max_length=80)
    field_order = ("group", "kind", "name")

    def __init__(self, *args: Any, groups: Sequence[Area], **options: Any):
        super().__init__(*args, **options)
        self._choose("group", groups)


_WHERE = [
    (STAYS, _("the group that stays")),
    (GOES, _("the new group")),
    (BOTH, _("both groups")),
]


class SplitForm(ChangeForm):
    lanes = forms.MultipleChoiceField(
        label=_("Lanes of the new group"), widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    name = forms.CharField(label=_("Number or name of the new group"), max_length=80)
    field_order = ("lanes", "kind", "name")

    def __init__(
        self,
        *args: Any,
        lanes: Sequence[tuple[str, str]],
        teams: Sequence[Team] = (),
        **options: Any,
    ):
        super().__init__(*args, **options)
        field: Any = self.fields["lanes"]
        field.choices = lanes
        self._teams = teams
        for team in teams:
            self.fields[f"team_{team.id}"] = forms.ChoiceField(
                label=_("%(team)s works in") % {"team": team.name},
                choices=_WHERE,
                initial=STAYS,
                help_text=_("In both: its people get a second team in the new group."),
            )
        self.order_fields(["lanes", "kind", "name", *(f"team_{team.id}" for team in teams)])

    @property
    def teams(self) -> dict[UUID, str]:
        """team → where it works from then on, once valid."""
        return {team.id: self.cleaned_data[f"team_{team.id}"] for team in self._teams}


class MoveForm(forms.Form):
    """Households of some lanes, or chosen in the table, into another group."""

    lanes = forms.MultipleChoiceField(
        label=_("Lanes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    to = forms.ChoiceField(label=_("Into the group"))

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Area],
        lanes: Sequence[tuple[str, str]],
        **options: Any,
    ):
        super().__init__(*args, **options)
        lanes_field: Any = self.fields["lanes"]
        lanes_field.choices = lanes
        if not lanes:
            del self.fields["lanes"]
        to: Any = self.fields["to"]
        to.choices = [(group.code, group.full_name) for group in groups]
