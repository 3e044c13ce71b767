"""The supply of code: everything that is installed or deployed is pinned to its very bytes."""

import json
import re
from pathlib import Path

import pytest

from tests.contracts.test_doors import FUNCTIONS, TEMPLATE
from tests.tools import ROOT

LOCKS = [ROOT / "lambda" / "requirements.txt", *sorted((ROOT / "locks").glob("*.txt"))]
_PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[a-z0-9, -]+\])?)==([^\s;]+)")


def requirements(lock: Path) -> list[str]:
    """Each requirement of a lock with all of its hashes, on one line."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: Path) -> dict[str, str]:
    return {found[1]: found[2] for line in requirements(lock) if (found := _PIN.match(line))}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_to_its_bytes(lock: Path) -> None:
    """A version alone can be uploaded anew; a hash cannot."""
    lines = requirements(lock)

    assert len(lines) > 3
    assert [line for line in lines if not _PIN.match(line) or "--hash=sha256:" not in line] == []
    assert [line for line in lines if "://" in line or line.startswith("-")] == [], "the registry, and nobody else"


def test_what_is_installed_is_held_to_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    installs = re.findall(r"pip install[^\n]*", makefile)

    assert installs
    assert [line for line in installs if "--require-hashes" not in line and "--editable ." not in line] == []
    assert "npm install" not in makefile, "npm ci takes what the lock says, and nothing else"


def test_what_was_tested_is_what_is_deployed() -> None:
    deployed, tested = pins(LOCKS[0]), pins(ROOT / "locks" / "dev.txt")

    assert {name: tested.get(name) for name in deployed} == deployed


def test_only_the_till_is_deployed() -> None:
    """Neither the simulator, which would let everybody pay with anything, nor the tests."""
    assert {it.get("CodeUri", TEMPLATE["Globals"]["Function"]["CodeUri"]) for it in FUNCTIONS.values()} == {
        "lambda/"
    }
    assert {it.name for it in (ROOT / "lambda").iterdir() if it.is_dir() and it.name != "__pycache__"} == {
        "voicetill"
    }


def test_the_tools_of_the_browser_are_pinned_to_their_bytes() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    loose = [
        name for name, it in packages.items() if name and not str(it.get("integrity", "")).startswith("sha512-")
    ]

    assert loose == []
