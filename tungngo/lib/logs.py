"""How log lines are written: for people, or one JSON object a line; never with personal data.

An error's own message may quote a row (a database's does), and Django writes addresses, which hold ids
and secrets. So errors are written as their kind and where in the code, addresses as their names.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

#: What a line may say beside its words, given as `extra`.
FACTS = ("route", "method", "status", "ms", "role", "sql", "code")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_SPACES = re.compile(r"\s+")
_MANY = re.compile(r"\(\s*%s(?:\s*,\s*%s)+\s*\)(?:\s*,\s*\(\s*%s(?:\s*,\s*%s)+\s*\))*")
LONGEST_SQL = 600


def shape_of(sql: str) -> str:
    """A statement without what it asks about: literals blanked, long lists of parameters as one."""
    bare = _SPACES.sub(" ", _MANY.sub("(…)", _QUOTED.sub("'…'", sql))).strip()
    return bare if len(bare) <= LONGEST_SQL else bare[: LONGEST_SQL - 1] + "…"


def fault_in_words(fault: BaseException | None) -> str:
    """An error and what led to it: kinds and places in the code, without messages."""
    parts: list[str] = []
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        frames = traceback.extract_tb(fault.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        parts.append("\n  ".join([type(fault).__name__, *places]))
        fault = fault.__cause__ or fault.__context__
    return "\nafter ".join(parts)


class NamesForAddresses(logging.Filter):
    """Django's lines about a call name its address, ids and all: here they name the view's."""

    def filter(self, record: logging.LogRecord) -> bool:
        asked: Any = getattr(record, "request", None)
        if asked is not None:
            match = getattr(asked, "resolver_match", None)
            route = getattr(match, "view_name", "") or "unknown"
            status = record.__dict__.get("status_code", 0)
            record.__dict__ |= {"route": route, "status": status}
            record.msg, record.args = "call answered with %s at %s", (status, route)
        elif record.name.startswith("django.security"):
            record.msg, record.args = "refused for safety: %s", (record.name.rpartition(".")[2],)
        return True


class _Lines(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return fault_in_words(ei[1])


class HumanLines(_Lines):
    """`2026-11-22 10:48:51 WARNING tungngo.jobs words` and what the line says beside them."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        facts = (f"{name}={record.__dict__[name]}" for name in FACTS if name in record.__dict__)
        return " ".join([super().formatMessage(record), *facts])


class JsonLines(_Lines):
    """One JSON object a line: at (UTC), level, logger, words, and the facts of the line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, tz=UTC)
        line: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "words": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in FACTS if name in record.__dict__}
        if record.exc_info:
            line["fault"] = fault_in_words(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def logging_settings(words: str, *, debug: bool = False) -> dict[str, Any]:
    """Django's LOGGING from TUNGNGO_LOG: `json`, a level, or both by a comma (`json,DEBUG`).

    Human lines show warnings, JSON lines one line for every call as well, unless a level is named.
    Raises ValueError when a word is neither.
    """
    asked = [word.strip() for word in words.split(",") if word.strip()]
    is_json = "json" in asked
    levels = [word.upper() for word in asked if word != "json"]
    unknown = [word for word in levels if word not in logging.getLevelNamesMapping()]
    if unknown or len(levels) > 1:
        raise ValueError("TUNGNGO_LOG is json, a level (WARNING, INFO, DEBUG), or both by a comma")
    level = levels[0] if levels else ("INFO" if is_json else "WARNING")
    others = level if debug or level == "DEBUG" else max_level(level, "WARNING")
    form = "json" if is_json else "human"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {} if debug else {"names": {"()": NamesForAddresses}},
        "formatters": {
            "human": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
            if debug
            else {"()": HumanLines},
            "json": {"()": JsonLines},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": [] if debug else ["names"],
            }
        },
        "root": {"handlers": ["console"], "level": others},
        "loggers": {
            "tungngo": {"level": level},
            # Our own line for every call says more, and no address.
            "django.request": {"level": others if debug else "ERROR"},
            # Django's own handlers of these would write the words of an error.
            "django": {"handlers": [], "level": others, "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }


def max_level(one: str, other: str) -> str:
    """The more silent of two levels."""
    numbers = logging.getLevelNamesMapping()
    return one if numbers[one] >= numbers[other] else other
