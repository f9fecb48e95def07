"""`python -m tests.cli.pushing`: a phone that sends and sends, beside whatever else is done.

Prints a line a batch, after it was taken.
"""

from __future__ import annotations

import itertools
import sys

import msgspec

from tests.field.lane import lay
from tests.field.test_wire import met
from tungngo.accounts.actions import claim_badge
from tungngo.intake.actions import take_ops
from tungngo.lib import clock
from tungngo.progress.actions import recount_stale


def main() -> None:
    laid = lay()
    device, _secret = claim_badge(secret=laid["badges"][0], label="test phone")
    for number in itertools.count():
        ops = [msgspec.Raw(msgspec.json.encode(met(laid, n % 12))) for n in range(25)]
        told = take_ops(
            actor=device.account, device=device, sent_at=clock.now(), waiting=0, ops=ops
        )
        assert {one.verdict for one in told} == {"accepted"}
        if number % 5 == 0:
            recount_stale()
        print(number, flush=True)
        if number == int(sys.argv[1]):
            return


if __name__ == "__main__":
    main()
