"""Forms about demands that people make about their own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.campaigns import DayField
from tungngo.lib import clock
from tungngo.privacy.actions import DemandEntry
from tungngo.privacy.models import AskedAs, Demand, Right, Via


class DemandForm(forms.Form):
    """What somebody asks, and how it was made sure who asks."""

    right = forms.ChoiceField(
        label=_("What is asked for"), choices=Right.choices, widget=forms.RadioSelect
    )
    asker = forms.CharField(label=_("Who makes the demand"), max_length=120)
    asked_as = forms.ChoiceField(
        label=_("In which capacity"),
        choices=AskedAs.choices,
        initial=AskedAs.SELF,
        widget=forms.RadioSelect,
    )
    identity = forms.CharField(
        label=_("How identity was checked"),
        max_length=200,
        help_text=_("In words: saw the identity card, known to the group head. Never its number."),
    )
    demand_via = forms.ChoiceField(
        label=_("How it came"), choices=Via.choices, initial=Via.IN_PERSON, widget=forms.RadioSelect
    )
    received_on = DayField(label=_("Day received"))
    words = forms.CharField(
        label=_("Words of the demand"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    with_others = forms.BooleanField(
        label=_("Another body has to act as well (a processor or a third party)"), required=False
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["received_on"].initial = clock.today()

    @property
    def entry(self) -> DemandEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return DemandEntry(
            right=given["right"],
            via=given["demand_via"],
            asker=given["asker"],
            identity=given["identity"],
            received_on=given["received_on"],
            asked_as=given["asked_as"],
            words=given["words"],
            with_others=given["with_others"],
        )


class AnswerForm(forms.Form):
    """What whoever asked was told."""

    words = forms.CharField(label=_("What they were told"), max_length=300, required=False)


class ExtendForm(forms.Form):
    """Why it takes longer."""

    why = forms.CharField(label=_("Reason told to whoever asked"), max_length=200)


class CloseDemandForm(forms.Form):
    """How a demand ended."""

    ended = forms.ChoiceField(
        label=_("How it ended"),
        choices=[(state, state.label) for state in (
            Demand.State.DONE, Demand.State.REFUSED, Demand.State.TAKEN_BACK
        )],
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Words about it"),
        max_length=300,
        required=False,
        help_text=_("For a refusal: the reason."),
    )


class EraseForm(forms.Form):
    """What goes besides the words."""

    photos = forms.BooleanField(
        label=_("Also delete the photos taken at this door"), required=False
    )
