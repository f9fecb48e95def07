"""Writes about accounts, badges and devices. Each leaves one journal line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account, Badge, Device
from tungngo.accounts.queries import labels_past, lines_past, saw_lately, stays_past
from tungngo.accounts.rules import (
    BADGE_LIFE,
    TRAINING_MARK,
    badge_of_other_world,
    badge_verdict,
    secret_hash,
)
from tungngo.lib import clock, rows, text
from tungngo.lib.ids import token
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach

#: The largest offset of a clock that is kept, in seconds: a signed integer of 32 bits.
MOST_SECONDS = 2**31 - 1
#: How long it takes until looking at the same thing again is worth another line.
SEEN_AGAIN = timedelta(minutes=10)

BADGE_SENTENCES = {
    "unknown": _("This badge is not known. Ask the team leader for a new one."),
    "used": _(
        "This badge has already opened a phone. Each badge works once; ask the team leader for a new one."
    ),
    "revoked": _("This badge was withdrawn. Ask the team leader for a new one."),
    "expired": _("This badge is too old. Ask the team leader for a new one."),
    "training": _(
        "This badge is for training and opens nothing of the real campaign. Take the badge without the "
        "word TẬP HUẤN."
    ),
    "real": _(
        "This is the training. The badge belongs to the real campaign and was not used up: open it by "
        "the link printed on it."
    ),
}


@transaction.atomic
def make_account(
    *,
    actor: Account | None,
    full_name: str,
    username: str | None = None,
    password: str | None = None,
    phone: str = "",
    email: str = "",
    language: str = "vi",
    is_operator: bool = False,
    path: str = "",
) -> Account:
    """A new account. Without a password it can only be used through a badge, or once a link was opened.

    `path` is where it was made. Raises Refused `account.name_taken` when the user name exists,
    `account.email_taken`.
    """
    if username and Account.objects.filter(username=username).exists():
        raise _name_taken()
    email = _free_email(email)
    account = Account(
        username=username or None,
        full_name=text.nfc(full_name),
        sort_key=text.name_sort_key(full_name),
        phone=phone,
        email=email,
        language=language,
        is_operator=is_operator,
        created_at=clock.now(),
    )
    account.set_password(password)
    account.save()
    journal.write(actor=actor, verb="account.made", subject=account.id, path=path)
    return account


def _free_email(email: str, *, besides: Account | None = None) -> str:
    email = email.strip().lower()
    taken = Account.objects.filter(email=email)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if email and taken.exists():
        raise _email_taken()
    return email


@transaction.atomic
def change_account(
    *, actor: Account | None, account: Account, full_name: str, email: str, path: str = ""
) -> None:
    """Another name or e-mail address for staff. Raises Refused `account.email_taken`."""
    account.email = _free_email(email, besides=account)
    account.full_name = text.nfc(full_name)
    account.sort_key = text.name_sort_key(full_name)
    account.save(update_fields=["email", "full_name", "sort_key"])
    journal.write(actor=actor, verb="account.changed", subject=account.id, path=path)


@transaction.atomic
def make_link(*, actor: Account | None, account: Account, path: str = "") -> str:
    """A secret for a link with which staff choose a password, once; older ones and the old password stop
    working, and whoever is signed in with it is signed out. Raises Refused `account.closed`.

    Django's own token for a forgotten password: it holds for PASSWORD_RESET_TIMEOUT and depends on the
    password, so that a new unusable one closes every link before it.
    """
    if not account.is_active:
        raise Refused("account.closed", _("This account is closed. Open it again first."))
    account.set_unusable_password()
    account.save(update_fields=["password"])
    journal.write(actor=actor, verb="account.link_made", subject=account.id, path=path)
    return default_token_generator.make_token(account)


def note_seen(*, actor: Account, verb: str, subject: str, path: str) -> None:
    """Write down that somebody looked at people's data, once in SEEN_AGAIN for the same thing: a page
    that is opened again costs one look into an index."""
    since_at = clock.now() - SEEN_AGAIN
    if not saw_lately(Reach.everything(), actor, verb, subject, since_at):
        journal.write(actor=actor, verb=verb, subject=subject, path=path)


def note_sign_in(*, actor: Account, way: str, path: str) -> None:
    """Write down that somebody came in, by `way`: password, second, passkey or sso. `path`: where the
    highest of their roles is, so that who answers for that place can read it."""
    journal.write(actor=actor, verb="account.signed_in", subject=actor.id, path=path, way=way)


def note_sign_out(*, actor: Account, path: str) -> None:
    """Write down that somebody left."""
    journal.write(actor=actor, verb="account.signed_out", subject=actor.id, path=path)


def note_held_back(*, actor: Account | None, account: Account, path: str) -> None:
    """Write down that somebody tried too many passwords for an account and has to wait."""
    journal.write(actor=actor, verb="account.held_back", subject=account.id, path=path)


def note_second_step(*, actor: Account, what: str, path: str) -> None:
    """Write down what became of one's second step; `what` as allauth calls it: totp_activated, …"""
    journal.write(actor=actor, verb="account.second_step", subject=actor.id, path=path, what=what)


@transaction.atomic
def forget_second_steps(*, actor: Account | None, account: Account, path: str = "") -> int:
    """Remove every second step and passkey of somebody who lost them; how many there were.

    The password goes on to hold; where a second step is required, the next sign-in asks for a new one.
    """
    gone, _each = Authenticator.objects.filter(user=account).delete()
    journal.write(
        actor=actor,
        verb="account.second_steps_forgotten",
        subject=account.id,
        path=path,
        count=gone,
    )
    return gone


@transaction.atomic
def close_account(*, actor: Account | None, account: Account, path: str = "") -> None:
    """Let somebody go: no way in any more, and whoever is signed in is out. Nothing of theirs is lost.

    Raises Refused `account.own` for the actor's own, `account.closed`.
    """
    if actor is not None and actor.pk == account.pk:
        raise Refused("account.own", _("Your own account can only be closed by somebody else."))
    if not Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        raise Refused("account.closed", _("This account is closed already."))
    account.is_active = False
    journal.write(actor=actor, verb="account.closed", subject=account.id, path=path)


@transaction.atomic
def unmake_accounts(*, actor: Account | None, accounts: Iterable[Account], path: str = "") -> int:
    """Take accounts back that were made by mistake; how many nobody has used yet.

    Those are as if never made: no way in, and name and address are free again. Who has signed in is
    let go instead, so that what they did stays somebody's.
    """
    ids = [account.pk for account in accounts]
    unused = Account.objects.filter(pk__in=ids, last_login=None)
    count = unused.update(is_active=False, username=None, email="", password=make_password(None))
    Account.objects.filter(pk__in=ids).exclude(last_login=None).update(is_active=False)
    journal.write(actor=actor, verb="account.unmade", path=path, count=len(ids))
    return count


@transaction.atomic
def open_account(*, actor: Account | None, account: Account, path: str = "") -> None:
    """Take somebody back: what they had and may do is as it was."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    account.is_active = True
    journal.write(actor=actor, verb="account.opened", subject=account.id, path=path)


@transaction.atomic
def issue_badges(
    *, actor: Account | None, accounts: Iterable[Account], path: str = ""
) -> list[tuple[Badge, str]]:
    """A fresh badge for each account, with its secret, which is shown now and never again; `path` is
    where it was asked for.

    Badges not yet used are withdrawn, so that only the newest sheet of paper works. Phones already
    opened go on.
    """
    now, prefix = clock.now(), TRAINING_MARK if settings.TRAINING else ""
    made = [
        (account, prefix + token(), Badge(account=account, issued_by=actor, issued_at=now))
        for account in accounts
    ]
    Badge.objects.filter(
        account__in=[account for account, _secret, _badge in made], used_at=None, revoked_at=None
    ).update(revoked_at=now)
    for _account, secret, badge in made:
        badge.secret_hash = secret_hash(secret)
        badge.expires_at = now + BADGE_LIFE
    Badge.objects.bulk_create([badge for _account, _secret, badge in made], batch_size=500)
    journal.write(actor=actor, verb="badge.issued", path=path, count=len(made))
    return [(badge, secret) for _account, secret, badge in made]


@transaction.atomic
def revoke_badge(*, actor: Account | None, badge: Badge, path: str = "") -> None:
    """Withdraw a badge and the phone it opened; what waits on that phone stays on it."""
    now = clock.now()
    Badge.objects.filter(pk=badge.pk, revoked_at=None).update(revoked_at=now)
    Device.objects.filter(badge=badge, revoked_at=None).update(revoked_at=now)
    journal.write(actor=actor, verb="badge.revoked", subject=badge.id, path=path)


@transaction.atomic
def claim_badge(
    *, actor: Account | None = None, secret: str, label: str, key: str = ""
) -> tuple[Device, str]:
    """Turn a badge into a device. `label` says what phone it is, as the browser tells.

    Gives the device and its secret, which only the phone keeps. `key` is random, minted by the phone
    before it asked: when the answer was lost on the way, the same badge with the same key is the same
    phone asking again and gets its device with a fresh secret. Raises Refused `badge.unknown`,
    `badge.used`, `badge.revoked`, `badge.expired`, and of the other world `badge.training` or
    `badge.real`. Two phones at once: the update is the referee.
    """
    now = clock.now()
    badge = Badge.objects.select_related("account").filter(secret_hash=secret_hash(secret)).first()
    elsewhere = badge_of_other_world(secret, is_training=settings.TRAINING)
    verdict = elsewhere or "unknown" if badge is None else badge_verdict(badge, now)
    if badge is not None and verdict == "good" and not badge.account.is_active:
        verdict = "revoked"
    if badge is not None and verdict == "good":
        won = Badge.objects.filter(pk=badge.pk, used_at=None, revoked_at=None).update(used_at=now)
        verdict = "good" if won else "used"
    if badge is not None and verdict == "used" and key:
        again = Device.objects.filter(badge=badge, claim_hash=secret_hash(key), revoked_at=None)
        if (device := again.select_related("account").first()) is not None:
            device_secret = token(32)
            device.secret_hash = secret_hash(device_secret)
            device.save(update_fields=["secret_hash"])
            journal.write(actor=device.account, verb="badge.claimed_again", subject=badge.id)
            return device, device_secret
    if badge is None or verdict != "good":
        raise Refused(f"badge.{verdict}", BADGE_SENTENCES[verdict])
    device_secret = token(32)
    device = Device.objects.create(
        account=badge.account,
        badge=badge,
        secret_hash=secret_hash(device_secret),
        claim_hash=secret_hash(key) if key else "",
        label=text.nfc(label)[:120],
        created_at=now,
        seen_at=now,
    )
    journal.write(actor=actor or badge.account, verb="badge.claimed", subject=badge.id)
    return device, device_secret


def note_sync(
    *, actor: Account, device_id: UUID, seen_at: datetime, clock_offset: int, waiting: int
) -> None:
    """Remember what a phone said of itself at a sync. Journalled by the batch it came with.

    `clock_offset` (seconds) is cut to what its column holds, about 68 years either way.
    """
    clock_offset = max(-MOST_SECONDS, min(clock_offset, MOST_SECONDS))
    rows.update_one(
        Device,
        key=device_id,
        seen_at=seen_at,
        clock_offset=clock_offset,
        waiting=waiting,
    )


def note_carried(*, actor: Account, device: Device, packed_at: datetime) -> None:
    """What waited on `device` at `packed_at` was carried here by somebody else, so it waits no more.

    A phone that has spoken for itself since knows better. Journalled by the parcel it came in.
    """
    unheard = Q(seen_at=None) | Q(seen_at__lt=packed_at)
    Device.objects.filter(unheard, pk=device.pk).update(waiting=0)


@transaction.atomic
def set_password(*, actor: Account | None, account: Account, password: str, path: str = "") -> None:
    """Give a staff account a new password; whoever is signed in with the old one is out."""
    account.set_password(password)
    account.save(update_fields=["password"])
    journal.write(actor=actor, verb="account.password_set", subject=account.id, path=path)


class Newcomer(NamedTuple):
    """Somebody at a desk who gets an account, and where (a path)."""

    full_name: str
    username: str
    email: str
    path: str


@transaction.atomic
def make_staff(*, actor: Account | None, people: Sequence[Newcomer]) -> list[Account]:
    """Accounts for desks, set-wise, without passwords. Raises Refused `account.name_taken`,
    `account.email_taken` when one of them came to be taken."""
    names = [one.username for one in people]
    emails = [email for one in people if (email := one.email.strip().lower())]
    if Account.objects.filter(username__in=names).exists():
        raise _name_taken()
    if len(set(emails)) < len(emails) or Account.objects.filter(email__in=emails).exists():
        raise _email_taken()
    now = clock.now()
    accounts = [
        Account(
            username=one.username,
            full_name=text.nfc(one.full_name),
            sort_key=text.name_sort_key(one.full_name),
            email=one.email.strip().lower(),
            password=make_password(None),
            created_at=now,
        )
        for one in people
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    about = [(account.id, one.path) for account, one in zip(accounts, people, strict=True)]
    journal.write_each(actor=actor, verb="account.made", about=about)
    return accounts


def _name_taken() -> Refused:
    return Refused("account.name_taken", _("This user name is already taken."), place="username")


def _email_taken() -> Refused:
    return Refused(
        "account.email_taken", _("Somebody else has this e-mail address."), place="email"
    )


@transaction.atomic
def make_accounts(
    *, actor: Account | None, people: Sequence[tuple[str, str]], language: str = "vi"
) -> list[Account]:
    """Accounts of volunteers by (full name, phone in E.164 or ""), set-wise, without passwords."""
    now = clock.now()
    accounts = [
        Account(
            full_name=text.nfc(name),
            sort_key=text.name_sort_key(name),
            phone=phone,
            language=language,
            password="!",
            created_at=now,
        )
        for name, phone in people
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    journal.write(actor=actor, verb="account.made", count=len(accounts))
    return accounts


@transaction.atomic
def forget_labels(*, actor: Account | None, before: datetime) -> int:
    """Forget what phones withdrawn before a moment were called; how many."""
    count = labels_past(Reach.everything(), before).update(label="")
    if count:
        journal.write(actor=actor, verb="device.labels_forgotten", count=count)
    return count


@transaction.atomic
def forget_looks(*, actor: Account | None, before: datetime, verbs: Sequence[str]) -> int:
    """Delete journal lines of looks (`verbs`) from before a moment; how many."""
    count, _each = lines_past(Reach.everything(), before, verbs).delete()
    if count:
        journal.write(actor=actor, verb="journal.looks_forgotten", count=count)
    return count


@transaction.atomic
def forget_stays(*, actor: Account | None, before: datetime) -> int:
    """Delete stays at desks that were over before a moment; how many."""
    count, _each = stays_past(Reach.everything(), before).delete()
    if count:
        journal.write(actor=actor, verb="account.stays_forgotten", count=count)
    return count


def empty_numbers(*, actor: Account | None, found: QuerySet[Account]) -> int:
    """Erase telephone numbers and e-mail addresses; the names stay, by which the journal says who did what.
    How many; inside the caller's transaction, which journals it."""
    return found.update(phone="", email="")
