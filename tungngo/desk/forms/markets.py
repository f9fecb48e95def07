"""Forms about markets and what is counted in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.campaigns import DayField
from tungngo.markets.rules import Counted
from tungngo.territory.models import Area

_ANSWERS = (("", _("not known")), ("yes", _("yes")), ("no", _("no")))


class MarketForm(forms.Form):
    """A market."""

    name = forms.CharField(label=_("Name"), max_length=120)
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    place = forms.CharField(
        label=_("Where"),
        max_length=240,
        required=False,
        help_text=_("House, alley, or what it is near to."),
    )

    def __init__(self, *args: Any, groups: Sequence[Area] = (), **options: Any):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["group"].choices = [("", _("for the whole ward or commune"))] + [
            (group.code, group.full_name) for group in groups
        ]
        if not groups:
            del fields["group"]


def _number(label: Any, help_text: Any = "", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=required, min_value=0, max_value=100_000
    )


class SurveyForm(forms.Form):
    """What was counted in a market on a day; what was not counted stays empty."""

    surveyed_on = DayField(label=_("Day of the survey"))
    surveyed_by = forms.CharField(label=_("Who counted"), max_length=120)
    stalls = _number(_("Stalls"), required=True)
    stalls_qr = _number(_("Stalls with a payment QR"), _("Leave empty what nobody counted."))
    stalls_active = _number(
        _("Stalls really paid through it"),
        _("Money arrived that way in the last 30 days, as the trader shows."),
    )
    payments = _number(_("Payments watched"), _("Count for an hour or a market session."))
    payments_cashless = _number(_("Of these without cash"))
    fees_cashless = forms.ChoiceField(
        label=_("Market fees, rent and electricity are collected without cash"),
        choices=_ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    products_online = _number(_("Products offered on a trading floor online"))
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=240,
        required=False,
        help_text=_("Photos, statements, minutes: what they are and where they are kept."),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        stalls: Any = self.fields["stalls"]
        stalls.min_value = 1

    @property
    def counted(self) -> Counted:
        """What was typed, once the form is valid."""
        given = dict(self.cleaned_data)
        given["fees_cashless"] = {"yes": True, "no": False}.get(given["fees_cashless"])
        return Counted(**given)
