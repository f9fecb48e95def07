"""Forms about teams, members and rosters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.teams.models import Force, Membership, Team
from tungngo.teams.rules import LANGUAGE_NAMES
from tungngo.territory.models import Area


class TeamForm(forms.Form):
    """A new team, or another name for one. `areas` to choose from only where there are several."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)
    area = forms.ChoiceField(
        label=_("Where it works"),
        help_text=_("Members see and work in this area and nothing else."),
    )

    def __init__(self, *args: Any, areas: list[Area] | None = None, **options: Any):
        super().__init__(*args, **options)
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"].choices = [(area.code, area.full_name) for area in areas]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """What somebody is in a team."""

    part = forms.ChoiceField(
        label=_("In the team"),
        choices=Membership.Part.choices,
        initial=Membership.Part.MEMBER,
        widget=forms.RadioSelect,
    )
    force = forms.ChoiceField(label=_("Force"), choices=Force.choices, initial=Force.OTHER)
    languages = forms.MultipleChoiceField(
        label=_("Speaks, besides Vietnamese"),
        choices=list(LANGUAGE_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NewMemberForm(MemberForm):
    """A person who joins a team."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Tells apart two people of one name. Residents do not see it."),
    )
    field_order = ("full_name", "phone", "part", "force", "languages")


class MoveForm(forms.Form):
    """Another team for a member."""

    team = forms.ChoiceField(label=_("Move to"))

    def __init__(self, *args: Any, teams: list[Team], **options: Any):
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.id), team.name) for team in teams]  # type: ignore[attr-defined]
