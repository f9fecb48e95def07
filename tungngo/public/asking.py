"""Asking for help at home without an account: a plain form, a number to keep, and what happens next.

No identity numbers are asked for, and nothing is shown of what others asked. Against floods: a field
only machines fill in, so many calls an hour from one address, and so many a day in one commune. Once the
campaign has ended nothing is asked for nor taken: the posters still hang, and say where to go instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from tungngo.campaigns.models import Campaign, Skill
from tungngo.campaigns.over import campaign_over_at, last_day
from tungngo.campaigns.queries import campaign_for, skills_at, skills_of
from tungngo.lib import clock
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points.queries import open_to_all
from tungngo.privacy.queries import days_kept
from tungngo.progress.figures import skill_name
from tungngo.teams.phones import PhoneField
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, groups_of
from tungngo.tickets import queries, rules
from tungngo.tickets.actions import HelpEntry, ask_help
from tungngo.tickets.models import DayPart, Via

#: What the public reaches: the tree, and what it asks for itself.
PUBLIC = Reach.everything()
#: Calls from one internet address in an hour; whole neighbourhoods share one on mobile networks.
MOST_AN_HOUR, HOUR_SECONDS = 30, 3600


class AskForm(forms.Form):
    """What a resident says. `website` is for machines: people do not see it."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("The helper rings before coming."),
    )
    group = forms.ChoiceField(label=_("Residential group"), required=False)
    place = forms.CharField(
        label=_("Where to come"),
        max_length=240,
        help_text=_("House number, alley, street; or what it is near to."),
    )
    skills = forms.MultipleChoiceField(
        label=_("Help with what?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Anything to add"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("Please no passwords, one-time codes or identity numbers."),
    )
    wished_on = forms.DateField(
        label=_("Which day suits?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    wished_part = forms.ChoiceField(
        label=_("What time of day?"), choices=DayPart.choices, required=False
    )
    priority = forms.BooleanField(
        label=_("Somebody here is over 60, disabled, or lives alone"), required=False
    )
    agreed = forms.BooleanField(
        label=_("I agree"),
        help_text=_(
            "The neighbourhood digital team uses this name, number and place to come and help, and "
            "for nothing else. They are erased 30 days after the help."
        ),
        error_messages={"required": _("Without this agreement nothing may be written down.")},
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, groups: Sequence[Area], skills: Sequence[Skill], **options: Any):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["skills"].choices = [(skill.code, skill_name(skill)) for skill in skills]
        fields["group"].choices = [("", _("I do not know"))] + [
            (group.code, group.full_name) for group in groups
        ]
        if not skills:
            del fields["skills"]
        if not groups:
            del fields["group"]

    def clean_website(self) -> str:
        """Empty, or it was a machine."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the field “website” empty and send again."))
        return ""


@never_cache
@sensitive_post_parameters()
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The form for a commune or one of its groups; 404 for other areas and unknown codes."""
    area, commune = _area(code)
    if not teams_under(PUBLIC, commune.path).exists():
        return render(request, "public/help_nobody.html", {"area": commune})
    if (over := campaign_over_at(PUBLIC, area.path)) is not None:
        return _over(request, area, commune, over)
    groups = list(groups_of(PUBLIC, commune)) if area.level == Level.COMMUNE else []
    campaign = campaign_for(PUBLIC, area.path)
    skills = skills_of(PUBLIC, campaign) if campaign else list(skills_at(PUBLIC, area.path))
    form = AskForm(request.POST or None, groups=groups, skills=skills)
    if request.method == "POST" and form.is_valid():
        where = next((g for g in groups if g.code == form.cleaned_data.get("group")), area)
        try:
            _refuse_floods(request, commune, form.cleaned_data["phone"])
            call = ask_help(
                actor=None, area=where, entry=_entry(form.cleaned_data), via=Via.PUBLIC_PAGE
            )
        except Refused as refusal:
            form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        else:
            return redirect("ask_help_done", area.code, call.number)
    context = {"area": area, "commune": commune, "form": form, "days": rules.DAYS}
    return render(request, "public/help.html", context, status=422 if form.errors else 200)


def _over(request: HttpRequest, area: Area, commune: Area, over: Campaign) -> HttpResponse:
    """The campaign has ended: when, where to go now, and what becomes of what was asked before."""
    context = {
        "area": area,
        "commune": commune,
        "over_on": last_day(over),
        "campaign": over,
        "days": days_kept(PUBLIC),
        "has_points": open_to_all(PUBLIC, commune.path).exists(),
        "was_sent": request.method == "POST",
    }
    return render(request, "public/help_over.html", context)


def _area(code: str) -> tuple[Area, Area]:
    """The area and its commune. Raises Http404."""
    try:
        area = area_of(PUBLIC, code)
    except NotReached as refusal:
        raise Http404 from refusal
    commune = area if area.level == Level.COMMUNE else area.parent
    if area.level < Level.COMMUNE or commune is None or area.valid_to_on is not None:
        raise Http404
    return area, commune


def _entry(given: dict[str, Any]) -> HelpEntry:
    return HelpEntry(
        name=given["name"],
        place=given["place"],
        phone=given["phone"],
        skills=given.get("skills", []),
        words=given["words"],
        wished_on=given["wished_on"],
        wished_part=given["wished_part"],
        priority=given["priority"],
    )


def _refuse_floods(request: HttpRequest, commune: Area, phone: str) -> None:
    """Raises Refused `help.too_many_waiting` (this number) or `help.too_many` (address, commune)."""
    if queries.waiting_of_number(PUBLIC, commune.path, phone) >= rules.MOST_OPEN_OF_NUMBER:
        raise Refused(
            "help.too_many_waiting",
            _("Somebody already asked with this number and is waiting. The team will ring."),
            place="phone",
        )
    since = clock.now() - timedelta(hours=24)
    crowded = queries.public_calls_since(PUBLIC, commune.path, since) >= rules.MOST_A_DAY
    if crowded or calls_from_address(request, "help-calls") > MOST_AN_HOUR:
        raise Refused(
            "help.too_many",
            _("Very many people are asking just now. Please try later, or tell the ward's office."),
        )


def calls_from_address(request: HttpRequest, what: str) -> int:
    """How many calls of a kind came from this internet address within the hour, this one included. Only
    a hash of the address is remembered, for that hour."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # behind a proxy, which adds whom it speaks for at the end
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    digest = hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64]).hexdigest()
    key = f"{what}-{digest[:32]}"
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # the hour ended between the two
        return 1


@never_cache
@require_safe
def done(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The number to keep, and what happens next. Says only what its address says."""
    area, commune = _area(code)
    shown = f"{number[:3]} {number[3:]}"
    context = {"area": area, "commune": commune, "number": shown, "days": rules.DAYS}
    return render(request, "public/help_done.html", context)
