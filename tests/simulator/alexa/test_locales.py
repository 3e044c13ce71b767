"""A short visit to a shop in every language: in, a wish, a question for a slot, a yes, and out."""

from dataclasses import replace

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.sessions import USER_INITIATED, Alexa
from simulator.customers import Customer, Device, Speaker
from simulator.language.usual_phrases import phrases_for
from tests.simulator.language.shops import SHOPS, Shop
from tests.simulator.small_shop import a_response

OPEN = a_response(shouldEndSession=False)
HOW_MANY = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"}
THREE = {"en": "three please", "de": "drei bitte", "fr": "trois", "it": "tre", "es": "tres", "ja": "三つ"}


@pytest.mark.parametrize("shop", SHOPS, ids=[shop.locale for shop in SHOPS])
def test_a_visit_in_every_language(shop: Shop) -> None:
    model = replace(shop.model, dialog_intents=frozenset({"BuyIntent"}))
    alexa = Alexa(Envelopes("skill-1"), {shop.locale: model})
    speaker = Speaker(Customer("ann"), Device("kitchen", locale=shop.locale))
    phrases = phrases_for(shop.locale)
    calling = next(phrase for phrase in phrases.launch if phrase != "{name}").replace("{name}", "tea corner")

    launch = alexa.hear(speaker, f"Alexa, {calling}!")
    alexa.take(speaker, launch, OPEN)
    wish = alexa.hear(speaker, shop.green[0].capitalize())
    alexa.take(speaker, wish, a_response(directives=[HOW_MANY], shouldEndSession=False))
    answer = alexa.hear(speaker, THREE[shop.locale[:2]])
    alexa.take(speaker, answer, OPEN)
    agreed = alexa.hear(speaker, phrases.built_in["AMAZON.YesIntent"][0])
    alexa.take(speaker, agreed, OPEN)
    left = alexa.hear(speaker, phrases.leave[0])

    assert launch["request"]["type"] == "LaunchRequest"
    assert wish["request"]["intent"]["slots"]["product"]["value"] == shop.green[0]
    assert answer["request"]["intent"]["slots"]["quantity"]["value"] == "3"
    assert answer["request"]["intent"]["slots"]["product"]["value"] == shop.green[0]
    assert agreed["request"]["intent"]["name"] == "AMAZON.YesIntent"
    assert left["request"]["reason"] == USER_INITIATED
    assert {request["request"]["locale"] for request in (launch, wish, answer, agreed, left)} == {shop.locale}
