"""What is kept how long, and what was deleted when: counts alone, for every desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tungngo.desk.lock import Seat, staff
from tungngo.privacy.consent_texts import shipped_texts
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.queries import days_kept, deletions, past_counts

#: Deletions shown.
MOST = 60


@staff
@require_safe
def keeping(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Days of each class of data, the proofs of deletions, and the texts of consent by version."""
    days = days_kept(seat.reach)
    past = past_counts(seat.reach, days)
    rows = [
        (kept.words, kept.since, days[code], kept.least, kept.most, past.get(code))
        for code, kept in CLASSES.items()
    ]
    gone = [(one, CLASSES[one.code].words) for one in deletions(seat.reach, most=MOST)]
    context = {
        "seat": seat,
        "trail": [(_("How long data are kept"), None)],
        "rows": rows,
        "counts": bool(past),
        "gone": gone,
        "texts": shipped_texts(),
    }
    return render(request, "desk/privacy/keeping.html", context)
