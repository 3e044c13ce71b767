"""Plays a script in the room, and remembers which expectations were disappointed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import NobodyListens
from simulator.language.understanding import NotInModel, NotUnderstood
from simulator.script.commands import Command
from simulator.script.expectations import Evidence, Expectation
from simulator.script.lines import BadScript, Step
from simulator.stage.rehearsal import NothingToDeliver, Rehearsal, SkillCrashed
from simulator.stage.turns import Turn

BROKEN = (RuleBroken, SkillCrashed, NobodyListens, NotUnderstood, NothingToDeliver)
"""What ends a conversation before its script does."""


class Broken(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the conversation cannot go on: at which line, and why."""


@dataclass
class Performance:
    """One script, one room. `count_orders` reads how many orders are stored."""

    room: Rehearsal
    count_orders: Callable[[], int]
    failures: list[str] = field(default_factory=list)
    _exchange: Sequence[Turn] = ()
    _orders_before: int = 0

    def play(self, steps: Sequence[Step]) -> Iterator[Turn]:
        """Do one step after the other, and give each turn as soon as it is there."""
        for step in steps:
            if isinstance(step.act, Expectation):
                self._check(step, step.act)
                continue
            turns = self._do(step)
            if turns:
                self._exchange = turns
                yield from turns

    def _do(self, step: Step) -> list[Turn]:
        act = step.act
        if isinstance(act, str) or (isinstance(act, Command) and act.speaks):
            self._orders_before = self.count_orders()
        try:
            return act.act(self.room) if isinstance(act, Command) else self.room.say(step.text)
        except NotInModel as error:
            raise BadScript(step.where, str(error)) from error
        except BROKEN as error:
            raise Broken(f"{step.where}: {step.text}\n  {type(error).__name__}: {error}") from error

    def _check(self, step: Step, expectation: Expectation) -> None:
        new_orders = self.count_orders() - self._orders_before
        found = expectation.check(Evidence(self._exchange, new_orders, self.room.amazon_pay.ledger))
        if found is not None:
            expected = step.text.removeprefix(">").strip()
            self.failures.append(f"{step.where}: expected {expected}\n  found {found}")
