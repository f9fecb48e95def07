"""Forms about households and the people behind the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.lib import clock
from tungngo.lib.sheets.values import read_birth
from tungngo.teams.phones import PhoneField
from tungngo.territory.actions import HouseholdEntry, ResidentEntry
from tungngo.territory.models import Area, Household, Resident

UNKNOWN = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
LANGUAGES = [("", _("Vietnamese, or not known"))]
REASON_WORDS: dict[str, Any] = {
    "elderly": _("elderly"),
    "disabled": _("disabled"),
    "mobility": _("difficulty moving"),
    "poor": _("poor household"),
    "near_poor": _("near-poor household"),
    "living_alone": _("lives alone"),
    "merit": _("person of merit"),
}
RELATION_WORDS: dict[str, Any] = {
    "": _("not given"),
    "head": _("head of household"),
    "spouse": _("spouse"),
    "child": _("child"),
    "child_in_law": _("child-in-law"),
    "parent": _("parent"),
    "parent_in_law": _("parent-in-law"),
    "grandchild": _("grandchild"),
    "grandparent": _("grandparent"),
    "sibling": _("sibling"),
    "relative": _("other relative"),
    "lodger": _("lodger"),
    "other": _("other"),
}
OCCUPATION_WORDS: dict[str, Any] = {
    "": _("not given"),
    "official": _("official or public employee"),
    "pupil": _("pupil"),
    "student": _("student"),
    "worker": _("worker"),
    "farmer": _("farmer"),
    "trader": _("trader"),
    "retired": _("retired"),
    "homemaker": _("homemaker"),
    "other": _("other"),
    "unknown": _("not known"),
}
SEX_WORDS: dict[str, Any] = {"": _("not given"), "m": _("male"), "f": _("female")}
END_WORDS: dict[str, Any] = {
    "moved": _("moved away for good"),
    "demolished": _("the house is gone"),
    "doubled": _("is on the list twice"),
    "died": _("has died"),
    "mistake": _("was listed by mistake"),
}


def shown_phone(number: str) -> str:
    """A number as people in Vietnam write it: +84912345678 → 0912 345 678."""
    if not number.startswith("+84"):
        return number
    local = f"0{number[3:]}"
    return f"{local[:4]} {local[4:7]} {local[7:]}"


_THREE = {None: "", True: "yes", False: "no"}
_STATES = {"": None, "yes": True, "no": False}


class HouseholdForm(forms.Form):
    """A door. Leaving a three-way choice at "not known" is a proper answer."""

    head_name = forms.CharField(label=_("Head of household"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=240,
        required=False,
        help_text=_("House, alley, street: Số 12A Ngách 281/58 Trương Định."),
    )
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    code = forms.CharField(label=_("Household code"), max_length=40, required=False)
    poor = forms.BooleanField(label=_("Poor household"), required=False)
    near_poor = forms.BooleanField(label=_("Near-poor household"), required=False)
    smartphone = forms.ChoiceField(
        label=_("Somebody has a smartphone"), choices=UNKNOWN, required=False
    )
    chat_group = forms.ChoiceField(
        label=_("In the group's chat group"), choices=UNKNOWN, required=False
    )

    def __init__(
        self,
        *args: Any,
        groups: list[Area],
        household: Household | None = None,
        **options: Any,
    ):
        if household is not None:
            options["initial"] = {
                "head_name": household.head_name,
                "address": household.address,
                "code": household.code,
                "poor": household.poor,
                "near_poor": household.near_poor,
                "smartphone": _THREE[household.smartphone],
                "chat_group": _THREE[household.chat_group],
                **options.get("initial", {}),
            }
        self.language = household.language if household else ""
        super().__init__(*args, **options)
        if groups:
            self.fields["group"].choices = [(g.code, g.full_name) for g in groups]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]

    @property
    def entry(self) -> HouseholdEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        return HouseholdEntry(
            given["head_name"],
            given["address"],
            given["code"],
            self.language,
            _STATES[given["smartphone"]],
            _STATES[given["chat_group"]],
            given["poor"],
            given["near_poor"],
        )


class ResidentForm(forms.Form):
    """A person. The birth may be a day or a year alone."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    birth = forms.CharField(
        label=_("Birth"),
        max_length=20,
        required=False,
        help_text=_("02/05/1961, or the year alone: 1961."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=list(SEX_WORDS.items()), required=False)
    relation = forms.ChoiceField(
        label=_("Relation to the head"), choices=list(RELATION_WORDS.items()), required=False
    )
    occupation = forms.ChoiceField(
        label=_("Occupation"), choices=list(OCCUPATION_WORDS.items()), required=False
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons to be visited first"),
        choices=[
            (code, REASON_WORDS[code]) for code in ("disabled", "mobility", "living_alone", "merit")
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Age is reckoned by itself."),
    )
    phone = PhoneField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, resident: Resident | None = None, **options: Any):
        if resident is not None:
            birth = resident.birth_on.strftime("%d/%m/%Y") if resident.birth_on else ""
            options["initial"] = {
                "full_name": resident.full_name,
                "birth": birth or resident.birth_year or "",
                "sex": resident.sex,
                "relation": resident.relation,
                "occupation": resident.occupation,
                "reasons": resident.reasons,
                "phone": shown_phone(resident.phone),
            }
        super().__init__(*args, **options)

    def clean_birth(self) -> tuple[int | None, Any]:
        """The year, and the day where one was typed."""
        written = self.cleaned_data["birth"].strip()
        if not written:
            return None, None
        birth = read_birth(written, clock.today())
        if birth.year is None or birth.doubt:
            raise forms.ValidationError(
                _("“%(written)s” is no birth. Examples: 02/05/1961, 1961."),
                params={"written": written},
            )
        return birth.year, birth.on

    @property
    def entry(self) -> ResidentEntry:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        year, on = given["birth"]
        return ResidentEntry(
            given["full_name"],
            year,
            on,
            given["sex"],
            given["relation"],
            given["occupation"],
            given["reasons"],
            given["phone"],
        )


class EndForm(forms.Form):
    """Why a door or a person comes off the list."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=list(END_WORDS.items()), widget=forms.RadioSelect
    )
