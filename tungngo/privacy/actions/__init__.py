"""Writes about personal data. Each leaves one journal line; none of them names a person."""

from tungngo.privacy.actions.demands import (
    DemandEntry,
    answer_demand,
    close_demand,
    extend_demand,
    record_demand,
    reopen_demand,
)

__all__ = [
    "DemandEntry",
    "answer_demand",
    "close_demand",
    "extend_demand",
    "record_demand",
    "reopen_demand",
]
