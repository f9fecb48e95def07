"""Writes about guides, and about what people finished on the national learning platform."""

from tungngo.learning.actions.guides import Line, install_guides, load_guides
from tungngo.learning.actions.results import (
    PlatformEntry,
    bring_back_platform_result,
    erase_references,
    forget_references,
    record_platform_result,
    take_back_platform_result,
    take_platform_results,
)

__all__ = [
    "Line",
    "PlatformEntry",
    "bring_back_platform_result",
    "erase_references",
    "forget_references",
    "install_guides",
    "load_guides",
    "record_platform_result",
    "take_back_platform_result",
    "take_platform_results",
]
