"""Tools and files of others that some tests measure us with.

They are not part of the repository. Where one is missing the test that needs it is skipped and says how to get it;
with VOICETILL_REQUIRE_TOOLS=1, as on the build machine, it fails instead, so that nothing is skipped unseen.
"""

import json
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]


def spec(*, root: Path = ROOT) -> dict[str, Any]:
    """Return Amazon's Swagger file of models and manifests."""
    file = root / "node_modules" / "ask-smapi-model" / "spec.json"
    return _read(file) if file.is_file() else _without("Amazon's schema is not here: run `make node`")


def sam() -> Path:
    """Return the SAM command: our own, or one that the machine has."""
    ours = ROOT / ".venv-sam" / "bin" / "sam"
    found = str(ours) if ours.is_file() else shutil.which("sam")
    return Path(found) if found else _without("the SAM command is not here: run `make sam`")


def chromium() -> Path:
    """Return the browser that the page is tested in."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return Path(found) if found else _without("Chromium is not here: install the chromium package of the system")


def axe(*, root: Path = ROOT) -> str:
    """Return the script that checks a page's accessibility."""
    file = root / "node_modules" / "axe-core" / "axe.min.js"
    return file.read_text(encoding="utf-8") if file.is_file() else _without("axe is not here: run `make node`")


def _without(reason: str) -> NoReturn:
    if os.environ.get("VOICETILL_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
