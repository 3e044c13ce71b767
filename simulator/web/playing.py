"""A script that lies beside the conversation, to be played a line at a time or to its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.script.lines import BadScript, Step, decoded, read_text

LONGEST_SCRIPT, LONGEST_LINE = 100_000, 2_000
"""Characters. The limits keep an accident, such as a film dropped into the field, from the parser."""

MOST_STEPS = 2_000
"""Lines. Some hundred are played in a second, and nothing else is done meanwhile."""


class Unplayable(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a script with lines that mean nothing; it names them all."""


@dataclass
class Playing:
    """The steps of a script, and how many of them were played."""

    steps: Sequence[Step]
    played: int = 0

    @property
    def following(self) -> Step | None:
        """The step that comes next; None at the end."""
        return self.steps[self.played] if self.played < len(self.steps) else None

    def take(self) -> Step | None:
        """The next step, which counts as played from now on."""
        step = self.following
        self.played += step is not None
        return step


def read_playing(text: str) -> Playing:
    """Read a script as it is written in a file. Raises Unplayable."""
    if len(text) > LONGEST_SCRIPT:
        raise Unplayable(f"The script has {len(text)} characters; at most {LONGEST_SCRIPT} can be played here.")
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise Unplayable(f"line:{number}: expected {LONGEST_LINE} characters at most, found {len(line)}")
    try:
        steps = read_text("line", text)
    except BadScript as problem:
        raise Unplayable(str(problem)) from problem
    if len(steps) > MOST_STEPS:
        raise Unplayable(f"The script has {len(steps)} lines; at most {MOST_STEPS} can be played here.")
    return Playing(steps)


def read_file(name: str, content: bytes) -> str:
    """The text of a script's file. Raises Unplayable."""
    try:
        return decoded(name, content)
    except BadScript as problem:
        raise Unplayable(str(problem)) from problem
