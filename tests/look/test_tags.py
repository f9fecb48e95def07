"""Tags: what a page shows for plain data, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from tungngo.look import fields, icons, parts


def shown(source: str, lang: str = "vi", **context: Any) -> str:
    """The page a template with `{% load look %}` makes, its white space evened out."""
    with translation.override(lang):
        made = Template("{% load look %}" + source).render(Context(context))
    return " ".join(made.split())


def test_figures_are_written_in_the_language_of_the_page() -> None:
    source = "{{ 9870|number }} {{ 41|percent:1204 }} {{ on|day }}"
    assert shown(source, on=date(2026, 8, 31)) == "9.870 3,4% 31/08/2026"
    assert shown(source, "en", on=date(2026, 8, 31)) == "9,870 3.4% 31/08/2026"


def test_a_figure_that_is_missing_is_a_dash() -> None:
    assert shown("{{ a|number }} {{ a|percent:b }} {{ a|day }}", a=None, b=None) == "– – –"
    assert shown("{{ nowhere|number }} {{ nowhere|percent:2 }} {{ nowhere|day }}") == "– – –"


def test_a_share_never_stands_without_its_whole() -> None:
    tile = shown('{% figure_tile "Hộ" 6214 9870 unit="hộ" source="danh sách công an" %}')
    assert "63%" in tile
    assert "6.214 / 9.870 hộ" in tile
    assert "danh sách công an" in tile
    bar = shown('{% milestone_bar "Hộ" 6214 9870 unit="hộ" %}')
    assert "6.214 / 9.870 hộ" in bar
    assert "6.214 / 9.870 hộ" in shown('{% progress "Hộ" 6214 9870 unit="hộ" %}')


def test_a_tile_without_a_whole_claims_no_share() -> None:
    tile = shown('{% figure_tile "Dòng" 1111 unit="dòng" %}')
    assert "1.111" in tile
    assert "%" not in tile
    assert "%" not in shown('{% figure_tile "Dòng" 1111 nowhere unit="dòng" %}')


@pytest.mark.parametrize(
    ("state", "vi", "en"),
    [
        ("waiting", "chờ gửi", "waiting to send"),
        ("sent", "đã gửi", "sent"),
        ("counted", "đã tính", "counted"),
        ("needs-you", "cần xem lại", "needs a look"),
        ("missed", "không đạt", "missed"),
    ],
)
def test_a_state_has_shape_and_word(state: str, vi: str, en: str) -> None:
    badge = shown("{% state_badge s %}", s=state)
    assert vi in badge
    assert "<svg" in badge
    assert en in shown("{% state_badge s %}", "en", s=state)


def test_no_two_states_of_one_kind_share_a_shape() -> None:
    for kind in (("waiting", "sent", "counted", "needs-you"), ("ok", "done", "late", "missed")):
        assert len({parts.STATES[s].sign for s in kind}) == len(kind)


def test_every_sign_that_is_named_exists() -> None:
    named = {s.sign for s in parts.STATES.values()} | set(parts.NOTICE_ICONS.values())
    assert named <= set(icons.PATHS)
    with pytest.raises(KeyError):
        icons.svg("smiley")


def test_the_ladder_says_its_five_words_and_counts() -> None:
    page = shown('{% ladder c label="VNeID" unit="người" %}', c=[5210, 6400, 5100, 4900, 1800])
    for word in (
        "chưa có",
        "đã cài",
        "làm khi có hướng dẫn",
        "tự làm được",
        "hướng dẫn người khác",
    ):
        assert page.count(word) >= 2  # in the legend, and for those who do not see the bar
    assert "23.410 người" in page


def test_a_compact_ladder_still_speaks() -> None:
    page = shown('{% ladder c label="Tổ 7" compact=True %}', c=[1, 2, 3, 4, 5])
    assert 'aria-label="Tổ 7: chưa có 1, đã cài 2' in page
    assert "<ol" not in page


def test_milestones_say_goal_day_and_state_in_words() -> None:
    flag = {"percent": 70, "due_on": date(2026, 8, 31), "state": "risk"}
    page = shown('{% milestone_bar "Hộ" 10 101 unit="hộ" pace=12 milestones=m %}', m=[flag])
    assert "trước hết ngày 31/08/2026" in page
    assert "71 / 101 hộ" in page  # 70 % of 101 is 70,7: seventy households are not enough
    assert "có thể không đạt" in page
    assert "thiếu 2" in page


def test_a_bar_without_a_list_says_so() -> None:
    page = shown('{% milestone_bar "Hộ" 0 0 unit="hộ" pace=0 forecast=f %}', f=(0, 0, 0))
    assert "Chưa có danh sách để so sánh." in page


def test_the_curve_comes_with_the_same_as_a_table() -> None:
    rows = [{"on": date(2026, 8, d), "value": d * 1000} for d in (1, 2, 3)]
    band = [{"on": date(2026, 8, 4), "low": 3500, "mid": 4000, "high": 4500}]
    page = shown(
        '{% curve "Hộ" rows 9870 unit="hộ" pace=rows forecast=band %}', rows=rows, band=band
    )
    assert "<details" in page
    assert page.index("01/08/2026") < page.index("04/08/2026")
    assert "3.500–4.500" in page
    assert (
        "<title>Hộ</title><desc>Đã tính đến 03/08/2026: 3.000 trên 9.870 hộ (30%).</desc>" in page
    )


def test_each_point_of_a_curve_leads_to_its_day_and_the_table_says_the_same() -> None:
    counted = [{"on": date(2026, 8, n), "value": 10 * n} for n in (1, 2, 3)]
    page = shown(
        "{% curve 'Hộ' counted 100 unit='hộ' opens=opens brought=brought brought_label='Trong ngày' %}",
        counted=counted,
        opens={one["on"]: f"/by/{one['on'].day}" for one in counted},
        brought=[{"on": date(2026, 8, 2), "value": 7, "url": "/met/2?a=1&b=2"}],
    )
    drawing, _details, table = page.partition("<details")
    assert re.findall(r'<a href="([^"]+)" tabindex="-1"><title>([^<]+)', drawing) == [
        ("/met/2?a=1&amp;b=2", "02/08/2026 · Trong ngày: 7")
    ]
    assert re.findall(r'<a href="([^"]+)">(\d+)</a>', table) == [
        *(("/by/1", "10"), ("/by/2", "20"), ("/met/2?a=1&amp;b=2", "7"), ("/by/3", "30")),
    ]
    people = shown(
        "{% curve 'Người' counted 100 opens=opens %}",
        counted=counted,
        opens={date(2026, 8, 3): "/by/3"},
    )
    assert re.findall(r'<a href="([^"]+)" tabindex="-1">', people) == ["/by/3"]


def test_an_empty_curve_says_what_begins_it() -> None:
    page = shown('{% curve "Hộ" rows 0 %}', rows=[])
    assert "Chưa có gì được tính" in page
    assert "<svg" not in page


def test_a_lane_has_its_sides_facing_and_its_floors_stacked() -> None:
    def door(key: str, **more: Any) -> dict[str, Any]:
        return {"key": key, "state": "todo", "url": f"/{key}", **more}

    lane = shown('{% lane_strip "Ngõ 281" d %}', d=[door("1", side="odd"), door("2", side="even")])
    assert lane.index("Số lẻ") < lane.index('href="/1"') < lane.index("Số chẵn")
    block = shown('{% lane_strip "CT2" d %}', d=[door("101", floor=1), door("1201", floor=12)])
    assert block.index("Tầng 12") < block.index("Tầng 1<")
    loose = shown('{% lane_strip "Bản Kép" d %}', d=[door("Nhà ông Tư"), door("7")])
    assert "Số lẻ" not in loose
    assert 'href="/7"' in loose


def test_a_door_is_named_with_its_state_and_priority_and_leads_to_itself() -> None:
    row = {"key": "12A", "state": "again", "url": "/d/1", "side": "even", "priority": True}
    page = shown('{% lane_strip "Ngõ 281" d %}', d=[row, row | {"key": "14", "state": "met"}])
    assert 'title="12A: cần quay lại, ưu tiên"' in page
    assert "đã gặp 1 / 2 hộ" in page


def test_crumbs_lead_down_and_stop_here() -> None:
    page = shown("{% crumbs t %}", t=[("Hà Nội", "/01"), ("Phường Tương Mai", "/00322")])
    assert '<a href="/01">Hà Nội</a>' in page
    assert '<span aria-current="page">Phường Tương Mai</span>' in page


def test_pages_keep_the_question() -> None:
    page = Paginator(range(1234), 50).page(3)
    made = shown('{% pagination page query="q=tan" %}', page=page)
    assert "?q=tan&amp;page=2" in made
    assert "Trang 3 / 25" in made
    assert shown("{% pagination page %}", page=Paginator([], 50).page(1)) == ""


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (3, "còn vài giây", "a few seconds left"),
        (38, "còn khoảng 40 giây", "about 40 seconds left"),
        (60, "còn khoảng 1 phút", "about 1 minute left"),
        (61, "còn khoảng 2 phút", "about 2 minutes left"),
    ],
)
def test_time_left_is_said_as_people_say_it(seconds: int, vi: str, en: str) -> None:
    source = '{% progress "x" 1 2 seconds_left=s %}'
    assert vi in shown(source, s=seconds)
    assert en in shown(source, "en", s=seconds)


def test_undo_is_a_post_with_a_token() -> None:
    page = shown('{% undo_bar "Đã chuyển 8 hộ." "/undo" %}', csrf_token="tok123")
    assert 'method="post" action="/undo"' in page
    assert 'value="tok123"' in page
    assert "Hoàn tác" in page


def test_words_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    for source in (
        "{% notice 'error' w heading=w %}",
        "{% figure_tile w 1 2 unit=w source=w %}",
        "{% ladder c label=w unit=w %}",
        "{% milestone_bar w 1 2 unit=w %}",
        "{% curve w rows 2 unit=w %}",
        "{% lane_strip w doors %}",
        "{% door_card w w '#' name=w promised=w marks=marks %}",
        "{% error_summary problems %}",
        "{% spark trend title=w %}",
    ):
        page = shown(
            source,
            w=evil,
            c=[1, 1, 1, 1, 1],
            rows=[{"on": date(2026, 8, 1), "value": 1}],
            doors=[{"key": evil, "state": "met", "url": "#", "label": evil}],
            marks=[evil],
            problems=[{"text": evil, "place": evil, "code": evil}],
            trend=[1, 2],
        )
        assert "<script" not in page, source


class Sheet(forms.Form):
    name = forms.CharField(label="Tên", help_text="Như trong quyết định.")
    note = forms.CharField(label="Ghi chú", required=False)
    force = forms.ChoiceField(
        label="Lực lượng", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")]
    )
    agree = forms.BooleanField(label="Đã xem lại")


def test_a_field_has_label_hint_and_error_joined_to_its_input() -> None:
    page = shown("{% field f.name %}", f=Sheet({"name": ""}))
    assert '<label for="id_name">Tên</label>' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert "(không bắt buộc)" in shown("{% field f.note %}", f=Sheet())


def test_choices_are_one_named_group_and_a_tick_is_its_own_label() -> None:
    group = shown("{% field f.force %}", f=Sheet())
    assert 'role="group" aria-labelledby="id_force_label"' in group
    assert 'id="id_force_label">Lực lượng' in group
    assert group.count('id="id_force"') == 1  # where the summary of errors leads to
    assert '<label class="choice" for="id_agree">' in shown("{% field f.agree %}", f=Sheet())


def test_the_summary_of_errors_leads_to_each_place() -> None:
    page = shown("{% error_summary f %}", f=Sheet({"name": ""}))
    assert "Có 3 chỗ cần sửa" in page
    for target in ("id_name", "id_force", "id_agree"):
        assert f'href="#{target}"' in page
    assert "3 things to put right" in shown("{% error_summary f %}", "en", f=Sheet({"name": ""}))
    assert shown("{% error_summary f %}", f=Sheet()) == ""


def test_a_summary_takes_places_in_a_sheet() -> None:
    row = {
        "text": "Năm sinh không đọc được",
        "place": "Tổ 7, dòng 12, cột D",
        "code": "household.birth_year_unreadable",
    }
    assert fields.error_summary([row])["rows"] == [row]
    page = shown("{% error_summary rows %}", rows=[row])
    assert "Tổ 7, dòng 12, cột D" in page
    assert "household.birth_year_unreadable" in page
