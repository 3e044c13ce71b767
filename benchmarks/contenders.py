"""What is measured side by side: the same purchase of five turns, with more and more of the world around it.

Each contender is prepared anew for every round: a new customer, tables of its own, and a function that is cold or
warm as it says. Preparing counts apart.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from simulator.cloud.double import Cloud
from simulator.cloud.shop import SELLER_ID
from simulator.stage.invocation import LambdaContext
from simulator.stage.stage import set_up
from simulator.testing import Backstage, rehearsal_room
from tests.fakes.addresses import AddressBook
from tests.fakes.ledger import MemoryLedger
from voicetill.wiring.till import open_till

PURCHASE = ("open no nicks", "a starter kit", "yes")
PRICE = "9.00 USD"
MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

Run = Callable[[], None]
"""A purchase, ready to be made. Raises NotBought if nothing was sold in the end."""


class NotBought(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the purchase that was measured was none."""


@dataclass(frozen=True)
class Contender:
    """One way to make the purchase; `prepare` does what does not count, before and after."""

    name: str
    meaning: str
    prepare: Callable[[], AbstractContextManager[Run]]


SKILL, FIXTURE = "skill alone", "fixture"
"""The yardstick, and what a promise was made about."""


def contenders(open_rooms: ExitStack) -> list[Contender]:
    """All of them, the yardstick first. What they share is struck when the stack is closed."""
    backstage = open_rooms.enter_context(Backstage())
    inside = backstage.cloud
    served = open_rooms.enter_context(Cloud())
    recorded = _recorded(backstage)
    return [
        Contender(
            SKILL, "its five requests, a warm function, a ledger in memory", partial(_alone, inside, recorded)
        ),
        Contender(
            FIXTURE, "simulator.testing, cold function, DynamoDB in this process", partial(_fixture, backstage)
        ),
        Contender("fixture, warm", "the same with a function that answered before", partial(_warm, backstage)),
        Contender(
            "door", "the same by the door that Lambda loads, imported anew", partial(_staged, backstage, inside)
        ),
        Contender(
            "served", "the same by the door, with DynamoDB on loopback", partial(_staged, backstage, served)
        ),
    ]


@dataclass(frozen=True)
class Recorded:
    """The requests of a purchase, and the ids that the skill made meanwhile."""

    requests: Sequence[dict[str, Any]]
    ids: Sequence[str]


def _recorded(backstage: Backstage) -> Recorded:
    numbers, ids = count(), []

    def new_id() -> str:
        ids.append(f"{next(numbers):026d}")
        return ids[-1]

    with rehearsal_room(backstage=backstage, at=MOMENT, new_id=new_id) as shop:
        shop.say(*PURCHASE)
        return Recorded([turn.request for turn in shop.room.turns], ids)


@contextmanager
def _alone(cloud: Cloud, recorded: Recorded) -> Iterator[Run]:
    ids, requests = iter(recorded.ids), copy.deepcopy(recorded.requests)
    ledger = MemoryLedger(seller_id=SELLER_ID)
    with cloud.deploy().entered():
        handler = open_till(ledger=ledger, addresses=AddressBook(), clock=lambda: MOMENT, new_id=lambda: next(ids))

    def run() -> None:
        answers = [handler(request, LambdaContext(aws_request_id="")) for request in requests]
        if "order is placed" not in str(answers[-1]):
            raise NotBought(str(answers[-1]))

    yield run


@contextmanager
def _fixture(backstage: Backstage) -> Iterator[Run]:
    with rehearsal_room(backstage=backstage) as shop:

        def run() -> None:
            shop.say(*PURCHASE)
            _demand(shop.charged)

        yield run


@contextmanager
def _warm(backstage: Backstage) -> Iterator[Run]:
    with rehearsal_room(backstage=backstage) as shop:
        shop.say(*PURCHASE)
        shop.switch_to(customer="another")

        def run() -> None:
            shop.say(*PURCHASE)
            _demand(shop.charged[1:])

        yield run


@contextmanager
def _staged(backstage: Backstage, cloud: Cloud) -> Iterator[Run]:
    stage = set_up(cloud, models=backstage.models, ears=backstage.ears)

    def run() -> None:
        for utterance in PURCHASE:
            stage.room.say(utterance)
        _demand([str(charge) for charge in stage.room.amazon_pay.ledger.charges])

    yield run
    stage.strike()


def _demand(charged: Sequence[str]) -> None:
    if charged != [PRICE]:
        raise NotBought(f"charged: {', '.join(charged) or 'nothing'}")
