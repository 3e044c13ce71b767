"""The tester's desk: one conversation at the terminal, drawn as it goes."""

from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simulator.script.conversation import MISTAKEN, Conversation
from simulator.stage.stage import Stage
from simulator.terminal.entries import draw_entry
from simulator.terminal.files import CannotWrite, write
from simulator.terminal.presenter import draw_line
from simulator.terminal.scene import Scene

DISAPPOINTED, MISUSED = 1, 2
"""Exit codes: the conversation was not as expected; a line meant nothing."""


@dataclass
class Desk:
    """Where a conversation is held; `worst` is the exit code that it has earned so far.

    Somebody who `types` has seen what was typed, and is told in a few words what the skill sends.
    """

    console: Console
    stage: Stage
    scene: Scene
    types: bool = True
    left: bool = False
    worst: int = 0
    _own_files: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.conversation = Conversation(self.stage.room, self.stage.count_orders)

    def tell(self, line: str, *, echo: bool = True) -> None:
        """Do one line of the conversation and draw what came of it; nothing is raised."""
        entry = self.conversation.tell(line)
        draw_entry(self.console, entry, brief=self.types, echo=echo)
        if isinstance(entry.cause, MISTAKEN):
            self.worst = MISUSED
        elif entry.problem is not None:
            self.worst = max(self.worst, DISAPPOINTED)

    def keep(self, path: Path, text: str, *, over: bool) -> None:
        """Write a file that the tester names, but over a foreign one only when told to. Raises CannotWrite."""
        path = path.expanduser()
        if path.exists() and not over and path.resolve() not in self._own_files:
            raise CannotWrite(f"{path} is there already; to write over it, add the word over")
        write(path, text)
        self._own_files.add(path.resolve())
        self.say(f"written: {path}")

    def say(self, note: str) -> None:
        """A word to the tester."""
        draw_line(self.console, "", Text(note, style="dim"))

    def log(self, line: str) -> None:
        """A line of the skill's log."""
        draw_line(self.console, "log", Text(line, style="dim"))

    def turn_down(self, problem: str) -> None:
        """A line that meant nothing."""
        self.worst = MISUSED
        draw_line(self.console, "not done", Text(problem, style="yellow"))
