"""Whatever a name, an address or a customer's word holds, it is text: no mark, no line, no binding comes of it.

A whole story is told twice: with plain values, and with values that would be something else if anybody took them
for it. Both must be built alike, and Alexa must take both.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.alexa.responses import checked
from simulator.customers import SCREEN, Device
from soak.hostile import words
from tests.alexa.envelopes import Json, a_product_slot, a_slot, changed, recorded
from tests.alexa.test_screens import INTERFACES
from tests.alexa.tills import RENDER, Customer, Till, Turn, a_till
from voicetill.alexa.screens import MOST_CHARACTERS, written
from voicetill.alexa.sentences import SENTENCES
from voicetill.alexa.speech import load_speech, plain
from voicetill.domain.products import ProductText
from voicetill.stores.catalogue import LONGEST_DETAILS, LONGEST_NAME
from voicetill.stores.files import shipped
from voicetill.stores.markets import LONGEST_SELLER, load_markets

PLAIN = "kit"
SHOW = Device("show", interfaces=SCREEN)


def quoted(text: str) -> str:
    """The text as TOML writes it."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def storable(text: str) -> str:
    """No file holds a lone surrogate."""
    return text.encode("utf-8", "replace").decode()


class Storyteller(Customer):
    """Somebody at a device with a screen, whose every word is answered as Alexa wants it."""

    def sends(self, envelope: Json) -> Turn:
        told = changed(envelope, INTERFACES, SCREEN)
        turn = super().sends(told)
        checked(turn.whole, request_type=told["request"]["type"], device=SHOW)
        return turn


def a_till_of(evil: str) -> Till:
    """A till whose shop bears this name, and whose products do."""
    markets = shipped("markets.toml")
    markets = markets.replace('seller = "No Nicks"', f"seller = {quoted(evil[:LONGEST_SELLER])}")
    till = a_till(files={"markets.toml": markets})
    for id_, product in list(till.shelf.products.items()):
        name = evil[:LONGEST_NAME]
        text = ProductText(title=name, one=name, other=name, a=name, details=evil[:LONGEST_DETAILS])
        till.shelf._products[id_] = replace(product, texts=dict.fromkeys(product.texts, text))
    return till


def story(evil: str) -> list[Turn]:
    """Everything that a customer can hear about a product, an address and their own words."""
    till = a_till_of(storable(evil))
    customer = Storyteller(till)
    kit, evil_home = a_product_slot("starter_kit"), home(storable(evil)[:LONGEST_NAME])
    turns = [
        customer.opens(),
        customer.says("BrowseIntent"),
        customer.says("ProductDetailsIntent", product=kit),
        customer.says("BuyIntent", product=a_slot(evil)),
        customer.says("BuyIntent", product=kit, quantity=evil),
        customer.says("BuyIntent", product=kit, quantity="2"),
    ]
    turns.append(customer.sets_up(turns[-1], destination=evil_home))
    turns += [
        customer.says("AMAZON.RepeatIntent"),
        customer.says("AMAZON.NoIntent"),
        customer.says("CartIntent"),
        customer.says("BuyIntent", product=kit),
        customer.says("AMAZON.YesIntent"),
    ]
    turns.append(customer.pays(turns[-1]))
    turns += [
        customer.says("OrderStatusIntent", order=evil, product=kit),
        customer.says("OrderStatusIntent"),
        customer.says("CancelOrderIntent"),
        customer.says("RefundIntent"),
        customer.says("ContactIntent"),
        customer.says("SubscribeIntent", product=a_product_slot("refill_subscription")),
        customer.says("SubscriptionStatusIntent"),
        customer.says("VoiceCodeIntent", code=evil),
    ]
    return turns


def home(evil: str) -> Json:
    destination: Json = recorded("setup_open", "amazon_pay")["payload"]["billingAgreementDetails"]["destination"]
    texts = ("name", "companyName", "addressLine1", "addressLine2", "addressLine3", "city", "districtOrCounty")
    return {**destination, **dict.fromkeys(texts, evil)}


def built(turn: Turn) -> Any:
    """How a response is built, without its words."""
    response = turn.response
    return {
        "speech": marks(response.get("outputSpeech")),
        "reprompt": marks(response.get("reprompt", {}).get("outputSpeech")),
        "card": lines(response.get("card")),
        "directives": [shape(directive) for directive in response.get("directives", [])],
        "attributes": sorted(turn.attributes),
        "waits": turn.waits,
    }


def marks(output: Json | None) -> list[tuple[str, dict[str, str]]]:
    root = ET.fromstring(output["ssml"]) if output else ()
    return [(element.tag, dict(element.attrib)) for element in (root.iter() if output else ())]  # type: ignore[union-attr]


def lines(card: Json | None) -> Any:
    return {name: str(text).count("\n") for name, text in (card or {}).items()}


def shape(directive: Json) -> Any:
    if directive["type"] != RENDER:
        return directive["type"]
    assert_bound(directive["datasources"])
    return [json.dumps(directive["document"], sort_keys=True), shape_of(directive["datasources"])]


def shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape_of(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return [shape_of(inside) for inside in value]
    return type(value).__name__


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        yield from texts_in(each)


def assert_bound(data: Any) -> None:
    """Nothing in a data source is evaluated, or read as a mark ("APL Data-Binding Evaluation", "APL Text")."""
    for text in texts_in(data):
        assert "${" not in text
        assert not text.startswith("@")
        assert "<" not in text
        assert text.isprintable() or "\u00a0" in text


@cache
def plain_story() -> list[Any]:
    return [built(turn) for turn in story(PLAIN)]


@pytest.mark.parametrize("kind", range(len(words.KINDS)))
def test_no_value_changes_how_anything_is_built(kind: int) -> None:
    for evil in words.KINDS[kind]:
        told = [built(turn) for turn in story(f"x{evil}y")]

        assert told == plain_story(), repr(evil)


@pytest.mark.parametrize("locale", sorted(load_markets().locales))
def test_in_every_language_every_sentence_stays_as_it_is_built(locale: str) -> None:
    speech = load_speech(locale)
    for name, fields in SENTENCES.items():
        kind, _, rest = name.partition(".")
        for evil in words.ALL if kind == "say" and fields and rest != "place" else ():
            said = speech.say(rest, **dict.fromkeys(fields, f"x{evil}y"))
            plain = speech.say(rest, **dict.fromkeys(fields, PLAIN))
            assert built_of(said) == built_of(plain), (name, evil)


@given(st.text(max_size=200), st.sampled_from(["welcome", "unknown_product", "total_delivered"]))
def test_whatever_is_filled_in_is_heard_as_text(evil: str, name: str) -> None:
    speech = load_speech("en-US")
    said = speech.say(name, **dict.fromkeys(SENTENCES[f"say.{name}"], evil))

    heard = "".join(ET.fromstring(f"<speak>{said}</speak>").itertext())
    assert plain(evil) in heard


@given(st.text(max_size=400) | st.sampled_from(words.ALL))
def test_whatever_stands_on_a_screen_is_shown_unchanged_and_evaluates_nothing(evil: str) -> None:
    shown = written(evil)

    assert_bound(shown)
    read = unescape(shown).replace("\u00a0", " ")
    assert read == plain(evil) or (len(read) == MOST_CHARACTERS and plain(evil).startswith(read[:-1]))


def test_what_is_too_long_to_be_spoken_is_answered_with_an_apology() -> None:
    till = a_till()
    text = ProductText(title="x" * 3000, one="x" * 3000, other="x" * 3000, a="x" * 3000, details="x")
    for id_, product in list(till.shelf.products.items()):
        till.shelf._products[id_] = replace(product, texts=dict.fromkeys(product.texts, text))

    turn = Storyteller(till).opens()

    assert "Something went wrong" in turn.speech or "went wrong" in turn.speech
    assert not turn.waits


def built_of(said: str) -> list[tuple[str, dict[str, str]]]:
    return [(each.tag, dict(each.attrib)) for each in ET.fromstring(f"<speak>{said}</speak>").iter()]


@pytest.mark.parametrize(
    "said",
    ["<foo/>", '<audio src="https://evil.example/a.mp3"/>', "<speak>x</speak>", "</speak><speak>", "<b>x</b>"],
)
def test_what_a_session_brings_back_is_said_again_only_with_marks_of_ours(said: str) -> None:
    customer = Storyteller(a_till(), attributes={"said": said, "reprompt": said})

    turn = customer.says("AMAZON.RepeatIntent")

    assert said not in turn.whole["response"]["outputSpeech"]["ssml"]
