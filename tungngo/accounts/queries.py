"""Reads about accounts, badges and devices."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account, Badge, Device, JournalLine
from tungngo.accounts.rules import secret_hash
from tungngo.lib import lookups
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach


def device_of(secret: str, *, withdrawn_too: bool = False) -> Device:
    """The device a call comes from, by the secret it carries; reach follows from its account.

    Raises Refused `device.unknown` or `device.revoked`; with `withdrawn_too` only the first.
    """
    # Every call of every phone begins here: the ORM's own way costs five times as much.
    device = lookups.one(Device, secret_hash=secret_hash(secret))
    if device is not None and (account := lookups.one(Account, id=device.account_id)) is not None:
        device.account = account
    else:
        raise Refused("device.unknown", _("This phone is not known here. Open a badge link first."))
    if not (withdrawn_too or device.is_working):
        raise Refused(
            "device.revoked",
            _("This phone's badge was withdrawn. The team leader can issue a new one."),
        )
    return device


def device_named(reach: Reach, device_id: UUID) -> Device | None:
    """The phone of this id whose calls are answered, with its account; for whoever reaches everything."""
    if not reach.covers(""):
        return None
    found = Device.objects.select_related("account").filter(pk=device_id).first()
    return found if found and found.is_working else None


def phones_among(reach: Reach, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are phones: what records an encounter may also be a sheet or a desk."""
    if not reach.paths:
        return set()
    return set(Device.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def badges_of(reach: Reach, account_ids: Iterable[UUID]) -> QuerySet[Badge]:
    """Badges of accounts the caller already reaches through their teams, newest first."""
    if not reach.paths:
        return Badge.objects.none()
    return (
        Badge.objects.filter(account_id__in=list(account_ids))
        .select_related("device")
        .order_by("-issued_at")
    )


def unopened_badges(reach: Reach, account_ids: QuerySet, now: datetime) -> QuerySet[Badge]:
    """Badges of accounts the caller already reaches that may still open a phone: `badge_verdict` "good"."""
    if not reach.paths:
        return Badge.objects.none()
    return Badge.objects.filter(
        account_id__in=account_ids, used_at=None, revoked_at=None, expires_at__gt=now
    )


def devices_of(reach: Reach, account_ids: Iterable[UUID] | QuerySet) -> QuerySet[Device]:
    """Phones of accounts the caller already reaches through their teams, last seen first.

    `account_ids` may be a query of ids, so that a whole province's phones are one statement.
    """
    if not reach.paths:
        return Device.objects.none()
    wanted = account_ids if isinstance(account_ids, QuerySet) else list(account_ids)
    return Device.objects.filter(account_id__in=wanted).order_by("-seen_at")


def phone_of_each(reach: Reach, account_id: OuterRef) -> QuerySet[Device]:
    """The phones at work of each account of an outer query, whose accounts the caller already reaches."""
    kept = Device.objects.filter(revoked_at=None, account_id=account_id)
    return kept if reach.paths else kept.none()


def journal_of(reach: Reach, *, subject: str = "") -> QuerySet[JournalLine]:
    """Journal lines within reach, newest first, optionally of one subject."""
    lines = reach.filter(JournalLine.objects.select_related("actor"))
    if subject:
        lines = lines.filter(subject=subject)
    return lines.order_by("-done_at")


def journal_line(reach: Reach, line_id: UUID) -> JournalLine | None:
    """One line within reach; None when there is none."""
    return reach.filter(JournalLine.objects.filter(pk=line_id)).first()


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Lines, newest first; `older` is where the next page begins, "" after the last."""

    lines: list[JournalLine]
    older: str


def journal_page(
    reach: Reach,
    *,
    verbs: Iterable[str],
    actor_id: UUID | None = None,
    since_at: datetime | None = None,
    until_at: datetime | None = None,
    before: str = "",
    size: int = 100,
) -> JournalPage:
    """A page of the journal within reach: these verbs, of one actor if given, from `since_at` on and
    before `until_at`. `before` is the `older` of the page before it; what cannot be read as one is the
    beginning, and a key costs the same however far back it lies."""
    lines = JournalLine.objects.filter(verb__in=list(verbs)).select_related("actor")
    # Of a province or more, walking back in time finds a page sooner than sorting all that lies there:
    # 300,000 lines on SQLite take 2 ms instead of 2 s. COALESCE keeps the index on paths out of it.
    is_wide = all(path.count(".") < 2 for path in reach.paths)
    lines = lines.alias(lies_at=Coalesce("path", Value("")))
    lines = reach.filter(lines, "lies_at" if is_wide else "path")
    if actor_id is not None:
        lines = lines.filter(actor_id=actor_id)
    if since_at is not None:
        lines = lines.filter(done_at__gte=since_at)
    if until_at is not None:
        lines = lines.filter(done_at__lt=until_at)
    with contextlib.suppress(ValueError):
        at, _sep, key = before.partition("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(before)
        lines = lines.filter(
            Q(done_at__lt=moment) | Q(done_at=moment, id__lt=UUID(key)), done_at__lte=moment
        )
    found = list(lines.order_by("-done_at", "-id")[: size + 1])
    older = (
        f"{found[size - 1].done_at.isoformat()}~{found[size - 1].id}" if len(found) > size else ""
    )
    return JournalPage(found[:size], older)


def saw_lately(reach: Reach, account: Account, verb: str, subject: str, since_at: datetime) -> bool:
    """Whether it is written already, since then, that `account` did this with this thing."""
    if not reach.paths:
        return False
    lines = JournalLine.objects.filter(subject=subject, done_at__gte=since_at)
    return lines.filter(actor=account, verb=verb).exists()


def staff_account_of(reach: Reach, account_id: UUID) -> Account:
    """An account, for whoever then looks at its roles. Raises NotReached `account.out_of_reach`."""
    account = Account.objects.filter(pk=account_id).first() if reach.paths else None
    if account is None:
        raise NotReached("account.out_of_reach", _("This account is not in your area."))
    return account


def staff_by_name(reach: Reach, username: str) -> Account | None:
    """Who signs in under this name, for the page to sign in at; None when nobody does."""
    return Account.objects.filter(username=username).first() if reach.paths else None


def staff_by_email(reach: Reach, email: str) -> Account | None:
    """Whose e-mail address this is, however it is capitalised; None for nobody, also for ""."""
    wanted = email.strip().lower()
    if not (wanted and reach.paths):
        return None
    return Account.objects.filter(email=wanted).first()


def staff_accounts(reach: Reach, account_ids: Iterable[UUID]) -> list[Account]:
    """Accounts by id, of those whose roles the caller has reached."""
    if not reach.paths:
        return []
    return list(Account.objects.filter(pk__in=list(account_ids)))


def staff_by_names(reach: Reach, usernames: Iterable[str]) -> list[Account]:
    """Who signs in under one of these names, wherever they work: names are given out once."""
    if not reach.paths:
        return []
    return list(Account.objects.filter(username__in=list(usernames)))


def emails_taken(reach: Reach, emails: Iterable[str]) -> set[str]:
    """Those of these addresses, in lower case, that somebody has."""
    if not reach.paths:
        return set()
    return set(Account.objects.filter(email__in=list(emails)).values_list("email", flat=True))


def not_yet_in(reach: Reach, account_ids: Iterable[UUID | str]) -> list[Account]:
    """Those of these accounts, by name, that are open and have never signed in."""
    if not reach.paths:
        return []
    waiting = Account.objects.filter(pk__in=list(account_ids), is_active=True, last_login=None)
    return list(waiting.exclude(username=None).order_by("sort_key", "id"))


def second_steps(reach: Reach, account_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these accounts whose sign-in takes a second step, or that have a passkey."""
    if not reach.paths:
        return set()
    found = Authenticator.objects.filter(user__in=list(account_ids)).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return set(found.values_list("user_id", flat=True))


def operators(reach: Reach) -> list[Account]:
    """Who runs the installation, for those who reach everything."""
    if not reach.covers(""):
        return []
    return list(Account.objects.filter(is_operator=True).order_by("sort_key", "id"))


def names_of(reach: Reach, ids: Iterable[UUID]) -> dict[UUID, str]:
    """account id → name, of those whose work stands on something the caller has reached."""
    if not reach.paths:
        return {}
    return dict(Account.objects.filter(pk__in=list(ids)).values_list("pk", "full_name"))


def hold_accounts(reach: Reach, ids: Iterable[UUID]) -> None:
    """Lock these accounts until the caller's transaction ends: of two who plan something for somebody at
    once the second sees what the first wrote."""
    if reach.paths:
        held = Account.objects.filter(pk__in=list(ids)).order_by("pk")
        list(held.select_for_update(no_key=True).values_list("pk"))


def account_of(reach: Reach, account_id: UUID | str | None) -> Account | None:
    """The account with this id, for jobs that act for whoever woke them; None for the system."""
    if account_id is None or not reach.paths:
        return None
    return Account.objects.filter(pk=account_id).first()


def labels_past(reach: Reach, before: datetime) -> QuerySet[Device]:
    """Phones withdrawn before a moment that still have a name; for whoever reaches everything."""
    if not reach.covers(""):
        return Device.objects.none()
    return Device.objects.filter(revoked_at__lt=before).exclude(label="")


def lines_past(reach: Reach, before: datetime, verbs: Iterable[str]) -> QuerySet[JournalLine]:
    """Journal lines of these verbs from before a moment, within reach."""
    return reach.filter(JournalLine.objects.filter(verb__in=list(verbs), done_at__lt=before))


def stays_past(reach: Reach, before: datetime) -> QuerySet[Session]:
    """Stays at desks that were over before a moment; for whoever reaches everything."""
    if not reach.covers(""):
        return Session.objects.none()
    return Session.objects.filter(expire_date__lt=before)


def numbers_kept(reach: Reach, before: datetime) -> QuerySet[Account]:
    """Accounts older than a moment with a telephone number or an e-mail address; not who runs the
    installation. For whoever reaches everything."""
    found = Account.objects.filter(created_at__lt=before, is_operator=False)
    found = found.filter(~Q(phone="") | ~Q(email=""))
    return found if reach.covers("") else found.none()
