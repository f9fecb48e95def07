"""Whatever a sheet holds, reading it ends, says something, and loses no name."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.sheets import Book, Sheet
from tungngo.territory.listing.drafts import CommuneRef, GroupRef
from tungngo.territory.listing.duplicates import duplicates
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import guess_for
from tungngo.territory.listing.words import ALIASES, Field

COMMUNE = CommuneRef("00322", "Phường Tương Mai")
GROUPS = [GroupRef("00322.07", "to_dan_pho", "số 7")]
HEADINGS = st.sampled_from(
    [alias for aliases in ALIASES.values() for alias in aliases[:3]] + ["", "CCCD", "Dân tộc", "lạ"]
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "", "nt", '"', "x", "Chủ hộ", "Vợ", "1958", "31/02/1960", "Tổng cộng", "Tổ 7", "0912",
         "Nguyễn Văn An", "NGƯỜI LẬP BIỂU", "12/3 Tân Mai", "001061012345", "P. Cửa Nam"]
    ),
    st.text(max_size=12),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
)  # fmt: skip
MERGED = st.tuples(*[st.integers(0, 8)] * 4).map(
    lambda m: (min(m[0], m[2]), min(m[1], m[3]), max(m[0], m[2]), max(m[1], m[3]))
)


@given(
    st.lists(HEADINGS, min_size=1, max_size=7),
    st.lists(st.lists(CELLS, max_size=8), max_size=8),
    st.lists(MERGED, max_size=4),
)
def test_no_sheet_breaks_the_reading(headings, rows, merged):
    sheet = Sheet("Tổ 7", [list(headings), *rows])
    sheet.facts.merged = merged
    tables, mapping = guess_for([sheet])
    listing = interpret(
        Book("x.xlsx", [sheet]), mapping, commune=COMMUNE, groups=GROUPS, today=date(2026, 8, 1),
        tables=tables,
    )  # fmt: skip
    for finding in listing.findings:
        assert finding.sentence % {**finding.params, "count": finding.params.get("count", 1)}
    for household in listing.households:
        assert household.rows == sorted(set(household.rows))
        assert household.head_name or household.address or household.code
        assert "001061012345" not in repr(household)
    duplicates(listing)


NAMES = st.lists(
    st.lists(
        st.sampled_from(["Nguyễn", "Văn", "An", "Bình", "Lò", "Hà"]), min_size=2, max_size=4
    ).map(" ".join),
    min_size=1,
    max_size=12,
)


@given(NAMES, st.data())
def test_every_named_row_ends_in_one_household(names, data):
    heads = [True, *(data.draw(st.booleans()) for _ in names[1:])]
    rows = [
        [name, "Chủ hộ" if head else "Con", f"{i} Tân Mai" if head else "nt"]
        for i, (name, head) in enumerate(zip(names, heads, strict=True), 1)
    ]
    sheet = Sheet("Tổ 7", [["Họ và tên", "Quan hệ", "Địa chỉ"], *rows])
    tables, mapping = guess_for([sheet])
    listing = interpret(
        Book("x.xlsx", [sheet]), mapping, commune=COMMUNE, groups=GROUPS, today=date(2026, 8, 1),
        tables=tables,
    )  # fmt: skip
    assert [r.full_name for h in listing.households for r in h.residents] == names
    assert len(listing.households) == sum(heads)
    assert mapping.known == {Field.FULL_NAME, Field.RELATION, Field.ADDRESS}
