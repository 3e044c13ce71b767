"""Every language is understood: its numbers, its usual phrases, its things, its punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.language.usual_phrases import PHRASEBOOKS, phrases_for
from tests.simulator.language.shops import SHOPS, Shop

UNDERSTANDINGS = {shop.locale: shop.understanding for shop in SHOPS}
SAID = [(shop, utterance) for shop in SHOPS for utterance in shop.said]
by_locale = pytest.mark.parametrize("shop", SHOPS, ids=[shop.locale for shop in SHOPS])


def test_every_language_has_a_shop_here() -> None:
    assert {shop.locale[:2] for shop in SHOPS} == set(PHRASEBOOKS)


@pytest.mark.parametrize(("shop", "utterance"), SAID, ids=[f"{shop.locale}: {said}" for shop, said in SAID])
def test_a_customer_gets_the_thing_and_the_quantity_that_were_said(shop: Shop, utterance: str) -> None:
    product, quantity = shop.said[utterance]

    intent = UNDERSTANDINGS[shop.locale].intent(utterance)

    (authority,) = intent["slots"]["product"]["resolutions"]["resolutionsPerAuthority"]
    assert [value["value"]["id"] for value in authority["values"]] == [product]
    assert intent["slots"]["quantity"].get("value") == quantity


@by_locale
def test_every_usual_phrase_gives_its_intent(shop: Shop) -> None:
    for intent, phrases in phrases_for(shop.locale).built_in.items():
        for phrase in phrases:
            for said in (phrase, phrase.upper(), f"  {phrase}! "):
                assert UNDERSTANDINGS[shop.locale].intent(said)["name"] == intent, said


@by_locale
def test_no_phrase_belongs_to_two_intents(shop: Shop) -> None:
    phrases = phrases_for(shop.locale)
    keyed = [
        phrase for all_of_one in phrases.built_in.values() for phrase in {phrases.keys(one) for one in all_of_one}
    ]

    assert sorted(phrase for phrase in set(keyed) if keyed.count(phrase) > 1) == []


@pytest.mark.parametrize(
    ("locale", "utterance"),
    [
        ("en-GB", "do not buy the tea set"),
        ("en-GB", "cancel two tea sets"),
        ("en-GB", "how much is the tea set"),
        ("de-DE", "storniere zwei Teesets"),
        ("de-DE", "wie viel kosten zwei Teesets"),
        ("de-DE", "ich will kein Teeset kaufen"),
        ("fr-FR", "annule deux coffrets"),
        ("fr-FR", "combien coûte le coffret"),
        ("it-IT", "annulla due cofanetti"),
        ("it-IT", "quanto costa il cofanetto"),
        ("es-ES", "cancela dos tés verdes"),
        ("es-ES", "¿cuánto cuesta el té verde?"),
        ("ja-JP", "緑茶をキャンセルして"),
        ("ja-JP", "緑茶はいくらですか"),
        ("ja-JP", "今日はいい天気ですね"),
        ("en-GB", "buy no tea set"),
        ("de-DE", "kaufe keine Teesets"),
        ("de-DE", "kaufe nicht"),
        ("fr-FR", "achète aucun coffret"),
        ("it-IT", "compra niente"),
        ("es-ES", "compra ningún té verde"),
        ("ja-JP", "緑茶を買わない"),
    ],
)
def test_what_denies_or_undoes_or_asks_buys_nothing(locale: str, utterance: str) -> None:
    assert UNDERSTANDINGS[locale].intent(utterance)["name"] == "AMAZON.FallbackIntent"


@pytest.mark.parametrize(
    ("locale", "utterance"),
    [
        ("en-GB", "not yet"),
        ("en-GB", "maybe later"),
        ("de-DE", "noch nicht"),
        ("de-DE", "besser nicht"),
        ("fr-FR", "pas encore"),
        ("it-IT", "non ancora"),
        ("it-IT", "adesso no"),
        ("es-ES", "todavía no"),
        ("ja-JP", "まだです"),
    ],
)
def test_who_puts_it_off_says_no(locale: str, utterance: str) -> None:
    assert UNDERSTANDINGS[locale].intent(utterance)["name"] == "AMAZON.NoIntent"


@given(st.sampled_from(SHOPS), st.text(max_size=80))
def test_any_words_give_one_intent_always_the_same(shop: Shop, utterance: str) -> None:
    understanding = UNDERSTANDINGS[shop.locale]

    assert understanding.intent(utterance) == understanding.intent(utterance)
