"""The small set of signs, drawn on a 16 × 16 grid with one stroke, so that no word stands alone."""

from __future__ import annotations

from functools import cache

PATHS: dict[str, str] = {
    "check": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "sent": '<path d="M8 13.5v-10M3.5 7.5 8 3l4.5 4.5"/>',
    "counted": '<circle cx="8" cy="8" r="6.25"/><path d="m5.25 8.25 2 2 3.5-4"/>',
    "alert": '<path d="M8 1.75 14.75 14H1.25zM8 6.25v3.5M8 11.9v.05"/>',
    "refused": '<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z'
    'M8 4.75v4M8 11.3v.05"/>',
    "info": '<circle cx="8" cy="8" r="6.25"/><path d="M8 7.5v3.75M8 4.8v.05"/>',
    "late": '<path d="M3 4v8l5-4zM9 4v8l5-4z"/>',
    "flag": '<path d="M3.5 15V2h8.5l-2 3.25 2 3.25H3.5"/>',
    "cross": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "home": '<path d="M2 7.5 8 2.5l6 5M3.75 6.5v7h8.5v-7M6.75 13.5v-4h2.5v4"/>',
    "forward": '<path d="m6 3 5 5-5 5"/>',
    "back": '<path d="m10 3-5 5 5 5"/>',
    "undo": '<path d="M5.5 2.5 2.5 5.5l3 3M2.5 5.5h7a4 4 0 0 1 0 8h-4"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "again": '<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.5v3h-3"/>',
    "away": '<path d="M2.5 8h10M8.5 4l4 4-4 4"/>',
    "pen": '<path d="M3 13.2 3.6 10 10.5 3 13 5.5 6 12.6zM9 4.5 11.5 7"/>',
    "file": '<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3"/>',
    "menu": '<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>',
    "here": '<circle cx="8" cy="8" r="4.25"/><path d="M8 1.25v3M8 11.75v3M1.25 8h3M11.75 8h3"/>',
    "up": '<path d="M3 12.5 13 3.5M6.5 3.5H13V10"/>',
}


@cache
def svg(name: str) -> str:
    """Inline SVG of one sign, hidden from screen readers (a word always stands beside it).

    Raises KeyError for a sign that does not exist.
    """
    return (
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f"{PATHS[name]}</svg>"
    )
