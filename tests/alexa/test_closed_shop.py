"""Whatever is said to a closed shop: nothing is handed over, and every answer is a valid one."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from simulator.cloud.parameters import SWITCH, PretendParameters
from tests.alexa.door import check_response
from tests.alexa.envelopes import a_product_slot
from tests.alexa.purchases import buys_a_starter_kit
from tests.alexa.tills import Customer, Till, Turn, settings
from tests.fakes.addresses import AddressBook
from tests.fakes.clock import FixedClock
from tests.fakes.ids import CountedIds
from tests.fakes.ledger import MemoryLedger
from tests.fakes.shop import Shelf
from tests.tools import ROOT
from voicetill.alexa.speech import load_speech
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets
from voicetill.wiring.till import open_till

CLOSED = load_speech("en-US").say("refused.shop_closed")
MODEL = json.loads((ROOT / "interaction_models" / "en-US.json").read_text(encoding="utf-8"))
INTENTS = sorted(intent["name"] for intent in MODEL["interactionModel"]["languageModel"]["intents"])
ASKED = ("", "order", "check out", "try again", "one more", "resume a subscription", "code")


@dataclass
class Closable:
    """A till with a switch, and its customer."""

    customer: Customer
    parameters: PretendParameters
    clock: FixedClock

    def turn(self, stands: str) -> None:
        """The merchant turns the switch, and a minute passes."""
        self.parameters.values[SWITCH] = stands
        self.clock.pass_by(timedelta(minutes=1))


@pytest.fixture
def shop() -> Closable:
    ledger, clock, addresses, parameters = MemoryLedger(), FixedClock(), AddressBook(), PretendParameters()
    shelf = Shelf(load_catalogue(load_markets().markets).products)
    handler = open_till(
        settings(SALES_SWITCH_PARAMETER=SWITCH, RENEW_ALEXA_AGREEMENTS="true"),
        catalogue=shelf,
        ledger=ledger,
        journal=ledger.journal,
        addresses=addresses,
        clock=clock,
        new_id=CountedIds(),
        ssm=parameters,
    )
    return Closable(Customer(Till(handler, ledger, shelf, clock, addresses)), parameters, clock)


def says(customer: Customer, intent: str) -> Turn:
    if intent == "SubscribeIntent":
        return customer.says(intent, product=a_product_slot("refill_subscription"))
    return customer.says(intent, product=a_product_slot("starter_kit"), quantity="1", code="1234")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("intent", INTENTS)
def test_no_intent_hands_over(shop: Closable, intent: str, asked: str) -> None:
    told = shop.customer.sets_up(buys_a_starter_kit(shop.customer))
    assert told.waits
    shop.turn("closed")
    if asked:
        shop.customer.attributes = {**shop.customer.attributes, "asked": asked, "product": "refill_pack"}

    heard = says(shop.customer, intent)

    check_response(heard.whole)
    assert not heard.directives
    assert not heard.speech.startswith("Thank you.")


@pytest.mark.parametrize("intent", ["BuyIntent", "CheckoutIntent", "AMAZON.YesIntent"])
def test_who_would_buy_hears_one_kind_sentence(shop: Closable, intent: str) -> None:
    shop.customer.sets_up(buys_a_starter_kit(shop.customer))
    shop.turn("closed")

    assert says(shop.customer, intent).speech == CLOSED


def test_setup_s_answer_while_closed_hands_no_charge_over(shop: Closable) -> None:
    shop.customer.opens()
    told = shop.customer.says("BuyIntent", product=a_product_slot("barber_voucher"))
    asked = shop.customer.says("AMAZON.YesIntent")
    shop.turn("closed")

    heard = shop.customer.sets_up(asked)

    assert told.waits
    assert heard.speech == CLOSED
    assert not heard.directives


def test_it_flips_within_a_minute_both_ways(shop: Closable) -> None:
    shop.turn("closed")
    assert says(shop.customer, "BuyIntent").speech == CLOSED
    shop.parameters.values[SWITCH] = "open"

    shop.clock.pass_by(timedelta(seconds=59))
    assert says(shop.customer, "BuyIntent").speech == CLOSED
    shop.clock.pass_by(timedelta(seconds=1))
    assert says(shop.customer, "BuyIntent").directive["name"] == "Setup"


def test_a_launch_does_not_look_at_the_switch(shop: Closable) -> None:
    """The first turn reads once, from the table, and asks nobody else."""
    shop.customer.opens()
    says(shop.customer, "BrowseIntent")

    assert shop.parameters.reads == 0


def test_a_turn_looks_once(shop: Closable) -> None:
    says(shop.customer, "BuyIntent")

    assert shop.parameters.reads == 1
