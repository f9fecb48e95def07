"""Who completes which rule, what is missing, and issuing certificates; the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.certificates import actions, queries
from tungngo.certificates.models import Certificate
from tungngo.certificates.packs import shipped_packs
from tungngo.certificates.queries import Completion, Standard
from tungngo.certificates.rules.packs import MOST_BYTES
from tungngo.certificates.words import AUDIENCE_WORDS, item_words, lack_words, rule_name
from tungngo.criteria.words import say
from tungngo.desk.forms.certificates import PackForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, put_on, reached, shown, tell
from tungngo.lib import clock
from tungngo.lib.ids import read_uuids
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.look.words import number
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, groups_of

HERE = "completions"
PAGE = 50
#: What can be shown, in this order: code, words.
SHOWN: Mapping[str, Any] = {
    "ready": gettext_lazy("complete, without a certificate yet"),
    "nearly": gettext_lazy("one piece missing"),
    "begun": gettext_lazy("more missing"),
    "held": gettext_lazy("hold a certificate"),
    "lapsed": gettext_lazy("hold one, something is missing by now"),
    "none": gettext_lazy("nothing known yet"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of the audience as the table shows them."""

    one: Completion
    group: str
    lacks: list[str]
    certificate: Certificate | None = None


def _kind(one: Completion) -> str:
    """Under which of `SHOWN` somebody stands."""
    if one.held:
        return "held" if one.verdict.is_complete else "lapsed"
    if one.verdict.is_complete:
        return "ready"
    if not one.verdict.met:
        return "none"
    return "nearly" if len(one.verdict.missing) == 1 else "begun"


@staff
@require_safe
def completions(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The audience of a rule (`?rule=`) in an area: who has completed it and who misses what (`?show=`)."""
    area = reached(seat, area_of, code)
    today = clock.today()
    standards = queries.standards_at(seat.reach, area.path, today)
    if area.level < Level.COMMUNE or not standards:
        return _no_rules(request, seat, area)
    standard = _chosen(standards, request.GET.get("rule", ""))
    found = queries.completions_under(seat.reach, area.path, standard, today)
    kinds: dict[str, list[Completion]] = {kind: [] for kind in SHOWN}
    for one in found:
        kinds[_kind(one)].append(one)
    show = request.GET.get("show", "")
    if show not in SHOWN:
        show = "ready" if kinds["ready"] or not kinds["nearly"] else "nearly"
    page = Paginator(kinds[show], PAGE).get_page(request.GET.get("page", "1"))
    groups = groups_of(seat.reach, area) if area.level == Level.COMMUNE else [area]
    names = {group.path: group.full_name for group in groups}
    papers = queries.certificates_held(seat.reach, page)
    note_seen(actor=seat.account, verb="completions.listed", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/certificates/completions.html", area, HERE,
        standards=[(one, rule_name(one.row)) for one in standards],
        standard=standard,
        name=rule_name(standard.row),
        audience=AUDIENCE_WORDS[standard.rule.audience],
        pieces=[item_words(asked) for asked in standard.rule.groups],
        whole=len(found),
        complete=sum(one.verdict.is_complete for one in found),
        held=len(kinds["held"]) + len(kinds["lapsed"]),
        ready=len(kinds["ready"]),
        shelves=[(kind, words, len(kinds[kind])) for kind, words in SHOWN.items()],
        show=show,
        page=page,
        rows=[
            Row(one, names.get(one.learner.person.path, ""), _lacks(one), papers.get(one.held or ""))
            for one in page
        ],
        query=urlencode({"rule": standard.row.code, "show": show}),
        may_issue=_may_issue(seat, area),
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _chosen(standards: Sequence[Standard], code: str) -> Standard:
    return next((one for one in standards if one.row.code == code), standards[0])


def _lacks(one: Completion) -> list[str]:
    return [lack_words(asked) for asked in one.verdict.missing]


def _may_issue(seat: Seat, area: Area) -> bool:
    """A certificate is the commune's: who answers for a group alone issues none."""
    return area.level >= Level.COMMUNE and seat.may("officer", commune_path(area.path))


def _no_rules(request: HttpRequest, seat: Seat, area: Area) -> HttpResponse:
    return shown(
        request, seat, "desk/certificates/completions.html", area, HERE,
        standards=[], may_write=seat.may("officer", area.path),
    )  # fmt: skip


@staff
@require_POST
def issue(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Issue certificates to the people chosen, or (`everyone`) to everybody who is ready."""
    area = reached(seat, area_of, code)
    seat.must("officer", commune_path(area.path))
    standards = queries.standards_at(seat.reach, area.path, clock.today())
    asked = request.POST.get("rule", "")
    back = f"{reverse(HERE, args=[area.code])}?{urlencode({'rule': asked})}"
    if area.level < Level.COMMUNE or asked not in {one.row.code for one in standards}:
        return redirect(back)
    people = read_uuids(request.POST.getlist("person"))
    if not people and not request.POST.get("everyone"):
        messages.warning(request, _("Choose who gets a certificate."))
        return redirect(back)
    standard = _chosen(standards, asked)
    try:
        issued = actions.issue(
            actor=seat.account,
            area=area,
            standard=standard,
            people=None if request.POST.get("everyone") else people,
        )
    except Refused as refusal:
        tell(request, refusal)
        return redirect(back)
    return _after_issuing(request, area, issued, back)


def _after_issuing(
    request: HttpRequest, area: Area, issued: actions.Issued, back: str
) -> HttpResponse:
    count = len(issued.certificates)
    if issued.left_out:
        words = ngettext(
            "%(count)s person was left out: something is missing, or they hold one already.",
            "%(count)s people were left out: something is missing, or they hold one already.",
            issued.left_out,
        )
        messages.warning(request, words % {"count": number(issued.left_out)})
    if not count:
        return redirect(back)
    words = ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", count)
    moment = int(issued.certificates[0].issued_at.timestamp() * 1_000_000)
    undo = reverse("certificates_undo", args=[area.code, moment])
    offer_undo(request, words % {"count": number(count)}, undo)
    return redirect(f"{reverse('certificates', args=[area.code])}?issued={moment}")


# ------------------------------------------------------------------------------------------- rules


@staff
def rules(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The rules that hold here with their versions, and bringing in a pack of one's own."""
    area = reached(seat, area_of, code)
    form = PackForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        seat.must("officer", area.path)
        if form.is_valid() and _loaded(request, seat, area, form):
            return redirect("completion_rules", area.code)
    holding = queries.standards_at(seat.reach, area.path, clock.today())
    held = {one.row.id for one in holding}
    return shown(
        request, seat, "desk/certificates/rules.html", area, HERE, _("Rules"),
        status=422 if form.errors else 200,
        form=form,
        cards=[_card(one) for one in holding],
        earlier=[
            (one, rule_name(one.row))
            for one in queries.history_at(seat.reach, area.path)
            if one.row.id not in held
        ],
        may_load=area.level <= Level.COMMUNE and seat.may("officer", area.path),
    )  # fmt: skip


def _loaded(request: HttpRequest, seat: Seat, area: Area, form: PackForm) -> bool:
    """Whether the pack was taken; what is wrong with it stands on the form."""
    content = form.cleaned_data["file"].read(MOST_BYTES)
    try:
        made = actions.load_completion_rules(actor=seat.account, content=content, here=area)
    except Refused as refusal:
        refusal.place = "file"
        put_on(form, refusal)
        return False
    said = _("The rules are there.") if made else _("Nothing has changed.")
    messages.success(request, said)
    return True


def _card(one: Standard) -> dict[str, Any]:
    rule = one.rule
    return {
        "row": one.row,
        "name": rule_name(one.row),
        "description": say(rule.description),
        "audience": AUDIENCE_WORDS[rule.audience],
        "months": rule.valid_months,
        "groups": [[(say(item.name), item.source) for item in asked] for asked in rule.groups],
    }


@staff
@require_safe
def example(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The shipped example, to write one's own after."""
    reached(seat, area_of, code)
    [content] = shipped_packs()
    answer = HttpResponse(content, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="completion-rules-example.toml"'
    return answer
