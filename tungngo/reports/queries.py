"""What reports are made of: boards of the progress room, so that no figure differs from the board's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.accounts.rules import secret_hash
from tungngo.campaigns.models import Campaign
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.progress import queries as progress
from tungngo.progress.queries import Board
from tungngo.progress.rules import apart
from tungngo.reports.models import DataLink, Export, Letterhead, MailOrder
from tungngo.reports.offices import usual_letterhead
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import children_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of an area: its board at the end of the last one, and of the day before the first."""

    first: date
    last: date
    until: Board
    before: Board


def counted_at(reach: Reach, path: str) -> list[Campaign]:
    """The campaigns whose counts the board of `path` shows: its own, or those below added up."""
    campaign = progress.campaign_shown(reach, path)
    return [campaign] if campaign else apart(progress.running_below(reach, path))


def stretch_of(reach: Reach, area: Area, first: date, last: date) -> Stretch:
    """The boards around the days from `first` to `last` of `area`, which the caller reaches."""
    campaign = progress.campaign_shown(reach, area.path)
    parts = [] if campaign else apart(progress.running_below(reach, area.path))
    children = list(children_of(reach, area)) if area.level < Level.GROUP else []

    def at(day: date) -> Board:
        return progress.board(reach, area, campaign, children, day, parts)

    return Stretch(first, last, at(last), at(first - timedelta(days=1)))


def letterhead_of(reach: Reach, area: Area) -> Letterhead:
    """How the office of an area signs: as it was kept, else as offices of its level do."""
    kept = reach.filter(Letterhead.objects.filter(area=area)).first()
    return kept or usual_letterhead(area)


def exports_of(reach: Reach, account: Account, *, most: int = 30) -> list[Export]:
    """What one person asked for of areas they still reach, newest first. Nobody sees another's."""
    found = reach.filter(Export.objects.filter(account=account)).select_related("area")
    return list(found.order_by("-asked_at")[:most])


def export_of(reach: Reach, account: Account, export_id: UUID) -> Export:
    """One's own export. Raises NotReached `export.out_of_reach`."""
    found = reach.filter(Export.objects.filter(account=account, pk=export_id))
    if (export := found.select_related("area__parent__parent").first()) is None:
        raise NotReached("export.out_of_reach", _("There is no such file of yours."))
    return export


def export_asked(reach: Reach, export_id: UUID | str) -> Export | None:
    """An export, for the worker."""
    return reach.filter(Export.objects.filter(pk=export_id)).select_related("account").first()


# ------------------------------------------------------------------------------- links and mail


def links_under(reach: Reach, path: str) -> list[DataLink]:
    """Data links at work at or under `path`, whoever made them, newest first."""
    found = reach.within(path).filter(DataLink.objects.filter(revoked_at=None))
    return list(found.select_related("account", "area").order_by("-made_at"))


def link_of(reach: Reach, link_id: UUID) -> DataLink:
    """One data link. Raises NotReached `datalink.out_of_reach`."""
    found = reach.filter(DataLink.objects.filter(pk=link_id)).select_related("account").first()
    if found is None:
        raise NotReached("datalink.out_of_reach", _("This link is not in your area."))
    return found


def link_opened(reach: Reach, secret: str) -> DataLink | None:
    """The link with this secret, as long as it was not taken back."""
    found = DataLink.objects.filter(secret_hash=secret_hash(secret), revoked_at=None)
    return reach.filter(found).select_related("account", "area").first()


def mail_under(reach: Reach, path: str) -> list[MailOrder]:
    """Mail orders at or under `path`, by area and address."""
    found = reach.within(path).filter(MailOrder.objects.filter(ended_at=None))
    return list(found.select_related("account", "area").order_by("path", "address"))


def mail_of(reach: Reach, order_id: UUID) -> MailOrder:
    """One mail order. Raises NotReached `mail.out_of_reach`."""
    found = reach.filter(MailOrder.objects.filter(pk=order_id)).first()
    if found is None:
        raise NotReached("mail.out_of_reach", _("This order is not in your area."))
    return found


def exports_past(reach: Reach, before: datetime) -> QuerySet[Export]:
    """Files made before a moment that are still there, of areas within reach."""
    return reach.filter(Export.objects.filter(state=Export.State.MADE, made_at__lt=before))
