"""Scripts of conversations: one utterance, `!command`, `> expectation` or `# remark` a line.

The whole script is read before the conversation begins, and all its mistakes are told at once: a mistake in the
last line costs nobody a run.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.language.interaction_model import InteractionModel
from simulator.script.commands import Command, parse_command
from simulator.script.expectations import Expectation, parse_expectation
from simulator.script.grammar import Misused, near, words_of

STANDARD_INPUT = "-"


class BadScript(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for lines that mean nothing: where each stands, and what was expected there.

    `problem` is that of the first; `more` are the others of the same script.
    """

    def __init__(self, where: str, problem: str, *, more: Sequence["BadScript"] = ()) -> None:
        super().__init__("\n".join([f"{where}: {problem}", *map(str, more)]))
        self.where = where
        self.problem = problem


@dataclass(frozen=True)
class Step:
    """One line that does something; an utterance is plain text."""

    where: str
    text: str
    act: str | Command | Expectation


def read_script(path: Path) -> list[Step]:
    """The steps of a script file; `-` is standard input. Raises BadScript."""
    if str(path) == STANDARD_INPUT:
        return _of_bytes("standard input", sys.stdin.buffer.read())
    try:
        return _of_bytes(str(path), path.read_bytes())
    except OSError as error:
        raise BadScript(str(path), f"cannot be read: {error.strerror or error}") from error


def read_arguments(arguments: Iterable[str]) -> list[Step]:
    """The same grammar, one line an argument of the command line. Raises BadScript."""
    return _read((f"argument {number}", line) for number, line in enumerate(arguments, start=1))


def read_text(name: str, text: str) -> list[Step]:
    """The steps of a script of this name that is at hand. Raises BadScript."""
    # As in editors, and no more: a script may speak of other characters that Unicode breaks lines at.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _read((f"{name}:{number}", line) for number, line in enumerate(lines, start=1))


def read_line(where: str, line: str) -> Step:
    """One line that does something. Raises BadScript."""
    line = " ".join(line.splitlines()).strip()
    return Step(where, line, _act(where, line))


def says_something(line: str) -> bool:
    """Whether the line is more than a blank or a remark."""
    return bool(line.strip()) and not line.strip().startswith("#")


def tell_all(faults: Sequence[BadScript]) -> None:
    """Raise BadScript for these, if there are any."""
    if faults:
        raise BadScript(faults[0].where, faults[0].problem, more=faults[1:])


def demand_known_intents(steps: Iterable[Step], models: Iterable[InteractionModel]) -> None:
    """Raise BadScript for intents that a script names, or slots of theirs, that none of the models has."""
    slots: dict[str, set[str]] = {}
    for model in models:
        for intent in model.intents.values():
            slots.setdefault(intent.name, set()).update(intent.slots)
    tell_all([fault for step in steps if step.text.startswith("!intent ") for fault in _unknown(step, slots)])


def decoded(name: str, content: bytes) -> str:
    """The text of a file of this name. Raises BadScript where it is not in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"found the byte {content[error.start]:#04x}"
        raise BadScript(f"{name}:{line}", f"expected text in UTF-8, {found}; save the file as UTF-8") from error


def _unknown(step: Step, slots: Mapping[str, Collection[str]]) -> Iterator[BadScript]:
    """What a direct intent names that is not there."""
    _, name, *values = words_of(step.text)
    for kind, found, known in [
        ("an intent", name, slots),
        *(("a slot", value.partition("=")[0], slots.get(name, ())) for value in values if name in slots),
    ]:
        if found not in known:
            listed = ", ".join(sorted(known)) or "none"
            yield BadScript(step.where, f"expected {kind}: {listed}{near(found, known)}, found {found!r}")


def _of_bytes(name: str, content: bytes) -> list[Step]:
    return read_text(name, decoded(name, content))


def _read(lines: Iterable[tuple[str, str]]) -> list[Step]:
    steps, faults = [], []
    for where, line in lines:
        try:
            steps += [read_line(where, line)] if says_something(line) else []
        except BadScript as fault:
            faults.append(fault)
    tell_all(faults)
    if not any(not isinstance(step.act, Expectation) for step in steps):
        raise BadScript("the script", "is empty; expected something that the customer says")
    return steps


def _act(where: str, line: str) -> str | Command | Expectation:
    try:
        if line.startswith("!"):
            return parse_command(line)
        return parse_expectation(line) if line.startswith(">") else line
    except Misused as error:
        raise BadScript(where, str(error)) from error
