"""Writes about markets and their surveys."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.markets.models import Market, MarketSurvey
from tungngo.markets.rules import Counted, impossible
from tungngo.territory.models import Area

_SENTENCES = {
    "market.survey_to_come": _("The day of the survey has not come yet."),
    "market.more_qr_than_stalls": _("There cannot be more stalls with a QR than stalls."),
    "market.more_active_than_qr": _(
        "Stalls that are really paid through their QR cannot be more than stalls with one."
    ),
    "market.more_cashless_than_payments": _(
        "Payments without cash cannot be more than the payments counted; say both."
    ),
}


@transaction.atomic
def open_market(*, actor: Account | None, area: Area, name: str, place: str = "") -> Market:
    """A market in `area`, a group or the commune."""
    made = Market.objects.create(
        origin=area.commune_code,
        path=area.path,
        name=text.nfc(name),
        sort_key=text.sort_key(name),
        place=text.nfc(place),
        opened_at=clock.now(),
    )
    journal.write(actor=actor, verb="market.opened", subject=made.id, path=made.path)
    return made


@transaction.atomic
def change_market(*, actor: Account, market: Market, name: str, place: str) -> None:
    """Correct what a market is called and where it is; its place in the tree stays."""
    market.name, market.sort_key = text.nfc(name), text.sort_key(name)
    market.place = text.nfc(place)
    market.save(update_fields=["name", "sort_key", "place"])
    journal.write(actor=actor, verb="market.changed", subject=market.id, path=market.path)


@transaction.atomic
def close_market(*, actor: Account, market: Market) -> None:
    """The market is no more; its surveys stay to be read."""
    if market.closed_at is None:
        market.closed_at = clock.now()
        market.save(update_fields=["closed_at"])
        journal.write(actor=actor, verb="market.closed", subject=market.id, path=market.path)


@transaction.atomic
def reopen_market(*, actor: Account, market: Market) -> None:
    """Undo `close_market`."""
    if market.closed_at is not None:
        market.closed_at = None
        market.save(update_fields=["closed_at"])
        journal.write(actor=actor, verb="market.reopened", subject=market.id, path=market.path)


@transaction.atomic
def survey_market(*, actor: Account | None, market: Market, counted: Counted) -> MarketSurvey:
    """Keep what was counted in a market. Raises Refused `market.…` with its field as the place."""
    for field, code in impossible(counted, clock.today()):
        raise Refused(code, _SENTENCES[code], place=field)
    said = asdict(counted) | {
        "surveyed_by": text.nfc(counted.surveyed_by),
        "evidence": text.nfc(counted.evidence),
    }
    made = MarketSurvey.objects.create(
        origin=market.origin, market_id=market.id, written_at=clock.now(), **said
    )
    journal.write(actor=actor, verb="market.surveyed", subject=made.id, path=market.path)
    return made


@transaction.atomic
def withdraw_survey(*, actor: Account, survey: MarketSurvey, path: str) -> None:
    """A survey was wrong: it stays to be read and counts no more. `path` is its market's."""
    if survey.withdrawn_at is None:
        survey.withdrawn_at = clock.now()
        survey.save(update_fields=["withdrawn_at"])
        journal.write(actor=actor, verb="market.survey_withdrawn", subject=survey.id, path=path)


@transaction.atomic
def restore_survey(*, actor: Account, survey: MarketSurvey, path: str) -> None:
    """Undo `withdraw_survey`."""
    if survey.withdrawn_at is not None:
        survey.withdrawn_at = None
        survey.save(update_fields=["withdrawn_at"])
        journal.write(actor=actor, verb="market.survey_restored", subject=survey.id, path=path)
