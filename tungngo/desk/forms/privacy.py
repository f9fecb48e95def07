"""Forms about demands that people make about their own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.campaigns import DayField
from tungngo.lib import clock
from tungngo.privacy.actions import DemandEntry
from tungngo.privacy.models import AskedAs, Demand, Right, Via
from tungngo.territory.nameless import AskedName


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


class AskedNameForm(forms.Form):
    """What somebody is called whose name the list no longer keeps."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        help_text=_("Compared with a mark beside the entry; it is not kept."),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1900, max_value=2100
    )

    @property
    def asked(self) -> AskedName:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return AskedName(given["full_name"], given["birth_year"], bool(given.get("sure")))


class FindNamelessForm(AskedNameForm):
    """Where somebody lives or lived whose name the list no longer keeps, and what they are called."""

    place = forms.CharField(
        label=_("Address"),
        max_length=120,
        required=False,
        help_text=_(
            "House number, alley or street. Empty: the whole area is searched by the name."
        ),
    )
    field_order = ("place", "full_name", "birth_year")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["full_name"].required = False

    def clean(self) -> dict[str, Any]:
        """At least one of the two says where to look."""
        given = super().clean() or {}
        if not (given.get("place") or given.get("full_name")):
            raise forms.ValidationError(_("Write an address or a name."))
        return given


class EraseNamelessForm(AskedNameForm):
    """Whom to erase, and what goes besides the words."""

    sure = forms.BooleanField(
        label=_("It is this entry, although another name stood on it"), required=False
    )
    photos = forms.BooleanField(
        label=_("Also delete the photos taken at this door"), required=False
    )


class EraseForm(forms.Form):
    """What goes besides the words."""

    photos = forms.BooleanField(
        label=_("Also delete the photos taken at this door"), required=False
    )
