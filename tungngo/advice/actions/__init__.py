"""Writes about tasks: advice accepted or turned down, taken back, closed by what happened since, forgotten.

Journal lines hold codes and ids, never a name.
"""

from tungngo.advice.actions.deciding import accept_advice, dismiss_advice, take_task_back
from tungngo.advice.actions.forgetting import erase_tasks, forget_tasks
from tungngo.advice.actions.settling import settle_tasks

__all__ = [
    "accept_advice",
    "dismiss_advice",
    "erase_tasks",
    "forget_tasks",
    "settle_tasks",
    "take_task_back",
]
