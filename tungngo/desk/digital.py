"""Rows of the pages about digital families, villages and markets, ready for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.criteria.queries import Counted, Figures, Judged, MarketJudged, Standard
from tungngo.criteria.rules.judging import Counts, Lack, State, Verdict, lacks, stage_of, together
from tungngo.criteria.rules.packs import Model
from tungngo.criteria.rules.villages import verdicts_from
from tungngo.criteria.words import (
    MODEL_WORDS,
    STAGE_WORDS,
    STATE_WORDS,
    asked_words,
    edition_name,
    home_lacks,
    lack_words,
    say,
    short_words,
    value_words,
)
from tungngo.territory.models import Area

UNITS = {
    Model.FAMILY: gettext_lazy("households"),
    Model.VILLAGE: gettext_lazy("residential groups"),
    Model.MARKET: gettext_lazy("markets"),
}
#: How a state looks (look/parts.py).
BADGES = {State.MET: "done", State.MISSING: "risk", State.UNKNOWN: "ahead"}
#: Pieces that a row of a table names; the thing's own page has them all.
MOST_PIECES = 3


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as it is shown."""

    tone: str
    words: str


def badge(state: State) -> Badge:
    """How a state is shown."""
    return Badge(BADGES[state], str(STATE_WORDS[state]))


@dataclass(frozen=True, slots=True)
class LackRow:
    """A criterion that was not met somewhere, and how often."""

    name: str
    lack: Lack


def lack_rows(standard: Standard, counts: Mapping[str, int]) -> list[LackRow]:
    """The most frequent missing pieces first, those that are required before the others."""
    found = sorted(lacks(standard.criteria, counts), key=lambda one: not one.item.required)
    return [
        LackRow(say(one.item.name) + ("" if one.item.required else f" ({_('not required')})"), one)
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class KindRow:
    """Families of one kind and the share of them that is to be digital."""

    name: str
    judged: int
    met: int
    percent: int
    source: str

    @property
    def is_met(self) -> bool:
        return self.judged > 0 and self.met * 100 >= self.judged * self.percent


@dataclass(frozen=True, slots=True)
class PartRow(Counted):
    """A part of an area against one edition. `area` is None for what lies in no area of today."""

    area: Area | None
    counts: Counts
    says: list[str]
    badge: Badge | None = None
    #: The criterion `says` names, where the list behind it can be narrowed to it.
    code: str = ""

    @property
    def missing(self) -> int:
        return self.counts.get("missing", 0)

    @property
    def unknown(self) -> int:
        return self.counts.get("unknown", 0)


@dataclass(frozen=True, slots=True)
class ModelPart:
    """Everything the page of an area says of one model by one edition."""

    figures: Figures
    words: str
    unit: str
    edition: str
    lacks: list[LackRow]
    kinds: list[KindRow]
    stages: list[tuple[str, int]]
    rows: list[PartRow]
    total: PartRow

    @property
    def id(self) -> str:
        """Its place on the page; where areas below have their own criteria, one model has several."""
        below = self.figures.standard.path.replace(".", "-")
        return f"{self.figures.model}-{below}".strip("-")

    @property
    def anchor(self) -> str:
        """The address of that place."""
        return f"#{self.id}"

    @property
    def some_lack_one(self) -> bool:
        """Whether anything lacks one piece only."""
        return any(row.lack.only for row in self.lacks)

    @property
    def is_villages(self) -> bool:
        """Whether each row is one village with what it lacks."""
        return any(row.badge for row in self.rows)

    @property
    def shows_rows(self) -> bool:
        """Whether a table of the parts says more than the rest of the page: markets of a commune are
        listed one by one."""
        is_ground = any(path.count(".") > 2 for path in self.figures.parts)
        return not (is_ground and self.figures.model is Model.MARKET)


def model_part(figures: Figures, children: Iterable[Area], *, shows_pieces: bool) -> ModelPart:
    """A section of the page. Its rows stand in the order of the areas, not of their figures; with
    `shows_pieces` each row of a village says what it lacks itself."""
    standard = figures.standard
    areas = {area.path: area for area in children}
    order = [path for path in areas if path in figures.parts]
    order += sorted(figures.parts.keys() - areas.keys())
    rows = [
        _part_row(figures, areas.get(path), figures.parts[path], shows_pieces=shows_pieces)
        for path in order
    ]
    counts = figures.counts
    return ModelPart(
        figures=figures,
        words=str(MODEL_WORDS[figures.model]),
        unit=str(UNITS[figures.model]),
        edition=edition_name(standard.edition),
        lacks=lack_rows(standard, counts),
        kinds=[
            KindRow(
                say(kind.name),
                counts.get(f"t.{kind.code}.n", 0),
                counts.get(f"t.{kind.code}.met", 0),
                kind.percent,
                kind.source,
            )
            for kind in standard.criteria.types
        ],
        stages=_stages(counts) if figures.model is Model.MARKET else [],
        rows=rows,
        total=PartRow(None, counts, []),
    )


def _stages(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """(words, markets that far and no further), from nothing to everything; they add up to all."""
    far = [counts.get("n", 0), *(counts.get(f"s.{stage}", 0) for stage in (1, 2, 3)), 0]
    return [(str(STAGE_WORDS[stage]), far[stage] - far[stage + 1]) for stage in range(4)]


def _part_row(
    figures: Figures, area: Area | None, counts: Counts, *, shows_pieces: bool
) -> PartRow:
    criteria = figures.standard.criteria
    if shows_pieces and figures.model is Model.VILLAGE:
        verdicts = verdicts_from(criteria, counts)
        return PartRow(area, counts, pieces(verdicts, most=1), badge(together(verdicts)))
    most = [row for row in lack_rows(figures.standard, counts) if row.lack.item.required][:1]
    code = most[0].lack.item.code if most and shows_pieces else ""
    return PartRow(area, counts, [row.name for row in most], code=code)


def pieces(verdicts: Sequence[Verdict], *, most: int = MOST_PIECES) -> list[str]:
    """What is missing, what is required first; a few, and how many more."""
    left = [one for one in verdicts if one.state is not State.MET and one.item.required]
    said = [lack_words(one) for one in left[:most]]
    if more := len(left) - most:
        said += [_("and %(count)s more") % {"count": more}] if more > 0 else []
    return said


# ----------------------------------------------------------------------------------------- one thing


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One criterion against one thing, in words."""

    name: str
    badge: Badge
    value: str
    asked: str
    lacks: str
    evidence: str
    source: str
    is_required: bool


def verdict_rows(verdicts: Iterable[Verdict]) -> list[VerdictRow]:
    """Every criterion in the order of the pack."""
    return [
        VerdictRow(
            name=say(one.item.name),
            badge=badge(one.state),
            value=value_words(one),
            asked=asked_words(one),
            lacks=short_words(one),
            evidence=say(one.item.evidence),
            source=one.item.source,
            is_required=one.item.required,
        )
        for one in verdicts
    ]


@dataclass(frozen=True, slots=True)
class HomeRow:
    """A household of a group's list, with what it lacks of what is required, and beside that."""

    judged: Judged
    badge: Badge
    lacks: list[str]
    beside: list[str]


def home_row(judged: Judged) -> HomeRow:
    """A household in few lines."""
    unmet = sum(not person.is_met for person in judged.home.family.people)
    return HomeRow(
        judged,
        badge(judged.state),
        home_lacks([one for one in judged.left if one.item.required], unmet),
        home_lacks([one for one in judged.left if not one.item.required], unmet),
    )


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A market of an area's list."""

    judged: MarketJudged
    badge: Badge
    stage: str
    says: list[str]


def market_row(judged: MarketJudged) -> MarketRow:
    """A market with how far it is and what it lacks."""
    says = [_("never surveyed")] if judged.survey is None else pieces(judged.verdicts)
    stage = str(STAGE_WORDS[stage_of(judged.verdicts)]) if judged.survey else ""
    return MarketRow(judged, badge(judged.state), stage, says)
