"""What a phone keeps of the app: which files, and a version that changes when any of them does.

The files are served under their plain names, without a hash in them: modules import each other by
relative name, and the service worker checks every byte against the digest given here.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from tungngo.look.icons import PATHS
from tungngo.look.training import training_word

OWN = Path(__file__).parent / "static" / "field"
TEMPLATES = Path(__file__).parent / "templates" / "field"
#: Parts of the addresses of files that are fetched once the list is shown; a Vietnamese phone speaks
#: Vietnamese first.
LATER = (
    *("/later/", "/words.en.js", "/visit.js", "/tray.js"),
    *("/screens/door.js", "/screens/record.js", "/screens/records.js", "/screens/settings.js"),
)
KEPT = {".js", ".css", ".woff2"}
LOOK = (
    *("look/tokens.css", "look/look.css", "look/parts.css"),
    "look/icons/icon.svg",
    *("look/fonts/tung-ngo-figures-400.woff2", "look/fonts/tung-ngo-figures-600.woff2"),
)
"""What the phone shares with the other doors."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`version`: twelve hex digits. `files`: (address, "sha256-…" as in Subresource Integrity).

    `later`: those of them that the list, a door and its record can do without; the phone fetches them
    once the list is there.
    """

    version: str
    files: tuple[tuple[str, str], ...]

    @property
    def later(self) -> list[str]:
        return [url for url, _digest in self.files if any(part in url for part in LATER)]

    @property
    def first(self) -> list[str]:
        later = set(self.later)
        return [url for url, _digest in self.files if url not in later]

    @property
    def styles(self) -> list[str]:
        """Addresses of the style sheets: what the doors share, the phone's frame, its screens."""
        sheets = [url for url in self.first if url.endswith(".css")]
        shared = [url for url in sheets if "/field/" not in url]
        own = [url for url in sheets if "/field/" in url]
        return shared + sorted(own, key=lambda url: not url.endswith("/field.css"))

    @property
    def modules(self) -> list[str]:
        """Addresses of the app's own modules and what they import."""
        return [url for url in self.first if url.endswith(".js")]


def static_names() -> list[str]:
    """Names of every static file the phone keeps, below STATIC_URL."""
    own = (path for path in OWN.rglob("*") if path.suffix in KEPT)
    band = ("look/training.css",) if settings.TRAINING else ()
    return [*sorted(f"field/{path.relative_to(OWN).as_posix()}" for path in own), *LOOK, *band]


def pack() -> Parcel:
    """The parcel as the files are on the disk now. Raises FileNotFoundError for a missing one."""
    files = []
    whole = hashlib.sha256()
    for name in static_names():
        found = finders.find(name)
        if found is None:
            raise FileNotFoundError(name)
        digest = hashlib.sha256(Path(found).read_bytes()).digest()
        whole.update(name.encode() + digest)
        files.append((f"/{settings.STATIC_URL.strip('/')}/{name}", _integrity(digest)))
    for template in ("shell.html", "sw.js"):
        whole.update((TEMPLATES / template).read_bytes())
    whole.update(training_word().encode())  # so is the band of a training
    whole.update("".join(PATHS.values()).encode())  # the signs are drawn into the shell
    return Parcel(whole.hexdigest()[:12], tuple(files))


def _integrity(digest: bytes) -> str:
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _packed_once() -> Parcel:
    return pack()


def parcel() -> Parcel:
    """The parcel of this process: worked out once, or at every call while developing."""
    return pack() if settings.DEBUG else _packed_once()
