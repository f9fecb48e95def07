"""The pictures a question may offer, drawn on a 32 × 32 grid with one stroke. Pure."""

from __future__ import annotations

PICTURES: dict[str, str] = {
    "lock": '<rect x="7" y="14" width="18" height="13" rx="2"/><path d="M11 14V9a5 5 0 0 1 10 0v5"/>',
    "open-lock": '<rect x="7" y="14" width="18" height="13" rx="2"/>'
    '<path d="M11 14V9a5 5 0 0 1 9.5-2.2"/>',
    "phone": '<rect x="9" y="3" width="14" height="26" rx="3"/><path d="M14 25.5h4"/>',
    "envelope": '<rect x="4" y="7" width="24" height="18" rx="2"/><path d="m5 9 11 8L27 9"/>',
    "warning": '<path d="M16 4 29 27H3zM16 12v7M16 22.8v.2"/>',
    "magnifier": '<circle cx="14" cy="14" r="8"/><path d="m20 20 8 8"/>',
    "card": '<rect x="3" y="7" width="26" height="18" rx="2"/><circle cx="10" cy="14" r="3"/>'
    '<path d="M6 21a4 4 0 0 1 8 0M18 13h8M18 18h6"/>',
    "qr": '<path d="M5 5h8v8H5zM19 5h8v8h-8zM5 19h8v8H5zM19 19h3v3h-3zM24 24h3v3h-3z"/>',
    "banknote": '<rect x="3" y="9" width="26" height="14" rx="2"/><circle cx="16" cy="16" r="4"/>'
    '<path d="M7 16h.1M25 16h.1"/>',
    "people": '<circle cx="11" cy="10" r="4"/><path d="M4 26a7 7 0 0 1 14 0"/>'
    '<circle cx="22" cy="12" r="3"/><path d="M21 19a6 6 0 0 1 7 7"/>',
}


def svg(name: str) -> str:
    """A picture as inline SVG, hidden from screen readers (its words stand beside it). KeyError when
    there is none of that name."""
    return (
        '<svg class="choice-picture" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        f"{PICTURES[name]}</svg>"
    )
