"""The threat model in docs/security.md is true: each control has a place, and a test that is really there."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.tools import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
NOT_PROVEN = "**not proven here**: "
ASSETS = ("money", "orders", "agreements", "personal data", "secrets", "the desk", "code", "availability")
_CELLS = 4
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_PLACE = re.compile(r"`([\w./-]+/[\w.-]+\.[a-z]+|template\.yaml|Makefile)`")


@dataclass(frozen=True)
class Row:
    """One threat."""

    asset: str
    threat: str
    control: str
    proof: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        return [(file, name) for file, name in _TEST.findall(self.proof)]

    @property
    def is_proven(self) -> bool:
        return not self.proof.startswith(NOT_PROVEN)


def _rows() -> Iterator[Row]:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## The threat model")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == _CELLS, line
        yield Row(*cells)


ROWS = list(_rows())


@cache
def _tests_in(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_asset_has_its_threats() -> None:
    assert tuple(dict.fromkeys(row.asset for row in ROWS)) == ASSETS
    assert len({row.threat for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.threat[:40])
def test_every_threat_has_a_test_or_says_why_not(row: Row) -> None:
    assert row.threat
    assert row.control
    assert bool(row.tests) == row.is_proven
    assert row.is_proven or len(row.proof) > len(NOT_PROVEN) + 10


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.threat[:40])
def test_what_a_row_names_is_there(row: Row) -> None:
    assert [f"{file}::{name}" for file, name in row.tests if name not in _tests_in(file)] == []
    assert [place for place in _PLACE.findall(row.control) if not (ROOT / place).is_file()] == []
    assert re.sub(r"[,\s]", "", _TEST.sub("", row.proof)) == "" or not row.is_proven, (
        "a test that is not written well"
    )


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_proven], ids=lambda row: row.threat[:40])
def test_a_control_that_is_proven_names_its_place(row: Row) -> None:
    assert _PLACE.search(row.control) or row.threat == "a path that nobody thought of"


def test_every_test_of_security_stands_for_a_threat() -> None:
    named = {test for row in ROWS for test in row.tests}
    files = sorted((ROOT / "tests" / "security").glob("test_*.py"))

    unnamed = [
        f"{_told(file)}::{name}"
        for file in files
        for name in sorted(_tests_in(_told(file)))
        if (_told(file), name) not in named
    ]

    assert files
    assert unnamed == []


def _told(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
