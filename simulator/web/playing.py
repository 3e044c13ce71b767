"""A script that lies beside the conversation, to be played a line at a time or to its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.script.lines import BadScript, read_line

LONGEST_SCRIPT = 100_000
"""Characters. The limit keeps an accident, such as a film dropped into the field, from the parser."""


class Unplayable(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a script with lines that mean nothing; it names them all."""


@dataclass
class Playing:
    """The lines that do something, and how many of them were played."""

    lines: Sequence[str]
    played: int = 0

    @property
    def next_line(self) -> str | None:
        """The line that comes next; None at the end."""
        return self.lines[self.played] if self.played < len(self.lines) else None

    def take(self) -> str | None:
        """The next line, which counts as played from now on."""
        line = self.next_line
        self.played += line is not None
        return line


def read_playing(text: str) -> Playing:
    """Read a script as it is written in a file. Raises Unplayable."""
    if len(text) > LONGEST_SCRIPT:
        raise Unplayable(f"The script has {len(text)} characters; at most {LONGEST_SCRIPT} can be played here.")
    lines, problems = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        try:
            lines.append(read_line(f"line {number}", line).text)
        except BadScript as error:
            problems.append(str(error))
    if problems:
        raise Unplayable("\n".join(problems))
    if not lines:
        raise Unplayable("The script is empty: write what the customer says, one utterance a line.")
    return Playing(lines)
