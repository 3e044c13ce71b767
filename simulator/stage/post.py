"""The post between Amazon Pay and the skill: answers come at once, late, twice, overtaken, or never."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from simulator.amazon_pay.outcomes import Delivery
from simulator.customers import Speaker


class NothingToDeliver(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an answer is to be delivered, or delivered again, and there is none."""


@dataclass(frozen=True)
class Letter:
    """A request on its way to the skill, through the device that asked.

    `cold` meets a function without memory. `repeats` counts how often it was sent before, in vain.
    """

    speaker: Speaker
    request: dict[str, Any]
    cold: bool = False
    repeats: int = 0


class Post:
    """Keeps letters until they are due."""

    def __init__(self) -> None:
        self._due: deque[Letter] = deque()
        self._kept_back: deque[Letter] = deque()
        self._overtaken: deque[Letter] = deque()
        self._last: Letter | None = None

    @property
    def kept_back(self) -> int:
        """How many answers have not been delivered."""
        return len(self._kept_back) + len(self._overtaken)

    def hand_in(self, letter: Letter, delivery: Delivery) -> None:
        """An answer sets out, in this manner."""
        if delivery in (Delivery.LATE, Delivery.NEVER):
            self._kept_back.append(letter)
        elif delivery is Delivery.OUT_OF_ORDER:
            self._overtaken.append(letter)
        else:
            copies = 2 if delivery is Delivery.TWICE else 1
            self._due.extend([replace(letter, cold=delivery is Delivery.COLD)] * copies)

    def bring_late(self) -> None:
        """The oldest answer that was kept back is due now."""
        kept = self._kept_back or self._overtaken
        if not kept:
            raise NothingToDeliver("no answer is kept back; !pay late keeps the next one back")
        self._due.append(kept.popleft())

    def bring_again(self) -> None:
        """The answer that was delivered last is due once more, word for word."""
        if self._last is None:
            raise NothingToDeliver("Amazon Pay has not answered yet")
        self._due.append(self._last)

    def deliveries(self) -> Iterator[Letter]:
        """Each letter that is due, until nothing more comes of it; whoever was overtaken follows the next one."""
        while self._due:
            letter = self._last = self._due.popleft()
            self._due.extend(self._overtaken)
            self._overtaken.clear()
            yield letter
