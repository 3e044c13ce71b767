"""Charges over Alexa of which nobody hears again: the merchant does, and one word of theirs ends it.

The deployment has no payment company of its own, so that nothing can be looked up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.stage.clock import Clock
from simulator.stage.stage import Stage, set_up
from simulator.testing.shops import Shop
from tests.journeys.conftest import MOMENT
from voicetill.wiring.ops import open_ops
from voicetill.wiring.outbox import Clouds, open_outbox
from voicetill.wiring.settling import open_settling

MINUTES = {"minutes": 16}


@dataclass
class Silent:
    """A shop with what works behind it, each part opened as its function opens it."""

    stage: Stage
    shop: Shop
    clock: Clock
    events: PretendEvents

    def settle(self) -> dict[str, Any]:
        """Let the clock settle."""
        door = self._opened(lambda: open_settling(dynamodb=self._client(), clock=self.clock))
        told: dict[str, Any] = door({}, None)
        return told

    def tell(self) -> list[dict[str, Any]]:
        """Let the outbox tell, and return the tasks that listeners have heard of."""
        with self.stage.deployment.entered(EVENT_BUS_NAME="till"):
            clouds = Clouds(self.events, PretendMail())
            door = open_outbox(dynamodb=self._client(), clouds=clouds, clock=self.clock)
        door({}, None)
        return [event.detail for event in self.events.events if event.kind == "merchant.task"]

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Ask the merchant's desk."""
        desk = self._opened(lambda: open_ops(dynamodb=self._client(), clock=self.clock))
        answer: dict[str, Any] = desk.answer({"do": do, **request})
        return answer

    def _client(self) -> Any:
        return self.stage.cloud.client()

    def _opened(self, opening: Callable[[], Any]) -> Any:
        with self.stage.deployment.entered():
            return opening()


@pytest.fixture
def silent() -> Iterator[Silent]:
    clock = Clock(MOMENT)
    with Cloud(inside=True) as cloud:
        stage = set_up(cloud, watched=True, clock=clock)
        yield Silent(stage, Shop(stage), clock, PretendEvents())
        stage.strike()


def unanswered(silent: Silent) -> None:
    """The customer has said yes, and the answer of Amazon Pay never comes."""
    silent.shop.say("open no nicks", "a starter kit")
    silent.shop.pay("never")
    silent.shop.say("yes")


def test_a_customer_who_never_comes_back_is_not_forgotten(silent: Silent) -> None:
    unanswered(silent)
    assert silent.settle()["open_doubts"] == 0
    silent.shop.pass_time(**MINUTES)

    settled = silent.settle()

    assert (settled["surfaced"], settled["open_doubts"], settled["open_attempts"]) == (1, 1, 0)
    (task,) = silent.tell()
    (doubt,) = silent.ask("tasks")["in_doubt"]
    assert task["details"]["task"] == "charge_in_doubt"
    for name in ("reference", "agreement_id", "number", "provider"):
        assert task["details"][name] == doubt[name] != ""
    assert (task["details"]["minor"], task["details"]["currency"]) == (900, "USD")


def test_it_grows_old_in_the_open_until_somebody_decides(silent: Silent) -> None:
    unanswered(silent)
    silent.shop.pass_time(**MINUTES)
    silent.settle()
    ages = []
    for _ in range(3):
        silent.shop.pass_time(days=1)
        ages.append(silent.settle()["oldest_seconds"])
        assert "processed" in silent.shop.say("ask no nicks to buy a starter kit").speech

    (doubt,) = silent.ask("tasks")["in_doubt"]
    word = {"paid": True, "charge_id": "P01-1234567-1234567-A000001", "confirm": True}
    assert silent.ask("settle", named=doubt["number"], **word)["ok"]

    assert ages == [86_400, 2 * 86_400, 3 * 86_400]
    assert silent.settle()["oldest_seconds"] == 0
    assert silent.ask("tasks")["in_doubt"] == []
    assert [order["number"] for order in silent.shop.orders] == [doubt["number"]]
    assert len(silent.shop.ledger.charges) == 1


def test_an_answer_that_comes_after_all_decides_for_everybody(silent: Silent) -> None:
    unanswered(silent)
    silent.shop.pass_time(**MINUTES)
    silent.settle()
    assert silent.ask("tasks")["tasks"]

    silent.shop.deliver()

    assert len(silent.shop.orders) == 1
    assert silent.ask("tasks")["told"] == "Nothing waits for a person."
    silent.clock.move(timedelta(days=1))
    assert silent.settle()["oldest_seconds"] == 0


def test_the_word_that_nothing_was_paid_lets_the_customer_buy_again(silent: Silent) -> None:
    silent.shop.say("open no nicks", "a starter kit")
    silent.shop.crash("after-save")
    silent.shop.say("yes")
    silent.shop.pass_time(**MINUTES)
    silent.settle()
    (doubt,) = silent.ask("tasks")["in_doubt"]
    assert not silent.shop.ledger.charges

    assert silent.ask("settle", named=doubt["number"], paid=False, confirm=True)["ok"]
    silent.shop.say("ask no nicks to buy a starter kit", "yes")

    assert len(silent.shop.ledger.charges) == len(silent.shop.orders) == 1
