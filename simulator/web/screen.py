"""What the shop shows on the device's screen, flat enough to be drawn one thing below the other."""

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.alexa.screen_content import Shown, content_of
from simulator.stage.rehearsal import Rehearsal


@dataclass(frozen=True)
class Drawn:
    """One thing on the screen: a "text", an "image", or something to "touch", with the line that a touch sends."""

    kind: str
    words: str
    line: str | None = None


def drawn_on(room: Rehearsal) -> Sequence[Drawn] | None:
    """What is on the screen of the device that listens; None for a device without one."""
    if not room.speaker.device.has_screen:
        return None
    directive = room.alexa.on_screen(room.speaker)
    return list(flat(content_of(directive))) if directive is not None else []


def flat(shown: Shown) -> Iterator[Drawn]:
    """The things in the order in which they are read; what can be touched is one thing with all that is in it."""
    if shown.arguments is not None:
        images = [one.words for one in shown.walk() if one.kind == "image"]
        words = " · ".join(shown.texts or [shown.words, *images])
        yield Drawn("touch", words.strip(" ·"), _touch(shown.arguments))
        return
    if shown.kind == "text":
        yield Drawn("text", shown.words)
    if shown.kind == "image":
        yield Drawn("image", shown.words or shown.address)
    for inside in shown.inside:
        yield from flat(inside)


def _touch(arguments: Sequence[Any]) -> str:
    words = [argument if isinstance(argument, str) else json.dumps(argument) for argument in arguments]
    return " ".join(["!touch", *map(shlex.quote, words)])
