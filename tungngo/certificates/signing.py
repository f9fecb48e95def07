"""Keys that sign badges, and the tokens they sign: JSON Web Tokens with RS256, which every verifier of
Open Badges must know.

Nothing here is kept or logged; where a key's secret half lies, models.SigningKey says.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import RSAAlgorithm

ALGORITHM = "RS256"
_BITS = 2048


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that is opened: `id` is its thumbprint."""

    id: str
    private: RSAPrivateKey

    def token(self, claims: Mapping[str, Any], *, key_url: str) -> str:
        """The claims signed, as a compact JWS whose header says where the public half is."""
        return jwt.encode(dict(claims), self.private, algorithm=ALGORITHM, headers={"kid": key_url})


@dataclass(frozen=True, slots=True)
class Made:
    """A key just made: its thumbprint, its public half as a JWK, its secret half as PKCS #8."""

    id: str
    public: dict[str, str]
    secret: bytes


def make_key() -> Made:
    """A new key."""
    private = generate_private_key(public_exponent=65537, key_size=_BITS)
    said = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    public = {"kty": said["kty"], "n": said["n"], "e": said["e"]}
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    thumb = thumbprint(public)
    return Made(thumb, public | {"alg": ALGORITHM, "use": "sig", "kid": thumb}, secret)


def opened(id: str, secret: bytes) -> Signer:
    """A key from its secret half."""
    private = load_der_private_key(secret, password=None)
    assert isinstance(private, RSAPrivateKey)
    return Signer(id, private)


def thumbprint(public: Mapping[str, str]) -> str:
    """The thumbprint of an RSA key (RFC 7638, section 3): its required members, sorted."""
    members = {name: public[name] for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
