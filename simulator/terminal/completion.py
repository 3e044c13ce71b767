"""What may follow what was typed so far: commands and their words, expectations, and what can be said."""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from simulator.amazon_pay.addresses import MEMBERS
from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.customers import KINDS
from simulator.language.interaction_model import InteractionModel
from simulator.script.commands import COMMANDS, Form
from simulator.script.expectations import EXPECTATIONS
from simulator.script.suggestions import suggestions
from simulator.stage.rehearsal import Rehearsal
from simulator.terminal.desk import Desk
from simulator.terminal.desk_commands import DESK_COMMANDS, DeskForm

MOST = 20
"""How many utterances help, and how many values of a catalogue; more would only be scrolled by."""

NUMBER = "two"
"""What is said for a slot that has no catalogue."""

_TAKE_FILES = frozenset({"!open", "!save", "!export"})
_SLOT = re.compile(r"\{\s*(\w+)\s*\}")


@dataclass(frozen=True)
class Choice:
    """Something that may be typed in the place of the last `replaces` characters, and what it means."""

    text: str
    replaces: int
    meaning: str = ""


class LineCompleter(Completer):
    """Hands the choices to prompt_toolkit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The choices at the cursor."""
        command, blank, path = document.text_before_cursor.partition(" ")
        if blank and command in _TAKE_FILES:
            yield from self._paths.get_completions(Document(path), complete_event)
            return
        for choice in choices(document.text_before_cursor, self._desk.stage.room):
            yield Completion(choice.text, start_position=-choice.replaces, display_meta=choice.meaning)


def choices(typed: str, room: Rehearsal) -> list[Choice]:
    """What may follow what was typed."""
    found: Iterator[Choice]
    if typed.startswith("!"):
        found = _commands(typed, room)
    elif typed.startswith(">"):
        found = _expectations(typed)
    else:
        found = islice(_utterances(typed, room), MOST)
    return list(found)


def hints(room: Rehearsal) -> list[str]:
    """What could be said now."""
    model = room.models.get(room.speaker.device.locale)
    last = room.turns[-1] if room.turns else None
    return suggestions(model, last, listening=room.listening) if model is not None else []


def _commands(typed: str, room: Rehearsal) -> Iterator[Choice]:
    name, blank, rest = typed.partition(" ")
    if not blank:
        for key, form in _forms().items():
            if key.startswith(name):
                yield Choice(key, len(typed), form.meaning)
        return
    begun = "" if rest.endswith(" ") else (rest.split() or [""])[-1]
    before = rest[: len(rest) - len(begun)].split()
    for word, meaning in _words_for(name, before, room):
        if word.startswith(begun) and word != begun:
            yield Choice(word, len(begun), meaning)


def _words_for(name: str, before: list[str], room: Rehearsal) -> Iterable[tuple[str, str]]:
    """What a command can be given after these words."""
    known: Mapping[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "!pay": lambda: ((outcome.name, outcome.description) for outcome in OUTCOMES.values()),
        "!intent": lambda: _for_intent(before, room.models.get(room.speaker.device.locale)),
        "!locale": lambda: _plain(room.models),
        "!customer": lambda: _plain(map(shlex.quote, room.customers)),
        "!device": lambda: _plain([*KINDS, *room.models] if before else dict.fromkeys([*room.devices, *KINDS])),
        "!address": lambda: _plain([*(f"{name}=" for name in MEMBERS), *_alternatives("!address")]),
        "!help": lambda: ((key.removeprefix("!"), form.meaning) for key, form in _forms().items()),
    }
    if name in known:
        return [choice for choice in known[name]() if choice[0] not in before]
    return [] if before else _plain(_alternatives(name))


def _plain(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, "") for word in words]


def _forms() -> dict[str, Form | DeskForm]:
    return {**COMMANDS, **DESK_COMMANDS}


def _for_intent(before: list[str], model: InteractionModel | None) -> list[tuple[str, str]]:
    if model is None:
        return []
    if not before:
        return [(name, ", ".join(intent.slots)) for name, intent in model.intents.items()]
    intent = model.intents.get(before[0])
    if intent is None:
        return []
    filled = {
        f"{slot}={value.id}": value.name
        for slot, kind in intent.slots.items()
        for value in model.types.get(kind, ())
    }
    return [
        *filled.items(),
        *((f"{slot}=", kind) for slot, kind in intent.slots.items() if kind not in model.types),
    ]


def _alternatives(name: str) -> list[str]:
    """The words that a usage itself offers, as in on|off."""
    form = COMMANDS.get(name)
    offered = form.usage.split()[1:] if form else []
    return [word for words in offered for word in words.strip(".").split("|") if word.islower()]


def _expectations(typed: str) -> Iterator[Choice]:
    begun = typed.removeprefix(">").lstrip()
    for form in EXPECTATIONS:
        for spelling in form.beginnings:
            if spelling.startswith(begun) and spelling != begun:
                yield Choice(spelling, len(begun), form.meaning)


def _utterances(typed: str, room: Rehearsal) -> Iterator[Choice]:
    """What can be said, the likeliest first; it need not begin with what was typed, but has to have its words."""
    begun = typed.casefold()
    model = room.models.get(room.speaker.device.locale)
    if model is None:
        return
    known = dict.fromkeys([*hints(room), *(_phrases(model) if begun.strip() else ())])
    fitting = [phrase for phrase in known if _has(phrase.casefold(), begun.split()) and phrase.casefold() != begun]
    for phrase in sorted(fitting, key=lambda phrase: not phrase.casefold().startswith(begun)):
        yield Choice(phrase, len(typed))


def _has(phrase: str, begun: Sequence[str]) -> bool:
    """Whether each of these begins a word of the phrase."""
    return all(any(word.startswith(each) for word in phrase.split()) for each in begun)


def _phrases(model: InteractionModel) -> Iterator[str]:
    """The model's samples, with something in each slot."""
    for intent in model.intents.values():
        for sample in intent.samples:
            slots = _SLOT.findall(sample)
            kinds = [intent.slots[slot] for slot in slots if intent.slots[slot] in model.types]
            for value in [value.name for value in model.types[kinds[0]][:MOST]] if kinds else [""]:
                filling = {slot: value if intent.slots[slot] in model.types else NUMBER for slot in slots}
                yield _SLOT.sub(r"{\1}", sample).format_map(filling)
