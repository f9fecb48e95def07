"""What a password must be: long, known to nobody, and not the person's own name.

Django judges; here are the sentences people read, and what is common in Vietnam besides its list.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tungngo.lib import text

#: Words that open too many doors here, with or without figures behind them, however they are spelled.
_COMMON_HERE = re.compile(
    r"(mat ?khau|anh ?yeu ?em|em ?yeu ?anh|viet ?nam|xin ?chao|tung ?ngo|chuyen ?doi ?so|ha ?noi)[\d ]*"
)


def _compact(words: str) -> str:
    return text.fold(words).replace(" ", "")


class LongEnough(MinimumLengthValidator):
    """At least `min_length` characters; what they are is left to the person (NIST SP 800-63B, 3.1.1)."""

    def get_error_message(self) -> str:
        """For a password that is too short."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """What to choose."""
        return _("At least %(length)s characters. A short sentence is easy to keep in mind.") % {
            "length": self.min_length
        }


class Uncommon(CommonPasswordValidator):
    """None of the 20,000 most common ones, nor what is common here."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        super().validate(password, user)
        if _COMMON_HERE.fullmatch(text.fold(password)):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        """For a password that others use as well."""
        return _("Many people use this password, so it is tried first. Choose another.")

    def get_help_text(self) -> str:
        """What to leave."""
        return _("None that many people use.")


class NotTheName(UserAttributeSimilarityValidator):
    """Neither the name, the user name nor the e-mail address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name", "email"))

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError, also for a name typed without its marks and spaces."""
        super().validate(password, user)
        written = _compact(password)
        for name in (getattr(user, one, "") or "" for one in self.user_attributes):
            plain = _compact(name.partition("@")[0])
            if plain in written and len(plain) > 0.6 * len(written):
                raise ValidationError(self.get_error_message(), code="password_too_similar")

    def get_error_message(self) -> str:
        """For a password made of the person's name."""
        return _("This password is too close to the name or the user name.")

    def get_help_text(self) -> str:
        """What to leave."""
        return _("Not one's own name.")
