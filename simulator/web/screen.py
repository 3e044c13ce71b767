"""What the shop shows on the device's screen, as far as a page can draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.stage.rehearsal import Rehearsal


@dataclass(frozen=True)
class Shown:
    """One thing on the screen; `line` is what a touch of it sends."""

    kind: str
    words: str
    line: str | None = None


def shown_on(room: Rehearsal) -> Sequence[Shown] | None:
    """What is on the screen of the device that listens; None for a device without one."""
    if not room.speaker.device.has_screen:
        return None
    return ()
