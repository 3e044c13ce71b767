"""Walks every path that a checkout can take, to the third attempt, and remembers what happened on the way.

The sample events are few, so the situations are finite: a breadth-first walk meets all of them, by the shortest
path first. What a promise says about the past ("never charged before the total was heard") becomes a question
about one situation, because a situation carries its past.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tests.builders import (
    a_checkout,
    a_line,
    a_money,
    a_product,
    a_quote,
    a_renewal,
    a_service_quote,
    a_trial_quote,
)
from tests.domain.sample_events import sample_events
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import AgreementKind
from voicetill.domain.checkout import step
from voicetill.domain.checkout_charges import MOST_ATTEMPTS
from voicetill.domain.checkout_events import BuyerAgreed, Command, Event, PlaceOrder, RequestCharge, TellTotal
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.checkout_steps import Step
from voicetill.domain.errors import IllegalStep
from voicetill.domain.money import Money
from voicetill.domain.payments import Capture

# Several times as many as there are; without end, a fault in the machine would be a test that never ends.
MOST_SITUATIONS = 30_000

Offer = tuple[Money, Address | None]


@dataclass(frozen=True, slots=True)
class Situation:
    """A checkout and its past: the offer last told, the one agreed to, the orders placed, the charges asked."""

    checkout: Checkout
    told: Offer | None = None
    agreed: Offer | None = None
    orders: int = 0
    charged: frozenset[str] = frozenset()

    def after(self, event: Event, taken: Step) -> "Situation":
        """The situation that a step leads to."""
        commands = [type(command) for command in taken.commands]
        now = taken.checkout
        told = (now.full_price.total, now.address) if TellTotal in commands else self.told
        asked = {now.reference} if RequestCharge in commands else set()
        return Situation(
            checkout=now,
            told=told,
            agreed=self.told if isinstance(event, BuyerAgreed) else self.agreed,
            orders=self.orders + commands.count(PlaceOrder),
            charged=self.charged | asked,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Move:
    """One step on a path; `earlier` is the move that first led to where it starts."""

    before: Situation
    event: Event
    taken: Step
    after: Situation
    earlier: "Move | None"

    def commands(self, kind: type) -> list[Command]:
        """The commands of a kind that this step gave."""
        return [command for command in self.taken.commands if isinstance(command, kind)]

    def __repr__(self) -> str:
        """The whole path, one move a line: what a failing test should show."""
        path = "" if self.earlier is None else repr(self.earlier)
        commands = ", ".join(type(command).__name__ for command in self.taken.commands)
        event = f"{type(self.event).__name__}{_particulars(self.event)}"
        return f"{path}\n{self.before.checkout.state} + {event} -> {self.after.checkout.state} ({commands})"


def _particulars(event: Event) -> str:
    said = {name: getattr(event, name, None) for name in ("reference", "may_retry", "reachable")}
    payment, agreement = getattr(event, "payment", None), getattr(event, "agreement", None)
    said["paid"] = payment and f"{payment.reference} {payment.amount.major}"
    said["agreement"] = agreement and f"{agreement.status} {agreement.address and agreement.address.lines}"
    return str({name: value for name, value in said.items() if value is not None})


def beginnings() -> Iterator[Checkout]:
    """New checkouts of every sort: goods, services, subscriptions, charged at once, later or when shipped."""
    mixed = a_quote(a_line(), a_line(a_product("refill_pack", price=a_money(650)), quantity=2))
    for offer in (a_quote(), a_service_quote(), a_trial_quote()):
        yield a_checkout(State.NEW, quote=offer)
    yield a_checkout(State.NEW, quote=mixed, capture=Capture.ON_SHIPPING)
    # One that is paid today goes the ways of goods.
    for kind in (None, AgreementKind.CUSTOMER_INITIATED):
        yield a_checkout(State.NEW, quote=a_trial_quote(), kind_needed=kind, **a_renewal())


@cache
def every_move() -> tuple[Move, ...]:
    """Every step from every situation that can be reached, the shortest paths first."""
    found: dict[Situation, Move | None] = {Situation(checkout): None for checkout in beginnings()}
    waiting, moves = deque(found), list[Move]()
    while waiting:
        here = waiting.popleft()
        for move in _moves_from(here, found[here]):
            moves.append(move)
            if move.after not in found and move.after.checkout.attempt <= MOST_ATTEMPTS:
                assert len(found) < MOST_SITUATIONS, f"a record that grows with every repeat?{move}"
                found[move.after] = move
                waiting.append(move.after)
    return tuple(moves)


def _moves_from(here: Situation, earlier: Move | None) -> Iterator[Move]:
    for event in sample_events(here.checkout):
        try:
            taken = step(here.checkout, event)
        except IllegalStep:
            continue
        there = here.after(event, taken)
        # The count only has to tell none, one and too many apart.
        yield Move(here, event, taken, replace(there, orders=min(there.orders, 2)), earlier)
