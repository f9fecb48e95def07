"""Accounts: who signs in, from which phone, and the journal of what they did.

An **account** is a person who works with the system: staff sign in with a name and a password;
volunteers never type one. A volunteer gets a **badge**, a printed QR with a secret that works once:
opening it makes that phone a **device** with a secret of its own, which can be taken away again.
The **journal** is one line per action: who did what to which thing, when. It holds no personal data.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import PathField, SortField
from tungngo.lib.ids import uuid7


class Account(AbstractBaseUser):
    """A person who works with the system. `username` is empty for those who only use a badge."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("user name"), max_length=64, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = SortField(max_length=360, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=16, blank=True, default="")
    #: In lower case. Of staff only: where links to sign in go, and how a city's single sign-on knows them.
    email = models.EmailField(_("e-mail"), max_length=120, blank=True, default="", db_default="")
    language = models.CharField(max_length=8, default="vi")
    is_active = models.BooleanField(default=True)
    #: Runs the installation itself (loads unit lists, makes the first roles).
    is_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="account_email_once"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username or str(self.id)


class Badge(models.Model):
    """A one-use invitation to turn a phone into somebody's device. Only a hash of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="badges")
    secret_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"badge of {self.account}"


class Device(models.Model):
    """One phone of one account. Its secret travels with every call; only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="devices")
    badge = models.OneToOneField(Badge, on_delete=models.PROTECT, related_name="device")
    secret_hash = models.CharField(max_length=64, unique=True)
    #: Hash of the key the phone minted before it claimed: who asks again with it is the same phone.
    claim_hash = models.CharField(max_length=64, blank=True, default="")
    label = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    #: How far the phone's clock is from ours, in seconds (ours minus the phone's), at the last sync.
    clock_offset = models.IntegerField(default=0)
    #: Encounters the phone said were still waiting on it at the last sync.
    waiting = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.label or 'device'} of {self.account}"

    @property
    def is_working(self) -> bool:
        """Whether calls from it are answered: its badge was not withdrawn, its owner not let go."""
        return self.revoked_at is None and self.account.is_active


class CacheEntry(models.Model):
    """A row of Django's cache in the database: what all web processes have to know together for a while,
    such as how often somebody tried to sign in. Columns are as Django's DatabaseCache asks for them."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_column="expires", db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class JournalLine(models.Model):
    """One action, said in the past tense: `encounter.recorded`, `list.committed`, `badge.revoked`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    done_at = models.DateTimeField()
    actor = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=96, blank=True, default="")
    path = PathField(blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["path", "done_at"], name="journal_by_path"),
            models.Index(fields=["subject", "done_at"], name="journal_by_subject"),
            models.Index(fields=["done_at", "id"], name="journal_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}".strip()
