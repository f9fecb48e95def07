from pathlib import Path

import pytest

from tests.teams.people import Ward


@pytest.fixture
def ward(db: None, settings, tmp_path: Path) -> Ward:
    """A small ward, with a folder of its own for uploads (tmp_path)."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return Ward()
