"""What customers heard and said yes to: the reference that every charge is held against.

It listens to the turns alone, as somebody in the room would: a total that was read out, a yes at the same device,
the terms of a subscription, the word that one is over. It knows American English, in which all stories are told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from simulator.alexa.envelopes import request_in
from simulator.language.numbers import figures
from simulator.language.words import words_of
from simulator.stage.turns import Turn

LOCALE = "en-US"

_MONEY = r"(?:(?P<whole>[\w -]+?) dollars?)?(?:(?: and )?(?P<part>[\w -]+?) cents?)?"
_TOTAL = re.compile(rf"Your total is {_MONEY}(?:, tax|\.)")
_TRIAL = re.compile(rf": free until [\w -]+(?:, \d+)?, then {_MONEY} every month, .*Shall I start it\?")
_PLAN = re.compile(rf": {_MONEY} every month, .*The first charge is today.*Shall I start it\?")
_NUMBER = re.compile(r"\b\d{4}-\d{4}\b")
_ENDED = "Your subscription is canceled"
_PLACED = ("Your order is placed", "your first order is placed", "that order is placed")
_NOTHING = "nothing was charged, and"
"""How a declined charge is told: "Your order is not placed, nothing was charged, and your cart is saved"."""

_YES = "AMAZON.YesIntent"
_LEAVES = ("AlexaSkillEvent.SkillDisabled",)


class Kind(Enum):
    """What was agreed to."""

    ORDER = "an order"
    PLAN = "a subscription that begins with a charge"
    TRIAL = "a subscription that begins free"


@dataclass(frozen=True)
class Agreed:
    """A yes: of whom, to what, at which price, and when."""

    user: str
    kind: Kind
    amount: Decimal
    at: datetime

    def __str__(self) -> str:
        return f"{self.amount} USD for {self.kind.value}"


@dataclass(frozen=True)
class Told:
    """Something that the skill claimed, and to whom; `number` is that of an order on a card."""

    user: str
    claim: str
    number: str = ""


@dataclass
class Hearing:
    """All that was heard so far.

    `names` tells who is behind a name of Alexa's: whoever enables the skill anew has another.
    """

    names: dict[str, str] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)
    ended: dict[str, datetime] = field(default_factory=dict)
    """When a customer heard last that the subscription is over."""

    left: set[str] = field(default_factory=set)
    """Who disabled the skill: nothing of theirs is kept to write to them."""

    claims: list[Told] = field(default_factory=list)
    """What was claimed and not held against the books yet (`claims.clear`)."""

    _offers: dict[tuple[str, str], tuple[Kind, Decimal]] = field(default_factory=dict)
    _heard: int = 0

    def listen(self, turns: Sequence[Turn], now: datetime) -> None:
        """Take in the turns that are new in all of these."""
        fresh, self._heard = turns[self._heard :], len(turns)
        for turn in fresh:
            self._take(turn, now)

    def _take(self, turn: Turn, now: datetime) -> None:
        alias, device = _whose(turn.request)
        user = self.names.get(alias, alias)
        request = request_in(turn.request)
        offer = self._offers.get((user, device))
        if offer is not None and _says_yes(request):
            self.agreed.append(Agreed(user, *offer, at=now))
        if turn.ended:
            self._offers.pop((user, device), None)
        self._hear(user, device, turn, now)
        if request.get("type") in _LEAVES and turn.trouble is None:
            self.ended[user] = now
            self.left.add(user)

    def _hear(self, user: str, device: str, turn: Turn, now: datetime) -> None:
        speech = turn.speech or ""
        if (made := offer_in(speech)) is not None and not turn.ended:
            self._offers[user, device] = made
        if _ENDED in speech:
            self.ended[user] = now
        if any(words in speech for words in _PLACED):
            self.claims.append(Told(user, "placed", _number_on(turn.card)))
        elif _NOTHING in speech:
            self.claims.append(Told(user, "nothing was charged"))


def offer_in(speech: str) -> tuple[Kind, Decimal] | None:
    """What is offered in these words, with its price; None if nothing is."""
    for kind, pattern in ((Kind.TRIAL, _TRIAL), (Kind.PLAN, _PLAN), (Kind.ORDER, _TOTAL)):
        if match := pattern.search(speech):
            return kind, _amount(match)
    return None


def _amount(match: re.Match[str]) -> Decimal:
    whole, part = (_number(match[name]) for name in ("whole", "part"))
    return Decimal(whole) + Decimal(part) / 100


def _number(words: str | None) -> int:
    if words is None:
        return 0
    read = figures(words_of(words), locale=LOCALE)
    if read is None:
        raise ValueError(f"an amount was said that nobody understands: {words!r}")
    return int(read)


def _whose(event: Mapping[str, Any]) -> tuple[str, str]:
    """The customer and the device of a request, by Alexa's names."""
    system = event["context"]["System"]
    return str(system["user"]["userId"]), str(system["device"]["deviceId"])


def _says_yes(request: Mapping[str, Any]) -> bool:
    if request.get("type") == "Alexa.Presentation.APL.UserEvent":
        return "yes" in [str(each).casefold() for each in request.get("arguments", ())]
    return request.get("type") == "IntentRequest" and request["intent"]["name"] == _YES


def _number_on(card: Mapping[str, Any] | None) -> str:
    found = _NUMBER.search(" ".join(str(card.get(name, "")) for name in ("content", "text"))) if card else None
    return found[0] if found else ""
