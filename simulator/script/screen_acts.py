"""What a customer does with a screen: touch it with arguments, or press a button by the words on it.

Arguments may name what is different in every run, such as a checkout; a button keeps its words.
"""

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence

from simulator.alexa.screen_content import Shown, content_of
from simulator.alexa.sessions import NobodyListens
from simulator.script.acts import Act, Done, argument
from simulator.script.grammar import near
from simulator.stage.rehearsal import Rehearsal


def touch(words: list[str]) -> Act | None:
    """Read ARGUMENT ...; there must be one. A word that is a JSON value is one, and any other is text."""
    if not words:
        return None
    arguments = [argument(word) for word in words]
    return lambda room: Done(room.touch(*arguments))


def press(words: list[str]) -> Act | None:
    """Read LABEL, in as many words as it has. Raises NobodyListens where no button has it."""
    label = " ".join(words)
    if not label:
        return None

    def act(room: Rehearsal) -> Done:
        buttons = {words_on(button): button.arguments for button in screen_in(room).touchable}
        arguments = buttons.get(label)
        if arguments is None:
            there = ", ".join(filter(None, buttons)) or "none"
            raise NobodyListens(
                f"no button on the screen says {label!r}; there are: {there}{near(label, buttons)}"
            )
        return Done(room.touch(*arguments))

    return act


def screen_in(room: Rehearsal) -> Shown:
    """What is on the screen of the device that listens; an empty box where there is nothing."""
    directive = room.alexa.on_screen(room.speaker)
    return content_of(directive, room.speaker.device.viewport_in_document) if directive else Shown("box")


def words_on(button: Shown) -> str:
    """The words on something that can be touched, or what it is described by."""
    return " ".join(button.texts) or button.words


def lines_of(shown: Shown) -> Mapping[int, str]:
    """For each thing that can be touched, by its identity, the line that touches it."""
    labels = Counter(words_on(button) for button in shown.touchable)
    return {id(button): _line(button, labels) for button in shown.touchable}


def touch_line(arguments: Sequence[object]) -> str:
    """The line that touches with these arguments."""
    words = [
        each if isinstance(each, str) and each.isprintable() and argument(each) == each else json.dumps(each)
        for each in arguments
    ]
    return " ".join(["!touch", *map(shlex.quote, words)])


def _line(button: Shown, labels: Counter[str]) -> str:
    label = words_on(button)
    if label.isprintable() and labels[label] == 1 and label.strip():
        return " ".join(["!press", *map(shlex.quote, label.split())])
    return touch_line(button.arguments or ())
