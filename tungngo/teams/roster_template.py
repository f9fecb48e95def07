"""The empty list of members that can be downloaded: headings the reader knows, and what to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tungngo.lib.sheets import TemplateColumn, TemplateSpec, template
from tungngo.teams.roster import RosterField, meaning_of
from tungngo.territory.models import Area, Kind


def roster_template(commune: Area, groups: Sequence[Area] = ()) -> bytes:
    """An XLSX with headings, drop-downs, examples and a read-me sheet.

    It calls officials and residential groups as `commune` does: a ward has others than a rural commune. The
    first of its `groups` is the example. Headings and choices are Vietnamese in every language: the file goes
    from desk to desk.
    """
    unit = f" {Kind(commune.kind).label.lower()}" if commune.commune_code else ""
    kind = Kind(groups[0].kind if groups else Kind.URBAN_GROUP).label
    group = groups[0].full_name if groups else f"{kind} số 7"
    of_group = kind if kind == Kind.URBAN_GROUP.label else "Khu dân cư"
    return template(
        TemplateSpec(
            sheet="Thành viên tổ",
            readme_sheet="Hướng dẫn",
            title=_("List of members of the community digital teams"),
            readme=(
                _("One member a row, below the headings. Examples stand beside the explanations."),
                _("Only the team and the full name are needed; everything else may stay empty."),
                _("Nobody is taken out of a team because the list leaves them out."),
            ),
            columns=(
                TemplateColumn(
                    kind if meaning_of(kind) is RosterField.TEAM else "Địa bàn",
                    _("The residential group, or the name of a team of the whole ward."),
                    required=True,
                    width=24,
                ),
                TemplateColumn("Họ và tên", _("In one cell, as usual."), required=True, width=28),
                TemplateColumn(
                    "Vai trò",
                    _("Leader or member; empty means member."),
                    choices=("Tổ trưởng", "Thành viên"),
                    width=14,
                ),
                TemplateColumn(
                    "Lực lượng",
                    _("Where the member comes from."),
                    choices=(
                        of_group, "Công an", "Đoàn Thanh niên", "Hội Phụ nữ",
                        "Cựu chiến binh", "Viễn thông", "Ngân hàng", "Sinh viên", "Giáo viên",
                        f"Cán bộ{unit}",
                    ),
                    width=18,
                ),
                TemplateColumn(
                    "Điện thoại",
                    _("For telling two people of one name apart; not shown to residents."),
                    is_text=True,
                    width=16,
                ),
                TemplateColumn(
                    "Ngôn ngữ",
                    _("Languages besides Vietnamese, with commas: Thái, Mông."),
                    width=18,
                ),
            ),
            examples=(
                (group, "Nguyễn Văn An", "Tổ trưởng", of_group, "0912 345 678", ""),
                (group, "Trần Thị Bình", "Thành viên", "Đoàn Thanh niên", "", ""),
                ("Tổ lưu động", "Lò Văn Chung", "Thành viên", "Công an", "", "Thái, Mông"),
            ),
            columns_heading=(_("Column"), _("What to write")),
        )
    )  # fmt: skip
