"""What the matrix of roles × pages needs of certificates: two rules, a paper, a certificate."""

from __future__ import annotations

from typing import Any

from tungngo.certificates import actions, queries
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Resident

ALL = Reach.everything()
_RULE = """
[[rules]]
code = "{code}"
audience = "residents"
adults = false
name = {{ vi = "{code}", en = "{code}" }}
description = {{ vi = "a", en = "a" }}
[[rules.items]]
code = "office"
name = {{ vi = "Giấy", en = "Paper" }}
lacks = {{ vi = "chưa có giấy", en = "no paper" }}
kind = "official"
confirmation = "office"
source = "x"
"""
_PACK = """
area = "VN"
version = 1
valid_from = 2025-01-01
name = { vi = "Thử", en = "Test" }
source = "x"
""" + "".join(_RULE.format(code=code) for code in ("first", "second"))

#: What makes the forms of certificates say yes.
POSTED = {"rule": "second", "everyone": "1", "paper": "office", "revoked_why": "mistake"}
#: Pages that change nothing when posted to, each with its reason.
QUIET = {
    **dict.fromkeys(
        [
            *("completions", "completion_example", "certificates", "certificates_pdf"),
            "certificate",
        ],
        "only shows",
    ),
    "completion_rules": "what is posted here is no pack",
    "certificate_restore": "the certificate is not revoked",
    "confirmation_new": "the same paper is noted already",
}


def things_of(group: Area, person: Resident) -> dict[str, Any]:
    """The ids that stand in addresses about certificates, of one side: of a certificate by the first
    rule, while the second waits for whoever issues."""
    actions.load_completion_rules(actor=None, content=_PACK.encode())
    paper = actions.confirm(actor=None, person=person, code="office", made_on=clock.today())
    [first] = [
        one
        for one in queries.standards_at(ALL, group.path, clock.today())
        if one.row.code == "first"
    ]
    [made] = actions.issue(actor=None, area=group, standard=first, people=[person.id]).certificates
    return {
        "certificate_id": made.id,
        "confirmation_id": paper.id,
        "moment": int(made.issued_at.timestamp() * 1_000_000),
    }
