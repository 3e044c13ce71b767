"""Replay files of Amazon's `ask dialog` command: read as scripts, and written from them.

A replay file is one JSON object: `skillId`, `locale`, `type` (always "text") and `userInput`, a list of what the
customer says. What the command makes of it (npm package ask-cli 2.30, dialog command, replay mode):

- `skillId` and `locale` may not be blank, and no input either; blanks around an input are taken away.
- The inputs go through a Node prompt. One that begins with a full stop is a command to the prompt: `.quit` ends
  the replay, `.record FILE` and any other are not said, and nothing comes after them.
- Without a `.quit` at the end, the command waits for more at the keyboard.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.cloud.shop import SKILL_ID
from simulator.customers import FIRST_LOCALE
from simulator.script.expectations import Expectation
from simulator.script.grammar import words_of
from simulator.script.lines import BadScript, Step, decoded, tell_all

QUIT = ".quit"
TEXT = "text"
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_PROMPT = "."
"""What a command to the Node prompt begins with."""


@dataclass(frozen=True)
class Replay:
    """What a replay file tells; `left_out` says, line by line, what could not be taken over."""

    utterances: Sequence[str]
    locale: str
    skill_id: str = SKILL_ID
    left_out: Sequence[str] = field(default=(), compare=False)

    def as_json(self) -> str:
        """The file; after the last words the command ends by itself."""
        document = {
            "skillId": self.skill_id,
            "locale": self.locale,
            "type": TEXT,
            "userInput": [*self.utterances, QUIT],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def as_script(self) -> str:
        """The script that says the same."""
        lines = [f"# From a replay file of ask dialog, for the skill {self.skill_id}", f"!locale {self.locale}"]
        return "\n".join([*lines, *self.utterances, ""])


def replay_of(steps: Sequence[Step], *, skill_id: str = SKILL_ID, locale: str | None = None) -> Replay:
    """The replay file that says what the script says. Raises BadScript where nothing is said."""
    utterances: list[str] = []
    left_out: list[str] = []
    for step in steps:
        spoken = _locale_in(step)
        if spoken and not utterances and locale in (None, spoken):
            locale = spoken
        elif reason := _unsayable(step):
            left_out.append(f"{step.where}: left out {step.text!r}: {reason}")
        else:
            utterances.append(step.text)
    if not utterances:
        raise BadScript(
            "the script", "expected something that the customer says: a replay file holds nothing else"
        )
    return Replay(utterances, locale or FIRST_LOCALE, skill_id, left_out)


def read_replay(path: Path) -> Replay:
    """What a replay file tells. Raises BadScript, which names every member that is not as expected."""
    try:
        document = json.loads(decoded(str(path), path.read_bytes()))
    except OSError as error:
        raise BadScript(str(path), f"cannot be read: {error.strerror or error}") from error
    except json.JSONDecodeError as error:
        raise BadScript(f"{path}:{error.lineno}", f"expected JSON ({error.msg}, column {error.colno})") from error
    except RecursionError as error:
        raise BadScript(str(path), "expected a JSON object, found one that is nested without end") from error
    if not isinstance(document, dict):
        raise BadScript(
            str(path), f"expected a JSON object with skillId, locale and userInput, found {_shown(document)}"
        )
    tell_all([BadScript(f"{path}: {member}", problem) for member, problem in _faults(document)])
    said, left_out = _said(str(path), [text.strip() for text in document["userInput"]])
    if not said:
        raise BadScript(f"{path}: userInput", f"expected something that the customer says before {QUIT}")
    return Replay(said, document["locale"].strip(), document["skillId"].strip(), left_out)


def _locale_in(step: Step) -> str | None:
    """The language that a command makes the device listen in."""
    if not step.text.startswith(("!locale ", "!device ")):
        return None
    return next((word for word in words_of(step.text)[1:] if _LOCALE.fullmatch(word)), None)


def _unsayable(step: Step) -> str | None:
    """Why a replay file cannot have this line; None if it can."""
    if isinstance(step.act, Expectation):
        return "a replay file expects nothing"
    if not isinstance(step.act, str):
        return "a replay file holds only what is said, in one language"
    return _taken_by_the_prompt(step.text)


def _taken_by_the_prompt(text: str) -> str | None:
    """Why `ask dialog` would not say this; None if it would."""
    return "ask dialog takes what begins with a full stop for a command to itself" if text[0] == _PROMPT else None


def _faults(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each member that is not as it should be, and what was expected."""
    skill_id, locale, kind = (document.get(member) for member in ("skillId", "locale", "type"))
    if not isinstance(skill_id, str) or not skill_id.strip():
        yield "skillId", f"expected the skill's id, such as {SKILL_ID}, found {_shown(skill_id)}"
    if not isinstance(locale, str) or not _LOCALE.fullmatch(locale.strip()):
        yield "locale", f"expected a locale such as {FIRST_LOCALE}, found {_shown(locale)}"
    if kind not in (None, TEXT):
        yield "type", f'expected "{TEXT}", found {_shown(kind)}'
    inputs = document.get("userInput")
    if isinstance(inputs, list) and inputs:
        yield from _faulty_inputs(inputs)
    else:
        yield "userInput", f"expected a list of what the customer says, found {_shown(inputs)}"


def _faulty_inputs(inputs: Iterable[object]) -> Iterator[tuple[str, str]]:
    for place, text in enumerate(inputs):
        where = f"userInput[{place}]"
        if not isinstance(text, str) or not text.strip():
            yield where, f"expected words, found {_shown(text)}"
        elif len(text.strip().splitlines()) > 1:
            yield where, f"expected one line, found {_shown(text)}"
        elif text.strip().startswith(("!", ">", "#")):
            yield (
                where,
                f"expected words: in a script {text.strip()[0]} begins something else, found {_shown(text)}",
            )


def _said(name: str, inputs: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the customer says up to `.quit`, and notes on the rest."""
    said: list[str] = []
    left_out: list[str] = []
    for place, text in enumerate(inputs):
        where = f"{name}: userInput[{place}]"
        if text.lower() == QUIT:
            left_out += [f"{where}: nothing is said after {QUIT}"] if place < len(inputs) - 1 else []
            break
        if reason := _taken_by_the_prompt(text):
            left_out.append(f"{where}: left out {text!r}: {reason}")
        else:
            said.append(text)
    return said, left_out


def _shown(found: object) -> str:
    """What was found, in JSON, cut to what fits a line."""
    if found is None:
        return "nothing"
    text = json.dumps(found, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
