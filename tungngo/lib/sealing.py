"""Sealing bytes so that only the server can open them, whoever carries them there.

One ephemeral elliptic-curve key for each sealing, agreed with the server's public key (ECDH on P-256),
stretched with HKDF-SHA-256 into a key and a nonce for AES-256-GCM. All three are in every browser's
WebCrypto and in the library `cryptography`; nothing of it is our own. The bytes, in order:

    4   TNG and the version, one byte: 1
    8   which of the server's keys: the first bytes of SHA-256 over its public key
    65  the ephemeral public key, as an uncompressed point
    …   the sealed content, closed by the 16 bytes of its tag

The first 77 bytes are the salt of the stretching, so that a change of any of them opens nothing. Key
and nonce are used once, because the ephemeral key is: the nonce needs no randomness of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAGIC = b"TNG\x01"
KEY_ID = 8
POINT = 65
TAG = 16
HEAD = len(MAGIC) + KEY_ID + POINT
INFO = b"tungngo sealing 1"
#: How many scalars P-256 has, 0 included (SEC 2, section 2.4.2: the order n of the base point).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Unsealable(ValueError):
    """The bytes are not a sealing, or were cut or changed on the way."""


class KeyUnknown(Unsealable):
    """A sealing for a key that is not among ours."""


@dataclass(frozen=True)
class Key:
    """One key of the server: `private` opens, `public` (65 bytes) seals, `id` (8 bytes) names it."""

    private: EllipticCurvePrivateKey

    @cached_property
    def public(self) -> bytes:
        return _point(self.private.public_key())

    @cached_property
    def id(self) -> bytes:
        return hashlib.sha256(self.public).digest()[:KEY_ID]


def key_from(secret: str) -> Key:
    """The key that belongs to a secret of the server, the same each time.

    48 bytes are drawn for a scalar of 32, so that taking them modulo the order favours none
    (FIPS 186-5, appendix A.2.1).
    """
    drawn = HKDF(SHA256(), length=48, salt=None, info=b"tungngo sealing key 1").derive(
        secret.encode()
    )
    return Key(derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, SECP256R1()))


def seal(public: bytes, content: bytes) -> bytes:
    """`content` so that only the owner of `public` (65 bytes) opens it.

    What a phone does in static/field/later/carry/sealing.js. Raises ValueError when `public` is no
    point of the curve.
    """
    ours = generate_private_key(SECP256R1())
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
    head = MAGIC + hashlib.sha256(public).digest()[:KEY_ID] + _point(ours.public_key())
    cipher, nonce = _stretched(ours, theirs, head)
    return head + cipher.encrypt(nonce, content, None)


def unseal(sealed: bytes, keys: Iterable[Key]) -> bytes:
    """The content of a sealing made for one of `keys`.

    Raises KeyUnknown for a key that is not among them, Unsealable for anything else that is no
    sealing, or no longer the one that was made.
    """
    if len(sealed) < HEAD + TAG or not sealed.startswith(MAGIC):
        raise Unsealable("no sealing")
    head = sealed[:HEAD]
    named = head[len(MAGIC) : len(MAGIC) + KEY_ID]
    key = next((key for key in keys if key.id == named), None)
    if key is None:
        raise KeyUnknown(named.hex())
    try:
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), head[-POINT:])
        cipher, nonce = _stretched(key.private, theirs, head)
        return cipher.decrypt(nonce, sealed[HEAD:], None)
    except (ValueError, InvalidTag) as changed:
        raise Unsealable("changed on the way") from changed


def _point(public: EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _stretched(
    ours: EllipticCurvePrivateKey, theirs: EllipticCurvePublicKey, salt: bytes
) -> tuple[AESGCM, bytes]:
    """The cipher and the nonce both sides agree on."""
    agreed = HKDF(SHA256(), length=44, salt=salt, info=INFO).derive(ours.exchange(ECDH(), theirs))
    return AESGCM(agreed[:32]), agreed[32:]
