"""The empty list of staff that can be downloaded: headings the reader knows, and what to fill in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tungngo.lib.sheets import TemplateColumn, TemplateSpec, template


def staff_template() -> bytes:
    """An XLSX with headings, drop-downs, examples and a read-me sheet.

    Headings and choices are Vietnamese in every language: the file goes from desk to desk.
    """
    return template(
        TemplateSpec(
            sheet="Cán bộ",
            readme_sheet="Hướng dẫn",
            title=_("List of people who work at a desk"),
            readme=(
                _("One person a row, below the headings. Examples stand beside the explanations."),
                _("Only the full name and the role are needed; everything else may stay empty."),
                _("Somebody with two roles stands in two rows with the same user name."),
                _("Nobody loses a role because the list leaves them out."),
            ),
            columns=(
                TemplateColumn("Họ và tên", _("In one cell, as usual."), required=True, width=28),
                TemplateColumn(
                    "Vai trò",
                    _("Administrators say who works here; officers work; viewers change nothing."),
                    required=True,
                    choices=("Quản trị", "Cán bộ", "Người xem"),
                    width=14,
                ),
                TemplateColumn(
                    "Nơi làm việc",
                    _("The area, or one directly below it, by name or code; empty means the area."),
                    width=26,
                ),
                TemplateColumn(
                    "Tên đăng nhập",
                    _("Letters, digits, dots and hyphens; empty: one is made from the name."),
                    is_text=True,
                    width=18,
                ),
                TemplateColumn(
                    "E-mail",
                    _("The city's single sign-on knows people by it; may stay empty."),
                    is_text=True,
                    width=28,
                ),
            ),
            examples=(
                ("Nguyễn Thị Lan", "Quản trị", "", "lan.nguyen", "lan@phuong.example"),
                ("Trần Văn Bình", "Cán bộ", "Phường Tương Mai", "", ""),
                ("Lê Thu Hà", "Người xem", "", "", ""),
            ),
            columns_heading=(_("Column"), _("What to write")),
        )
    )
