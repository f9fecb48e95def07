"""Pages go first, and only so many pushes at once."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from tungngo.lib.precedence import Precedence

LONG = 30.0


def begun(work) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_only_so_many_are_worked_on_at_once():
    pushes = Precedence(at_once=2, patience=LONG)
    inside, most, guard, go = [0], [0], threading.Lock(), threading.Event()

    def push() -> None:
        with pushes.work():
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            go.wait(LONG)
            with guard:
                inside[0] -= 1

    threads = [begun(push) for _ in range(6)]
    while inside[0] < 2:
        pass
    go.set()
    for thread in threads:
        thread.join(LONG)
    assert (inside[0], most[0]) == (0, 2)


def test_no_push_begins_while_a_page_is_made():
    pushes = Precedence(at_once=2, patience=LONG)
    order: list[str] = []
    waiting = threading.Event()

    def push() -> None:
        waiting.set()
        with pushes.work():
            order.append("push")

    with pushes.page(), pushes.page():
        thread = begun(push)
        waiting.wait(LONG)
        thread.join(0.05)
        order.append("page")
    thread.join(LONG)
    assert order == ["page", "push"]


def test_readers_who_never_end_do_not_stop_what_phones_send():
    pushes = Precedence(at_once=1, patience=0.01)
    order: list[str] = []
    with pushes.page():
        with pushes.work():
            order.append("push")
        order.append("page")
    assert order == ["push", "page"]


def test_a_push_that_breaks_leaves_its_place():
    pushes = Precedence(at_once=1, patience=LONG)
    for _ in range(3):
        with pytest.raises(RuntimeError), pushes.work():
            raise RuntimeError
    with pytest.raises(RuntimeError), pushes.page():
        raise RuntimeError
    done = threading.Event()

    def push() -> None:
        with pushes.work():
            done.set()

    begun(push)
    assert done.wait(LONG)


def test_pushes_are_worked_on_in_the_order_of_asking():
    pushes = Precedence(at_once=1, patience=LONG)
    order: list[int] = []

    def push(nth: int) -> None:
        with pushes.work():
            order.append(nth)

    threads = []
    with pushes.work():
        for nth in range(5):
            threads.append(begun(partial(push, nth)))
            while len(pushes._queue) <= nth:
                pass
    for thread in threads:
        thread.join(LONG)
    assert order == [0, 1, 2, 3, 4]
