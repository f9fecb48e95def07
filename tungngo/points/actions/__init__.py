"""Writes about support points, gatherings and duties."""

from tungngo.points.actions.duties import bring_back_duty, put_on_duty, take_off_duty
from tungngo.points.actions.gatherings import (
    Plan,
    cancel_gathering,
    change_gathering,
    plan_gathering,
    plan_series,
    publish_gathering,
    restore_gathering,
    undo_series,
)
from tungngo.points.actions.heads import count_heads
from tungngo.points.actions.points import (
    PointEntry,
    change_point,
    close_point,
    open_point,
    reopen_point,
)

__all__ = [
    "Plan",
    "PointEntry",
    "bring_back_duty",
    "cancel_gathering",
    "change_gathering",
    "change_point",
    "close_point",
    "count_heads",
    "open_point",
    "plan_gathering",
    "plan_series",
    "publish_gathering",
    "put_on_duty",
    "reopen_point",
    "restore_gathering",
    "take_off_duty",
    "undo_series",
]
