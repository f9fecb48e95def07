"""The settings of a server that can be told to die between its commit and its answer.

`DJANGO_SETTINGS_MODULE=tests.journeys.mortal`: the next push that finds the file `die` in the server's
data is committed, and then the server is gone, as when the power fails.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from tests.quick import *  # noqa: F403
from tungngo.settings import DATA
from tungngo.settings import MIDDLEWARE as LAYERS

WORD = DATA / "die"
MIDDLEWARE = ["tests.journeys.mortal.dying", *LAYERS]


def dying(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The outermost layer: whatever lies below has committed when it gets the answer."""

    def answering(request: Any) -> Any:
        answer = get_response(request)
        if request.path == "/field/push" and WORD.exists():
            WORD.unlink()
            os.killpg(os.getpgrp(), signal.SIGKILL)
        return answer

    return answering
