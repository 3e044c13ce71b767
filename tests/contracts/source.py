"""What stands in our own source files, read as text and never run."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.tools import ROOT

VOICETILL = ROOT / "lambda" / "voicetill"


def texts_in(folder: Path, *, leave_out: Callable[[ast.stmt], bool] = lambda statement: False) -> set[str]:
    """Every text constant in a folder's Python files, but for those in top-level statements that are left out."""
    return {text for file in sorted(folder.rglob("*.py")) for text in _texts(file, leave_out)}


def _texts(file: Path, leave_out: Callable[[ast.stmt], bool]) -> Iterator[str]:
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if not leave_out(statement):
            constants = (node for node in ast.walk(statement) if isinstance(node, ast.Constant))
            yield from (node.value for node in constants if isinstance(node.value, str))
