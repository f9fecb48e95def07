"""Words that fold alike must not be taken for one another."""

import pytest

from tungngo.lib.text import fold
from tungngo.territory.listing.drafts import GroupRef
from tungngo.territory.listing.mapping import guess_mapping, meaning
from tungngo.territory.listing.people import (
    read_name,
    read_occupation,
    read_reasons,
    read_relation,
    read_sex,
)
from tungngo.territory.listing.places import GroupIndex, join_address
from tungngo.territory.listing.rows import is_signature, is_total
from tungngo.territory.listing.tables import group_in_title
from tungngo.territory.listing.words import DIED, Field, LeftOut


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Hộ nghèo", ("poor",)),
        ("Hộ cận nghèo", ("near_poor",)),
        ("Thoát nghèo 2024", ()),
        ("Không nghèo", ()),
        ("Con liệt sĩ", ("merit",)),
        ("Bị liệt", ("mobility",)),
        ("KT3", ()),
        ("KT", ("disabled",)),
        ("Thương binh 2/4, sống một mình", ("merit", "living_alone")),
        ("", ()),
    ],
)
def test_reasons(text, reasons):
    assert read_reasons(text) == reasons


@pytest.mark.parametrize(
    ("note", "died"),
    [("đã mất", True), ("Mất", True), ("mất năm 2020", True), ("qua đời 3/2026", True),
     ("mất sức", False), ("Mặt trận tổ quốc", False), ("mất điện thoại", False)],
)  # fmt: skip
def test_only_a_death_is_read_as_one(note, died):
    assert bool(DIED.search(fold(note))) is died


@pytest.mark.parametrize(
    ("written", "code"),
    [("Chủ hộ", "head"), ("CH", "head"), ("chú", "relative"), ("Bà", "grandparent"),
     ("Ba", "parent"), ("Con dâu", "child_in_law"), ("cháu nội", "grandchild"),
     ("Cháu", "relative"), ("Con 2", "child"), ("Vợ (đã ly hôn)", "spouse"), ("em chủ hộ", "sibling"),
     ("Mẹ vợ", "parent_in_law"), ("", ""), ("bạn nhảy", "other")],
)  # fmt: skip
def test_relations(written, code):
    assert read_relation(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("Cán bộ hưu trí", "retired"), ("Công chức phường", "official"), ("HS lớp 5", "pupil"),
     ("Sinh viên", "student"), ("làm ruộng", "farmer"), ("Bán hàng online", "trader"),
     ("thợ xây", "worker"), ("Nội trợ", "homemaker"), ("phi hành gia", "other"), ("", "")],
)  # fmt: skip
def test_occupations(written, code):
    assert read_occupation(written) == code


def test_names_and_sexes():
    assert read_name("NGUYỄN THỊ H'BIA").text == "Nguyễn Thị H'Bia"
    assert read_name("Ông Cao Thắng").text == "Ông Cao Thắng"
    assert read_name("2) Lê An - chủ hộ").text == "Lê An"
    assert read_name("Lê An 012345678").held_number
    assert read_name("Y").is_odd
    assert (read_sex("Nữ"), read_sex("nam"), read_sex(""), read_sex("?!x")) == ("f", "m", "", None)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        (("Họ, chữ đệm và tên",), Field.FULL_NAME),
        (("HỌ VÀ TÊN CHỦ HỘ",), Field.HEAD_NAME),
        (("Ngày, tháng, năm sinh",), Field.BIRTH),
        (("Năm sinh", "Nam"), Field.BIRTH_MALE),
        (("Năm sinh", "Nữ"), Field.BIRTH_FEMALE),
        (("Ngày sinh", "Năm"), Field.BIRTH_YEAR),
        (("Giới tính", "Nữ"), Field.SEX_FEMALE),
        (("Thành viên 2",), Field.MEMBER_NAME),
        (("Thành viên 2", "Năm sinh"), Field.BIRTH),
        (("Thông tin liên hệ", "SĐT"), Field.PHONE),
        (("Số điện thoại (nếu có)",), Field.PHONE),
        (("Hộ cận nghèo (đánh dấu x)",), Field.NEAR_POOR),
        (("Địa chỉ nơi ở hiện nay của hộ",), Field.ADDRESS),
        (("Tiếng dân tộc",), Field.LANGUAGE),
        (("Lĩnh vực",), None),
    ],
)
def test_headings(heading, field):
    assert meaning(heading).field is field


@pytest.mark.parametrize(
    ("heading", "reason"),
    [("Số CCCD/CMND", LeftOut.IDENTITY), ("Ngày cấp", LeftOut.IDENTITY), ("Dân tộc", LeftOut.ETHNICITY),
     ("Mã số BHXH", LeftOut.IDENTITY), ("Ảnh", LeftOut.PHOTO), ("TÔN GIÁO", LeftOut.RELIGION)],
)  # fmt: skip
def test_headings_that_are_left_out(heading, reason):
    assert meaning((heading,)).left_out is reason
    # A learnt heading cannot bring them back.
    learnt = guess_mapping([heading], extra_aliases={heading: "household_code"})
    assert learnt.columns[0].left_out is reason


def test_learnt_headings_win_and_are_learnt_from_a_confirmed_mapping():
    guessed = guess_mapping(["Họ tên", "Mật danh", "Nhà"])
    confirmed = guessed.with_fields({"nha": "address", "mat danh": ""})
    assert confirmed.field_of(guessed.columns[2].column) is Field.ADDRESS
    learnt = confirmed.learned(guessed)
    assert learnt == {"nha": Field.ADDRESS}
    assert guess_mapping(["NHÀ"], extra_aliases=learnt).columns[0].field is Field.ADDRESS
    with pytest.raises(ValueError, match="colour"):
        guessed.with_fields({"nha": "colour"})


def test_groups_are_found_by_kind_and_by_name():
    groups = GroupIndex(
        [
            GroupRef("t7", "to_dan_pho", "số 7"),
            GroupRef("k7", "khu_pho", "7"),
            GroupRef("b", "ban", "Nà Khoang"),
        ]
    )
    found = {
        w: groups.find(w) for w in ("Tổ 07", "TDP số 7", "KP7", "7", "nà khoang", "Thôn 7", "Tổ 8")
    }
    assert found == {
        "Tổ 07": "t7", "TDP số 7": "t7", "KP7": "k7", "7": None, "nà khoang": "b", "Thôn 7": None,
        "Tổ 8": None,
    }  # fmt: skip
    assert group_in_title("DANH SÁCH HỘ BẢN NÀ KHOANG XÃ MƯỜNG LẠN") == "BẢN NÀ KHOANG"
    assert group_in_title("Danh sách hộ thôn Phú Đa, xã Hát Môn") == "thôn Phú Đa"
    assert group_in_title("Tổ trưởng: Nguyễn Văn An") == ""


def test_an_address_out_of_its_columns():
    assert (
        join_address("12A", "281/58", "Trương Định", "") == "Số 12A, Ngõ 281/58, Đường Trương Định"
    )
    assert join_address("Số 3", "Ngõ 2", "Phố Tân Mai", "") == "Số 3, Ngõ 2, Phố Tân Mai"
    assert join_address("12", "", "", "12 Tân Mai") == "12 Tân Mai"
    assert join_address("12", "", "", "Tân Mai") == "Số 12, Tân Mai"
    assert join_address("", "", "", "") == ""


def test_rows_that_are_nobody_and_names_that_only_look_so():
    for text in ("Tổng cộng", "Cộng: 25 hộ", "TỔNG SỐ", "cong", "Tổng cộng 12 hộ, 40 khẩu"):
        assert is_total(text), text
    for text in ("Công Văn An", "Tống Thị Lan", "Cộng Hòa"):
        assert not is_total(text), text
    for text in (
        "Hà Nội, ngày 3 tháng 8 năm 2026",
        "TM. UBND PHƯỜNG",
        "Người lập biểu",
        "CHỦ TỊCH",
    ):
        assert is_signature(text), text
    for text in ("Nguyễn Văn Chủ", "Chủ hộ", "Ngày 3 Tân Mai"):
        assert not is_signature(text), text
