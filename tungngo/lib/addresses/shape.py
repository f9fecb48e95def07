"""What is known of an address once it has been read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """An address understood. Texts are empty where the address does not say.

    `lane` is the path from the outermost, each part folded: ("truong dinh", "281", "58"). The first
    is a street by its bare name, or says its kind: "ngo:goc de", "thon:3", "kdt:den lu 1"; it is ""
    when only an alley's number is known. `lane_key` is the same as one string. `lane_name` is the
    lane for people, `street` its first part. `house` is the door as people write it, `house_key`
    the door in natural order along one lane (12 < 12A < 12B < 12/3 < 14, flats after houses, by
    floor). `number` and `side` ("odd", "even") are those of a plain house. `area` holds ward,
    province and group as written, `rest` what was not understood, as written.
    """

    lane: tuple[str, ...]
    lane_key: str
    lane_name: str
    street: str
    house: str
    house_key: str
    number: int | None
    side: str | None
    block: str | None
    floor: int | None
    flat: str | None
    area: str
    rest: str

    def __str__(self) -> str:
        """The canonical spelling; parsing it gives the same lane and door."""
        plain = self.block is None and self.flat is None and self.floor is None
        house = f"Số {self.house}" if self.house and plain else self.house
        return ", ".join(filter(None, [house, self.lane_name]))
