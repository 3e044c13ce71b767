"""Scripts of conversations: one utterance, `!command`, `> expectation` or `# remark` a line.

The whole script is read before the conversation begins, so that a mistake in its last line costs nobody a run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simulator.script.commands import Command, parse_command
from simulator.script.expectations import Expectation, parse_expectation
from simulator.script.grammar import Misused


class BadScript(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a line that means nothing: where it stands, and what was expected there."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.problem = problem


@dataclass(frozen=True)
class Step:
    """One line that does something; an utterance is plain text."""

    where: str
    text: str
    act: str | Command | Expectation


def read_script(path: Path) -> list[Step]:
    """The steps of a script file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadScript(str(path), f"cannot be read: {error}") from error
    return _steps((f"{path}:{number}", line) for number, line in enumerate(lines, start=1))


def read_arguments(arguments: Iterable[str]) -> list[Step]:
    """The same grammar, one line an argument of the command line."""
    return _steps((f"argument {number}", line) for number, line in enumerate(arguments, start=1))


def read_line(where: str, line: str) -> Step:
    """One line that does something. Raises BadScript."""
    return Step(where, line.strip(), _act(where, line.strip()))


def _steps(lines: Iterable[tuple[str, str]]) -> list[Step]:
    steps = [read_line(where, line) for where, line in lines if _means(line)]
    if not steps:
        raise BadScript("the script", "is empty; expected something that the customer says")
    return steps


def _means(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def _act(where: str, line: str) -> str | Command | Expectation:
    try:
        if line.startswith("!"):
            return parse_command(line)
        return parse_expectation(line) if line.startswith(">") else line
    except Misused as error:
        raise BadScript(where, str(error)) from error
