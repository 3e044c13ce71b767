"""The payment companies of a room, each with its double behind one face: what it was told to do, and its money.

What a tester orders is said in the same words for each. The money is read in the double's own ledger, whatever its
answers said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Protocol

from simulator.amazon_pay.ledger import Charged, Ledger
from simulator.stage.web_browser import Host

TILL = "https://till.nonicks.example"
"""Where the pages of the shop are, in every room."""


class Flow(StrEnum):
    """What happened to money."""

    TAKEN = "taken"
    RETURNED = "returned"
    RESERVED = "reserved"
    RELEASED = "released"


@dataclass(frozen=True)
class Moved:
    """One move of money, under the merchant's reference of the charge."""

    flow: Flow
    reference: str
    amount: Decimal
    currency: str
    charge_id: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}" if self.currency != "JPY" else f"{self.amount:.0f} JPY"


@dataclass(frozen=True)
class Delivery:
    """A notification on its way to the merchant.

    `headers` makes those of one try, with their names in lower case: a signature may hold the moment of the try.
    """

    path: str
    headers: Callable[[], Mapping[str, str]]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What a company answered to a call. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Company(Protocol):
    """One payment company in the room."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The variables that a door needs to charge through it."""

    @property
    def secrets(self) -> Mapping[str, str]:
        """The secrets, by their names in these variables."""

    @property
    def hosts(self) -> Sequence[str]:
        """The hosts that it answers calls at."""

    @property
    def pages(self) -> str:
        """Where its pages for customers are."""

    @property
    def never_arrived(self) -> tuple[type[Exception], ...]:
        """What a call raises that never came to it."""

    @property
    def unanswered(self) -> tuple[type[Exception], ...]:
        """What a call raises whose answer is lost."""

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of the merchant's."""

    def host(self) -> Host:
        """Return what answers browsers."""

    def news(self) -> list[Delivery]:
        """Return the notifications that nobody was sent yet, oldest first, and forget them."""

    @property
    def moved(self) -> Sequence[Moved]:
        """All money that moved, oldest first."""

    def decline(self, *, for_good: bool) -> None:
        """Decline the next charge."""

    def leave_pending(self) -> None:
        """Answer the next charge with "not known yet"."""

    def decide(self, *, paid: bool) -> int:
        """End every pending charge; return how many there were."""

    def finish_refunds(self) -> int:
        """End every refund that is under way; return how many there were."""

    def lose_answer(self, *, after_acting: bool) -> None:
        """Let the next charge get no answer: carried out all the same, or not."""

    def refuse_connection(self) -> None:
        """Let the next charge never arrive."""

    def throttle(self) -> None:
        """Answer the next charge with 429."""

    def fail(self) -> None:
        """Answer the next charge with a server fault; it is not carried out."""

    def end_consents(self) -> int:
        """Let the customer end all consents on the company's side; return how many there were."""


@dataclass(frozen=True)
class Chance:
    """What a company is made with: the room's clock and chance."""

    clock: Callable[[], datetime]
    random: Random = field(default_factory=Random)


@dataclass(frozen=True)
class Purse:
    """The money of all companies of a room."""

    companies: Sequence[Company]

    @property
    def moved(self) -> Sequence[Moved]:
        """All money that moved, oldest first."""
        return sorted((move for company in self.companies for move in company.moved), key=lambda move: move.at)

    def flows(self, flow: Flow) -> list[Moved]:
        """What moved in this way."""
        return [move for move in self.moved if move.flow is flow]

    @property
    def taken(self) -> list[Moved]:
        """What was taken from customers."""
        return self.flows(Flow.TAKEN)

    @property
    def returned(self) -> list[Moved]:
        """What went back to them."""
        return self.flows(Flow.RETURNED)

    def ledger(self) -> Ledger:
        """What was taken and reserved, as expectations of scripts look at it."""
        released = {move.reference for move in self.moved if move.flow in (Flow.TAKEN, Flow.RELEASED)}
        held = [move for move in self.flows(Flow.RESERVED) if move.reference not in released]
        return Ledger([_charged(move) for move in self.taken], [_charged(move) for move in held])


def _charged(move: Moved) -> Charged:
    return Charged(move.reference, move.amount, move.currency, None, move.charge_id, "", move.at)
