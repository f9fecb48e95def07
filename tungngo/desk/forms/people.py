"""Forms about staff and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tungngo.teams.models import RoleKind
from tungngo.territory.models import Area

#: What may stand in a user name: what is typed on any keyboard, also on a phone.
USERNAME = RegexValidator(
    r"^[\w.@-]{3,64}$", _("Letters, digits, dots and hyphens, at least three of them; no spaces.")
)

KINDS = [
    (RoleKind.ADMIN, _("administrator: everything, and says who works here")),
    (RoleKind.OFFICER, _("officer: lists, teams, campaigns, results")),
    (RoleKind.VIEWER, _("viewer: sees everything, changes nothing")),
]


class RoleForm(forms.Form):
    """A role at one of `areas`."""

    role = forms.ChoiceField(
        label=_("Role"), choices=KINDS, initial=RoleKind.OFFICER, widget=forms.RadioSelect
    )
    area = forms.ChoiceField(
        label=_("Where"), help_text=_("There and in everything below it; nowhere else.")
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **options: Any):
        super().__init__(*args, **options)
        self.fields["area"].choices = [(area.code, area.full_name) for area in areas]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Name and e-mail of somebody at a desk."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=120,
        help_text=_("The link to sign in goes there, and single sign-on knows people by it."),
    )


class InviteForm(PersonForm, RoleForm):
    """A new person at a desk."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        validators=[USERNAME],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("What they type to sign in, for example nguyenlan."),
    )
    field_order = ("full_name", "username", "email", "role", "area")
