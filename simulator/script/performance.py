"""Plays a script in the room, and remembers which expectations were disappointed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from simulator.script.conversation import BROKEN, MISTAKEN, Conversation, Entry
from simulator.script.expectations import Expectation
from simulator.script.lines import BadScript, Step


class Broken(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the conversation cannot go on: at which line, and why."""


@dataclass
class Performance:
    """One script in one conversation."""

    conversation: Conversation
    failures: list[str] = field(default_factory=list)

    def play(self, steps: Sequence[Step]) -> Iterator[Entry]:
        """Do one step after the other, and give what came of each as soon as it is there.

        Raises Broken where the conversation ends before its script, unless the script expects just that, and
        BadScript for a line that no model knows.
        """
        for step, following in zip_longest(steps, steps[1:]):
            entry = self.conversation.perform(step)
            if isinstance(entry.cause, MISTAKEN):
                raise BadScript(step.where, str(entry.cause)) from entry.cause
            yield entry
            if entry.expected is False:
                self.failures.append(f"{step.where}: {entry.problem}")
            elif entry.cause is not None and not (isinstance(entry.cause, BROKEN) and _welcomes(following)):
                raise Broken(f"{step.where}: {step.text}\n  {entry.problem}") from entry.cause


def _welcomes(step: Step | None) -> bool:
    """Whether this step expects the trouble that the one before it came to."""
    return step is not None and isinstance(step.act, Expectation) and step.act.of_trouble
