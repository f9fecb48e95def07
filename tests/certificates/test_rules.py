"""What completes a rule, which packs are taken, and what a badge says: without a database."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.certificates.packs import shipped_packs
from tungngo.certificates.rules import badges
from tungngo.certificates.rules.completing import Evidence, belongs, judge, valid_until
from tungngo.certificates.rules.packs import Kind, Pack, Rule, read_pack
from tungngo.lib.problems import Refused

KNOWN: dict[str, Any] = {
    "skills": {"vneid", "public-service", "fraud-safety", "cashless"},
    "banks": {"fraud", "vneid"},
    "segments": {"official", "adult"},
    "occupations": {"trader"},
}
[EXAMPLE] = shipped_packs()
DAY = dt.date(2026, 8, 31)


def pack(*changes: tuple[str, str]) -> Pack:
    text = EXAMPLE.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_pack(text.encode(), **KNOWN)


def rule(code: str) -> Rule:
    return next(one for one in pack().rules if one.code == code)


def seen(skill: str, level: int, days: int = 0) -> Evidence:
    return Evidence(Kind.TASK, skill, level, DAY + dt.timedelta(days))


def test_what_is_shipped_says_that_it_is_an_example_of_all_kinds_of_evidence() -> None:
    shipped = pack()
    assert shipped.example
    assert "Ví dụ" in shipped.name.vi
    assert "chưa phải quy định" in shipped.source
    assert {one.audience for one in shipped.rules} >= {"residents", "officials", "team", "traders"}
    assert {item.kind for one in shipped.rules for item in one.items} == set(Kind)


def test_of_several_pieces_one_is_enough_and_the_last_day_completes() -> None:
    asked = rule("resident")
    some = [seen("vneid", 4), seen("public-service", 2, 3)]
    verdict = judge(asked, some)
    assert (verdict.is_complete, verdict.met, verdict.completed_on) == (False, 2, None)
    [missing] = verdict.missing
    assert {item.code for item in missing} == {"safety-quiz", "safety-seen", "safety-platform"}
    for piece in (
        seen("fraud-safety", 3, 5),
        Evidence(Kind.QUIZ, "fraud", 70.0, DAY + dt.timedelta(5)),
        Evidence(Kind.PLATFORM, "binhdanhocvuso", 0, DAY + dt.timedelta(5)),
    ):
        assert judge(asked, [*some, piece]).completed_on == DAY + dt.timedelta(5)
    for short in (
        seen("fraud-safety", 2),
        Evidence(Kind.QUIZ, "fraud", 69.9, DAY),
        Evidence(Kind.QUIZ, "vneid", 100, DAY),
        Evidence(Kind.OFFICIAL, "binhdanhocvuso", 0, DAY),
    ):
        assert not judge(asked, [*some, short]).is_complete


@given(st.lists(st.tuples(st.sampled_from(sorted(KNOWN["skills"])), st.integers(1, 4))), st.data())
def test_more_evidence_never_takes_a_completion_away(
    levels: list[tuple[str, int]], data: st.DataObject
) -> None:
    evidence = [seen(skill, level, n) for n, (skill, level) in enumerate(levels)]
    part = evidence[: data.draw(st.integers(0, len(evidence)))]
    asked = rule("resident")
    less, more = judge(asked, part), judge(asked, evidence)
    assert less.met <= more.met
    assert not less.is_complete or more.completed_on == less.completed_on
    assert judge(asked, evidence[::-1]) == more


def test_an_audience_is_who_the_rule_says() -> None:
    def is_in(code: str, *evidence: Evidence, **who: Any) -> bool:
        said: dict[str, Any] = {"is_adult": True, "segment": "adult", "occupation": ""} | who
        return belongs(rule(code), evidence=evidence, **said)

    assert is_in("resident")
    assert not is_in("resident", is_adult=False)
    assert is_in("official", segment="official")
    assert not is_in("official")
    assert is_in("trader", occupation="trader")
    assert not is_in("trader", occupation="farmer")
    assert not is_in("team")
    assert is_in("team", Evidence(Kind.OFFICIAL, "team-member", 0, DAY))


@pytest.mark.parametrize(
    ("issued", "months", "until"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2026, 1, 15), 36, dt.date(2029, 1, 15)),
        (dt.date(2026, 3, 31), 1, dt.date(2026, 4, 30)),
    ],
)
def test_a_certificate_holds_whole_months(issued: dt.date, months: int, until: dt.date) -> None:
    asked = msgspec.structs.replace(rule("resident"), valid_months=months)
    assert valid_until(asked, issued) == until
    assert valid_until(msgspec.structs.replace(asked, valid_months=0), issued) is None


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (("version = 1", "version = 0"), "completion.version_impossible", "version"),
        (("version = 1", "version = "), "completion.unreadable", ""),
        (('skill = "vneid"', 'skill = "x"'), "completion.name_unknown", "resident.vneid.skill"),
        (("level = 3", "level = 5"), "completion.out_of_bounds", "resident.vneid.level"),
        (("percent = 70", "percent = 0"), "completion.out_of_bounds", "resident.safety-quiz.percent"),
        (('banks = ["fraud"]', "banks = []"), "completion.name_unknown", "resident.safety-quiz.banks"),
        (("valid_months = 36", "valid_months = -1"), "completion.out_of_bounds", "resident.valid_months"),
        (('code = "official"', 'code = "resident"'), "completion.code_twice", "rules.resident"),
        (('code = "services"', 'code = "vneid"'), "completion.code_twice", "resident.vneid"),
        (('segments = ["official"]', 'segments = ["x"]'), "completion.name_unknown", "official.segments"),
        (('code = "vneid"', 'code = ""'), "completion.code_impossible", "resident."),
        (("\nexample = true", "\nexmple = true"), "completion.unreadable", ""),
    ],
)  # fmt: skip
def test_a_pack_that_cannot_be_judged_by_is_refused_with_its_place(
    change: tuple[str, str], code: str, place: str
) -> None:
    with pytest.raises(Refused) as refused:
        pack(change)
    assert (refused.value.code, refused.value.place) == (code, place)


# ------------------------------------------------------------------------------------------ badges


def test_a_holder_is_a_salted_hash_that_anybody_who_knows_the_name_can_compute() -> None:
    decomposed = "Nguyê\u0303n Thi\u0323 Hoa"
    said = badges.identity_hash(decomposed, "muối")
    assert said == "sha256$" + hashlib.sha256("Nguyễn Thị Hoamuối".encode()).hexdigest()
    assert badges.identity_hash(decomposed, "khác") != said


def test_what_is_typed_from_the_paper_is_held_against_the_name_without_its_marks() -> None:
    assert badges.is_name("nguyen  thi hoa ", "Nguyễn Thị Hoa")
    assert badges.is_name("Nguyễn Thị Hòa", "Nguyễn Thị Hoa")
    assert not badges.is_name("Nguyễn Hoa", "Nguyễn Thị Hoa")
    assert not badges.is_name("", "")
    assert badges.initials("Nguyễn  thị Đào") == "N. T. Đ."


@given(st.sets(st.integers(0, badges.PLACES - 1), max_size=40))
def test_a_status_list_says_exactly_what_is_revoked(places: set[int]) -> None:
    """Read back as the specification says: multibase, gzip, bits from the left."""
    written = badges.encoded(places)
    assert written[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4)))
    assert len(bits) * 8 >= 131_072
    found = {n for n in range(len(bits) * 8) if bits[n // 8] >> (7 - n % 8) & 1}
    assert found == places
    assert badges.encoded(sorted(places)) == written
