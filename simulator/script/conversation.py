"""A conversation as it goes, line by line: what was said or ordered, and what came of it.

The terminal, the page and scripts all hold their conversations through this, in the same lines: what was clicked
can be saved as a script, and what was saved can be played again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import NobodyListens
from simulator.amazon_pay.buyers import NoAgreement
from simulator.language.understanding import NotInModel, NotUnderstood
from simulator.script.acts import Done
from simulator.script.checks import Evidence
from simulator.script.commands import Command
from simulator.script.expectations import Expectation, parse_expectation
from simulator.script.grammar import Misused
from simulator.script.lines import BadScript, Step, read_line, says_something
from simulator.script.opening import opening_lines
from simulator.stage.invocation import SkillCrashed
from simulator.stage.post import NothingToDeliver
from simulator.stage.rehearsal import Attempt, CannotBeDone, Rehearsal
from simulator.stage.turns import Turn
from simulator.stage.web_browser import WentWrong

BROKEN = (RuleBroken, SkillCrashed)
"""The skill is at fault: it raised, or Alexa refused what it said."""

IN_VAIN = (NobodyListens, NotUnderstood, NothingToDeliver, NoAgreement, CannotBeDone, WentWrong)
"""The line asked for what cannot happen now; nothing did."""

MISTAKEN = (Misused, NotInModel, BadScript)
"""The line itself is no good, and would not be in any other conversation either."""


@dataclass(frozen=True)
class Entry:
    """One line, and what came of it.

    `problem` says what went wrong, after the name of its kind; then the turns are those before it, and
    `attempt` is what Alexa refused. `expected` tells, for an expectation, whether it was met.
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
    _refusal: str | None = None
    _orders_before: int = 0

    def __post_init__(self) -> None:
        self._opening = opening_lines(self.room)

    def tell(self, line: str) -> Entry:
        """Do one line, whatever comes of it: troubles are in the entry."""
        if not says_something(line):
            return self._note(Entry(line.strip()))
        try:
            step = read_line("this line", line)
        except BadScript as error:
            return self._note(Entry(line, problem=error.problem, cause=error))
        return self.perform(step)

    def perform(self, step: Step) -> Entry:
        """Do one step that was read before."""
        if isinstance(step.act, Expectation):
            return self._note(self._checked(step, step.act))
        before = len(self.room.turns)
        try:
            done = self._done(step)
        except BROKEN as error:
            self._exchange, self._refusal = tuple(self.room.turns[before:]), str(error)
            return self._note(_in_trouble(step, error, turns=self._exchange, attempt=self.room.refused))
        except (*IN_VAIN, *MISTAKEN) as error:
            return self._note(_in_trouble(step, error))
        if done.turns:
            self._exchange, self._refusal = done.turns, None
        return self._note(Entry(step.text, turns=done.turns, note=done.note))

    def script(self) -> str:
        """The conversation so far as the lines of a script, which gives the same turns when it is played again.

        Lines that were no good are left out, those that were in vain become remarks. What broke is expected to
        break, so that the script goes on after it.
        """
        lines = [*self._opening]
        for entry, following in zip_longest(self.entries, self.entries[1:]):
            lines += _kept(entry, following)
        return "".join(f"{line}\n" for line in lines)

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
        evidence = Evidence(self._exchange, new_orders, self.room.ledger, self._refusal)
        found = expectation.check(evidence)
        if found is None:
            return Entry(step.text, expected=True)
        wanted = step.text.removeprefix(">").strip()
        return Entry(step.text, expected=False, problem=f"expected {wanted}\n  found {found}")


def welcomes_trouble(line: str) -> bool:
    """Whether the line is an expectation that something breaks."""
    try:
        return line.startswith(">") and parse_expectation(line).of_trouble
    except Misused:
        return False


def _in_trouble(
    step: Step, error: Exception, *, turns: Sequence[Turn] = (), attempt: Attempt | None = None
) -> Entry:
    problem = f"{type(error).__name__}: {error}"
    return Entry(step.text, turns=turns, problem=problem, cause=error, attempt=attempt)


def _kept(entry: Entry, following: Entry | None) -> list[str]:
    """The lines of a script that repeat this entry."""
    if isinstance(entry.cause, MISTAKEN):
        return []
    if isinstance(entry.cause, IN_VAIN):
        return [f"# in vain: {entry.line}"]
    if entry.cause is None or (following and welcomes_trouble(following.line)):
        return [entry.line]
    return [entry.line, f"> trouble contains {_lasting(entry.cause)}"]


def _lasting(error: Exception) -> str:
    """As much of a trouble as is the same in every run: no ids, no times."""
    if isinstance(error, RuleBroken):
        return error.rule
    return f"the skill raised {type(error.__cause__).__name__}"
