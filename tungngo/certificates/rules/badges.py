"""Open Badges 3.0: what a certificate says as a verifiable credential, and the list of revoked ones. Pure.

Written by the 1EdTech specification Open Badges 3.0 (data model 2.0 of W3C Verifiable Credentials) with
the proof format JSON Web Token: the claims are the credential itself with `iss`, `jti`, `nbf`, `sub` and
`exp` beside it. Revocation is W3C Bitstring Status List 1.0. Nothing in it names anybody: the holder is
a salted hash of their name.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tungngo.lib.text import fold, nfc

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
#: Places in one status list: what the specification asks for at least, so that a place tells nothing.
PLACES = 131_072


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues; `id` is the address of its profile."""

    id: str
    name: str
    url: str

    def profile(self) -> dict[str, Any]:
        """As credentials and the public address say it."""
        return {"id": self.id, "type": ["Profile"], "name": self.name, "url": self.url}


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is certified; `id` is its address, `criteria` say in words what it takes."""

    id: str
    name: str
    description: str
    criteria: str
    language: str = "vi"

    def said(self) -> dict[str, Any]:
        """As credentials and the public address say it."""
        return {
            "id": self.id,
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": self.name,
            "description": self.description,
            "criteria": {"narrative": self.criteria},
            "inLanguage": self.language,
        }


@dataclass(frozen=True, slots=True)
class Badge:
    """A certificate as a credential is made of it; addresses are absolute."""

    id: str
    issuer: Issuer
    achievement: Achievement
    valid_from: datetime
    valid_until: datetime | None
    identity_hash: str
    salt: str
    status_list: str
    status_place: int


def written(moment: datetime) -> str:
    """A moment as credentials write it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(moment: datetime) -> int:
    """A moment as claims write it (RFC 7519, NumericDate), cut as in `written`."""
    return int(moment.timestamp())


def identity_hash(name: str, salt: str) -> str:
    """SHA-256 over a name as it is printed and a salt, as Open Badges write it."""
    return "sha256$" + hashlib.sha256((nfc(name) + salt).encode()).hexdigest()


def is_name(typed: str, name: str) -> bool:
    """Whether what somebody typed from the paper is a name, whatever marks and capitals they left out."""
    return bool(name) and " ".join(fold(typed).split()) == " ".join(fold(name).split())


def initials(name: str) -> str:
    """What of a name is shown to whoever has the address: "Nguyễn Thị Hoa" → "N. T. H."."""
    return " ".join(f"{word[0].upper()}." for word in nfc(name).split())


def credential(badge: Badge) -> dict[str, Any]:
    """The OpenBadgeCredential."""
    holder = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": badge.identity_hash,
        "identityType": "name",
        "salt": badge.salt,
    }
    said: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": badge.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": badge.issuer.profile(),
        "validFrom": written(badge.valid_from),
        "name": badge.achievement.name,
        "credentialSubject": {
            "id": f"{badge.id}#holder",
            "type": ["AchievementSubject"],
            "identifier": [holder],
            "achievement": badge.achievement.said(),
        },
        "credentialStatus": {
            "id": f"{badge.status_list}#{badge.status_place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status_place),
            "statusListCredential": badge.status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if badge.valid_until:
        said["validUntil"] = written(badge.valid_until)
    return said


def claims(badge: Badge) -> dict[str, Any]:
    """The claims of the token: the credential, and beside it what tokens call the same."""
    said = credential(badge)
    beside: dict[str, Any] = {
        "iss": badge.issuer.id,
        "jti": badge.id,
        "sub": said["credentialSubject"]["id"],
        "nbf": seconds(badge.valid_from),
    }
    if badge.valid_until:
        beside["exp"] = seconds(badge.valid_until)
    return said | beside


def status_claims(
    *, id: str, issuer: Issuer, revoked: Iterable[int], at: datetime
) -> Mapping[str, Any]:
    """The claims of a status list: which places are revoked. Valid from `at`."""
    return {
        "@context": [CONTEXTS[0]],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": written(at),
        "credentialSubject": {
            "id": f"{id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked),
        },
        "iss": issuer.id,
        "jti": id,
        "sub": f"{id}#list",
        "nbf": seconds(at),
    }


def encoded(places: Iterable[int]) -> str:
    """Places as a status list writes them: bits from the left, packed, base64url with its sign before."""
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
