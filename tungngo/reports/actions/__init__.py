"""Writes of reports. Each leaves one journal line; none of them names a person."""

from tungngo.reports.actions.exports import (
    MOST_EXPORTS,
    ask_export,
    delete_export,
    delete_exports_over,
    forget_exports,
    make_export,
    note_export_taken,
)
from tungngo.reports.actions.letterheads import LETTERHEAD, keep_letterhead
from tungngo.reports.actions.links import make_link, note_link_used, revoke_link
from tungngo.reports.actions.mail import end_mail, order_mail, send_due

__all__ = [
    "LETTERHEAD",
    "MOST_EXPORTS",
    "ask_export",
    "delete_export",
    "delete_exports_over",
    "end_mail",
    "forget_exports",
    "keep_letterhead",
    "make_export",
    "make_link",
    "note_export_taken",
    "note_link_used",
    "order_mail",
    "revoke_link",
    "send_due",
]
