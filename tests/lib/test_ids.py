"""What a form sends as ids: those that are some, in order."""

from uuid import UUID

from tungngo.lib.ids import read_uuids

ONE = UUID("0192f0c1-2a3b-7c4d-8e5f-60718293a4b5")
TWO = UUID("0192f0c1-2a3b-7c4d-8e5f-60718293a4b6")


def test_what_is_no_id_is_left_out_and_the_order_stays() -> None:
    assert read_uuids([str(TWO), "", "nobody", str(ONE)[:-1], str(ONE)]) == [TWO, ONE]
    assert read_uuids([]) == []
