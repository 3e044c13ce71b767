"""What the shop shows on the device's screen: drawn as the device would, or one thing below the other.

Only a document that brings all of its layouts can be drawn closely; the looks of Amazon's packages are not here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.alexa.screen_content import Shown, content_of
from simulator.customers import Device
from simulator.script.screen_acts import lines_of
from simulator.stage.rehearsal import Rehearsal


@dataclass(frozen=True)
class Drawn:
    """One thing on the screen: a "text", an "image", a "box", or something to "touch", which sends a line.

    `style` is how it looks; a box that `scrolls` can be reached with the keyboard.
    """

    kind: str
    words: str
    line: str | None = None
    style: str = ""
    scrolls: bool = False
    inside: tuple["Drawn", ...] = ()


@dataclass(frozen=True)
class Glass:
    """A device's screen with all that is on it; an `is_close` one has the device's own shape and sizes, in dp."""

    things: Sequence[Drawn]
    is_close: bool = False
    width: int = 0
    height: int = 0
    is_round: bool = False


def drawn_on(room: Rehearsal) -> Glass | None:
    """What is on the screen of the device that listens; None for a device without one."""
    device = room.speaker.device
    if not device.has_screen:
        return None
    directive = room.alexa.on_screen(room.speaker)
    if directive is None:
        return Glass(())
    viewport = device.viewport_in_document
    if not viewport or not _brings_its_layouts(directive):
        shown = content_of(directive, viewport)
        return Glass(tuple(_flat(shown, lines_of(shown))))
    return _close(directive, device)


def _flat(shown: Shown, lines: Mapping[int, str]) -> Iterator[Drawn]:
    """The things in the order in which they are read; what can be touched is one thing with all that is in it."""
    if shown.arguments is not None:
        yield Drawn("touch", _named(shown), lines[id(shown)])
        return
    if shown.kind == "text":
        yield Drawn("text", shown.words)
    if shown.kind == "image":
        yield Drawn("image", shown.words or shown.address)
    for inside in shown.inside:
        yield from _flat(inside, lines)


def _close(directive: Mapping[str, Any], device: Device) -> Glass:
    viewport = device.viewport_in_document
    shown = content_of(directive, viewport)
    lines = lines_of(shown)
    things = tuple(_deep(one, lines) for one in shown.inside)
    return Glass(things, True, viewport["width"], viewport["height"], is_round=viewport["shape"] == "round")


def _deep(shown: Shown, lines: Mapping[int, str]) -> Drawn:
    style = ";".join(f"{name}:{value}" for name, value in shown.look)
    inside = tuple(_deep(one, lines) for one in shown.inside)
    if shown.arguments is not None:
        within = inside or (Drawn("text", shown.words),)
        return Drawn("touch", _named(shown), lines[id(shown)], style, inside=within)
    words = shown.words or shown.address if shown.kind == "image" else shown.words
    return Drawn(shown.kind, words, style=style, scrolls=("overflow", "auto") in shown.look, inside=inside)


def _named(shown: Shown) -> str:
    images = [one.words for one in shown.walk() if one.kind == "image"]
    return " · ".join(shown.texts or [shown.words, *images]).strip(" ·")


def _brings_its_layouts(directive: Mapping[str, Any]) -> bool:
    document = directive.get("document")
    return isinstance(document, Mapping) and "mainTemplate" in document and not document.get("import")
