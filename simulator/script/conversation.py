"""A conversation as it goes, line by line: what was said or ordered, and what came of it.

The terminal, the page and scripts all hold their conversations through this, in the same lines: what was clicked
can be saved as a script, and what was saved can be played again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import NobodyListens
from simulator.language.understanding import NotInModel, NotUnderstood
from simulator.script.acts import Done
from simulator.script.commands import Command
from simulator.script.expectations import Evidence, Expectation
from simulator.script.grammar import Misused
from simulator.script.lines import BadScript, Step, read_line
from simulator.stage.invocation import SkillCrashed
from simulator.stage.post import NothingToDeliver
from simulator.stage.rehearsal import Attempt, CannotBeDone, Rehearsal
from simulator.stage.turns import Turn

BROKEN = (RuleBroken, SkillCrashed)
"""The skill is at fault: it raised, or Alexa refused what it said."""

IN_VAIN = (NobodyListens, NotUnderstood, NothingToDeliver, CannotBeDone)
"""The line asked for what cannot happen now; nothing did."""

MISTAKEN = (Misused, NotInModel, BadScript)
"""The line itself is no good, and would not be in any other conversation either."""


@dataclass(frozen=True)
class Entry:
    """One line, and what came of it.

    `problem` says what went wrong, after the name of its kind; `attempt` is what Alexa refused; `expected` tells,
    for an expectation, whether it was met.
    """

    line: str
    turns: Sequence[Turn] = ()
    note: str | None = None
    problem: str | None = None
    cause: Exception | None = None
    attempt: Attempt | None = None
    expected: bool | None = None


@dataclass
class Conversation:
    """One conversation in one room, with all its entries; `count_orders` reads how many orders are stored."""

    room: Rehearsal
    count_orders: Callable[[], int]
    entries: list[Entry] = field(default_factory=list)
    _exchange: Sequence[Turn] = ()
    _orders_before: int = 0

    def tell(self, line: str) -> Entry:
        """Do one line, whatever comes of it: troubles are in the entry."""
        try:
            step = read_line("this line", line)
        except BadScript as error:
            return self._note(Entry(line, problem=error.problem, cause=error))
        return self.perform(step)

    def perform(self, step: Step) -> Entry:
        """Do one step that was read before."""
        if isinstance(step.act, Expectation):
            return self._note(self._checked(step, step.act))
        try:
            done = self._done(step)
        except (*BROKEN, *IN_VAIN, *MISTAKEN) as error:
            attempt = self.room.refused if isinstance(error, BROKEN) else None
            problem = f"{type(error).__name__}: {error}"
            return self._note(Entry(step.text, problem=problem, cause=error, attempt=attempt))
        if done.turns:
            self._exchange = done.turns
        return self._note(Entry(step.text, turns=done.turns, note=done.note))

    def script(self) -> str:
        """The conversation so far as the lines of a script; lines that were no good are left out."""
        return "".join(f"{entry.line}\n" for entry in self.entries if not isinstance(entry.cause, MISTAKEN))

    def _note(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        return entry

    def _done(self, step: Step) -> Done:
        act = step.act
        if isinstance(act, str) or (isinstance(act, Command) and act.speaks):
            self._orders_before = self.count_orders()
        return act.act(self.room) if isinstance(act, Command) else Done(self.room.say(step.text))

    def _checked(self, step: Step, expectation: Expectation) -> Entry:
        new_orders = self.count_orders() - self._orders_before
        found = expectation.check(Evidence(self._exchange, new_orders, self.room.amazon_pay.ledger))
        if found is None:
            return Entry(step.text, expected=True)
        wanted = step.text.removeprefix(">").strip()
        return Entry(step.text, expected=False, problem=f"expected {wanted}\n  found {found}")
