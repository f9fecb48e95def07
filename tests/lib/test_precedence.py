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
    pushes = Precedence(at_once=2)
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


def test_while_a_page_is_made_one_push_is_worked_on_at_a_time():
    pushes = Precedence(at_once=3)
    first, second, let_go = threading.Event(), threading.Event(), threading.Event()

    def push(begun_too: threading.Event) -> None:
        with pushes.work():
            begun_too.set()
            let_go.wait(LONG)

    with pushes.page():
        with pushes.page():
            threads = [begun(partial(push, first))]
            assert first.wait(LONG), "readers who never end do not stop what phones send"
            threads.append(begun(partial(push, second)))
            assert not second.wait(0.05)
        assert not second.wait(0.05)
    assert second.wait(LONG)
    let_go.set()
    for thread in threads:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in threads)


def test_a_push_that_breaks_leaves_its_place():
    pushes = Precedence(at_once=1)
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
    pushes = Precedence(at_once=1)
    order: list[int] = []

    def push(nth: int) -> None:
        with pushes.work():
            order.append(nth)

    threads = []
    with pushes.work():
        for nth in range(5):
            threads.append(begun(partial(push, nth)))
            while len(pushes._waiting) <= nth:
                pass
    for thread in threads:
        thread.join(LONG)
    assert order == [0, 1, 2, 3, 4]
