"""Writes of certificates: rules taken, evidence noted, certificates issued, revoked, emptied."""

from tungngo.certificates.actions.evidence import (
    confirm,
    restore_confirmation,
    withdraw_confirmation,
)
from tungngo.certificates.actions.forgetting import (
    erase_certificates,
    forget_certificates,
    forget_papers,
)
from tungngo.certificates.actions.issuing import (
    Issued,
    issue,
    note_printed,
    restore,
    revoke,
    take_back,
)
from tungngo.certificates.actions.keys import install_signing_key, renew_signing_key
from tungngo.certificates.actions.rules import install_completion_rules, load_completion_rules

__all__ = [
    "Issued",
    "confirm",
    "erase_certificates",
    "forget_certificates",
    "forget_papers",
    "install_completion_rules",
    "install_signing_key",
    "issue",
    "load_completion_rules",
    "note_printed",
    "renew_signing_key",
    "restore",
    "restore_confirmation",
    "revoke",
    "take_back",
    "withdraw_confirmation",
]
