"""Conversations with the little skill, which stores an order a charge."""

from simulator.script.conversation import Conversation
from simulator.script.lines import read_arguments
from simulator.script.performance import Performance
from simulator.stage.clock import Clock
from simulator.stage.invocation import Handler
from simulator.stage.rehearsal import Rehearsal
from tests.simulator.small_shop import StubSkill, a_model

PURCHASE = ("open tea corner", "green tea", "yes")


def a_conversation(skill: Handler | None = None, *, clock: Clock | None = None) -> Conversation:
    """A conversation that has not begun."""
    room = Rehearsal(skill or StubSkill(), models={"en-US": a_model()}, clock=clock or Clock())
    return Conversation(room, lambda: len(room.amazon_pay.ledger.charges))


def perform(*lines: str, skill: Handler | None = None) -> list[str]:
    """Play the lines; return what was not as expected."""
    performance = Performance(a_conversation(skill))
    list(performance.play(read_arguments(lines)))
    return performance.failures
