"""The page behind the QR of a certificate: for whoever was shown the paper.

It says whether the certificate is valid and what it rests on is still there, what it is for, who issued it
and until when. Nobody is named:
there are the initials of the holder, and whether a name that somebody types from the paper is theirs.
The address ends in a secret; names are tried no faster than `MOST_AN_HOUR` from one internet address.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tungngo.certificates import queries
from tungngo.certificates.models import Certificate
from tungngo.certificates.queries import Standard
from tungngo.certificates.resting import UNCHANGED, resting_of, rule_since
from tungngo.certificates.rules.badges import identity_hash, initials, is_name
from tungngo.certificates.words import AUDIENCE_WORDS, item_words, standing_of
from tungngo.criteria.words import say
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.public.asking import calls_from_address
from tungngo.reports.queries import letterhead_of
from tungngo.territory.queries import area_of

#: What the public reaches: the certificate whose secret it has.
PUBLIC = Reach.everything()
#: Names held against certificates from one internet address in an hour.
MOST_AN_HOUR = 60


def certificate_at(origin: str, token: str) -> Certificate:
    """The certificate at a public address. Raises Http404."""
    try:
        return queries.certificate_by_token(PUBLIC, origin, token)
    except NotReached as refusal:
        raise Http404 from refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, origin: str, token: str) -> HttpResponse:
    """Whether a certificate is valid, and whether a name is the holder's."""
    found = certificate_at(origin, token)
    rule = Standard(found.rule).rule
    name = found.resident.full_name if found.resident else ""
    resting = resting_of(PUBLIC, [found]).get(found.id, UNCHANGED)
    standing = standing_of(found, clock.today(), resting)
    context: dict[str, Any] = {
        "certificate": found,
        "standing": standing,
        "since": rule_since(PUBLIC, found),
        "name": say(rule.name),
        "description": say(rule.description),
        "audience": AUDIENCE_WORDS[rule.audience],
        "pieces": [item_words(asked) for asked in rule.groups],
        "issuer": letterhead_of(PUBLIC, area_of(PUBLIC, found.issuer)).body,
        "initials": initials(name),
        "asks_name": bool(found.identity_hash),
    }
    if request.method == "POST" and found.identity_hash:
        context |= _held_against(request, found, name)
    refused = "refusal" in context
    return render(request, "public/certificate.html", context, status=422 if refused else 200)


def _held_against(request: HttpRequest, found: Certificate, name: str) -> dict[str, Any]:
    """What comes of a name somebody typed from the paper."""
    typed = request.POST.get("name", "").strip()[:120]
    if not typed:
        return {"refusal": _("Type the name as it stands on the paper.")}
    if calls_from_address(request, "certificate") > MOST_AN_HOUR:
        return {"refusal": _("Too many names were tried from here. Please try again in an hour.")}
    # A name that was corrected or forgotten since is still known by its hash, as it was printed.
    same = is_name(typed, name) or identity_hash(typed, found.salt) == found.identity_hash
    return {"typed": typed, "is_same": same}
