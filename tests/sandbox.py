"""Loaded before the settings are (`-p tests.sandbox` in pyproject.toml): tests touch no real data.

The settings read TUNGNGO_DATA while they are imported, which is earlier than any conftest.py.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="tungngo-test-data-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
(_data / "static").mkdir()

os.environ["TUNGNGO_DATA"] = str(_data)
os.environ["TUNGNGO_SECRET"] = "only-for-tests-and-therefore-no-secret-at-all"
for _name in ("TUNGNGO_NOW", "TUNGNGO_DEBUG", "TUNGNGO_HTTPS", "TUNGNGO_HOSTS"):
    os.environ.pop(_name, None)

# Whoever told Python to write no bytecode did not mean a hundred servers and commands, each reading all
# sources anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
