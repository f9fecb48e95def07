"""Certificates for machines: Open Badges 3.0, with everything a verifier asks for at public addresses.

The holder is a salted hash of their name, revocation a bit in a list: no document here names anybody,
and none lists the addresses of certificates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tungngo.certificates import queries
from tungngo.certificates.models import Certificate
from tungngo.certificates.queries import Standard
from tungngo.certificates.rules.badges import (
    CONTEXTS,
    Achievement,
    Badge,
    Issuer,
    claims,
    status_claims,
)
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.public.certificates import PUBLIC, certificate_at
from tungngo.public.views import KEPT_SECONDS
from tungngo.reports.queries import letterhead_of
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of

#: What a badge as a compact JWS is served as (Open Badges 3.0, document formats), and what a status list is
#: (Bitstring Status List 1.0; Securing Verifiable Credentials using JOSE and COSE).
_PLAIN = "text/plain; charset=utf-8"
_SIGNED = "application/vc+jwt"


@never_cache
@require_safe
def badge(request: HttpRequest, origin: str, token: str) -> HttpResponse:
    """A certificate as a signed credential; 410 once it is revoked, or over for so long that its holder was
    forgotten."""
    found = certificate_at(origin, token)
    if found.revoked_at or not found.identity_hash:
        words = _("This certificate has ended.")
        if found.revoked_at:
            words = _("This certificate was revoked.")
        return HttpResponse(words, status=410, content_type=_PLAIN)
    answer = _signed(request, claims(_badge(request, found)))
    answer["Content-Disposition"] = f'attachment; filename="badge-{found.year}-{found.serial}.jwt"'
    return answer


@require_safe
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    """Who issues: the profile that badges name."""
    return _json({"@context": list(CONTEXTS), **_issuer(request, _commune(code)).profile()})


@require_safe
def achievement(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """What badges are for: one version of a rule."""
    try:
        standard = queries.standard_of(PUBLIC, rule_id)
    except NotReached as refusal:
        raise Http404 from refusal
    return _json({"@context": list(CONTEXTS), **_achievement(request, standard).said()})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public halves of every key that ever signed (RFC 7517, a set)."""
    return _json({"keys": [one.public for one in queries.public_keys(PUBLIC)]})


@require_safe
def key(request: HttpRequest, key_id: str) -> HttpResponse:
    """The public half of one key, as the header of a badge names it."""
    try:
        return _json(queries.public_key(PUBLIC, key_id).public)
    except NotReached as refusal:
        raise Http404 from refusal


@require_safe
def status_list(request: HttpRequest, origin: str, number: int) -> HttpResponse:
    """Which certificates of a commune are revoked, as places in a list."""
    if not queries.has_status_list(PUBLIC, origin, number):
        raise Http404
    said = status_claims(
        id=_url(request, "badge_status", origin, number),
        issuer=_issuer(request, _commune(origin)),
        revoked=queries.revoked_places(PUBLIC, origin, number),
        at=_began(clock.today()),
    )
    answer = _signed(request, said)
    answer["Content-Type"] = _SIGNED
    return _kept(answer)


# -------------------------------------------------------------------------------------- as is said


def _badge(request: HttpRequest, found: Certificate) -> Badge:
    until = found.valid_until_on
    return Badge(
        id=_url(request, "certificate_public", found.origin, found.token),
        issuer=_issuer(request, _commune(found.issuer)),
        achievement=_achievement(request, Standard(found.rule)),
        valid_from=found.issued_at,
        valid_until=_began(until + timedelta(days=1)) - timedelta(seconds=1) if until else None,
        identity_hash=found.identity_hash,
        salt=found.salt,
        status_list=_url(request, "badge_status", found.origin, found.status_list),
        status_place=found.status_place,
    )


def _achievement(request: HttpRequest, standard: Standard) -> Achievement:
    """A rule in Vietnamese, whatever the reader's language: what is signed says one thing."""
    rule, row = standard.rule, standard.row
    pieces = [" hoặc ".join(item.name.vi for item in asked) for asked in rule.groups]
    label = "Bộ quy tắc ví dụ, chưa phải quy định. " if row.is_example else ""
    return Achievement(
        id=_url(request, "badge_achievement", row.id),
        name=rule.name.vi,
        description=f"{label}{rule.description.vi}",
        criteria="\n".join(f"- {piece}" for piece in pieces),
    )


def _issuer(request: HttpRequest, area: Area) -> Issuer:
    return Issuer(
        id=_url(request, "badge_issuer", area.code),
        name=letterhead_of(PUBLIC, area).body,
        url=_url(request, "published", area.code),
    )


def _commune(code: str) -> Area:
    """The commune that issues, also one that is no more. Raises Http404 for every other area."""
    try:
        area = area_of(PUBLIC, code)
    except NotReached as refusal:
        raise Http404 from refusal
    if area.level != Level.COMMUNE:
        raise Http404
    return area


def _began(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)


def _url(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def _signed(request: HttpRequest, said: Mapping[str, Any]) -> HttpResponse:
    """Claims signed by the key of today. Raises Http404 where the installation has none."""
    if (signer := queries.signer(PUBLIC)) is None:
        raise Http404
    token = signer.token(said, key_url=_url(request, "badge_key", signer.id))
    return HttpResponse(token, content_type=_PLAIN)


def _json(said: Mapping[str, Any]) -> HttpResponse:
    return _kept(JsonResponse(said, json_dumps_params={"ensure_ascii": False}))


def _kept(answer: HttpResponse) -> HttpResponse:
    """For everybody, from any page, and kept for a minute on the way."""
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
    return answer
