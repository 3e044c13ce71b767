"""Plays a script in the room, and remembers which expectations were disappointed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simulator.script.conversation import MISTAKEN, Conversation, Entry
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

        Raises Broken where the conversation ends before its script, and BadScript for a line that no model knows.
        """
        for step in steps:
            entry = self.conversation.perform(step)
            if entry.expected is False:
                self.failures.append(f"{step.where}: {entry.problem}")
            elif isinstance(entry.cause, MISTAKEN):
                raise BadScript(step.where, str(entry.cause)) from entry.cause
            elif entry.cause is not None:
                raise Broken(f"{step.where}: {step.text}\n  {entry.problem}") from entry.cause
            yield entry
