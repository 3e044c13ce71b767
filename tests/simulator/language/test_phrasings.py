"""What nobody wrote into the model: other words around it, for it, and against it."""

import pytest

from simulator.language.interaction_model import parse_model
from simulator.language.understanding import Understanding

FALLBACK = "AMAZON.FallbackIntent"
SLOTS = [{"name": "product", "type": "PRODUCT"}, {"name": "quantity", "type": "AMAZON.NUMBER"}]
INTENTS = {
    "BuyIntent": (
        SLOTS,
        ["{product}", "{quantity} {product}", "buy {quantity} {product}", "send me {product}", "i want {product}"],
    ),
    "RemoveIntent": (SLOTS, ["remove {product}", "i don't want the {product} any more"]),
    "PriceIntent": (
        SLOTS[:1],
        ["how much is the {product}", "the price of the {product}", "tell me about {product}"],
    ),
    "CartIntent": ([], ["what's in my cart", "read me my cart"]),
    "CodeIntent": ([{"name": "code", "type": "AMAZON.FOUR_DIGIT_NUMBER"}], ["my code is {code}", "{code}"]),
}
BUILT_IN = ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.CancelIntent", "AMAZON.StopIntent", FALLBACK)
MODEL = {
    "invocationName": "pet corner",
    "intents": [
        *({"name": name, "slots": slots, "samples": samples} for name, (slots, samples) in INTENTS.items()),
        *({"name": name, "samples": []} for name in BUILT_IN),
    ],
    "types": [
        {
            "name": "PRODUCT",
            "values": [
                {"id": "bowl", "name": {"value": "dog's bowl", "synonyms": ["feeding bowl"]}},
                {"id": "lead", "name": {"value": "lead", "synonyms": ["leash"]}},
                {"id": "chair", "name": {"value": "computer chair for cats"}},
                {"id": "toy", "name": {"value": "so fluffy"}},
            ],
        }
    ],
}
UNDERSTANDING = Understanding(
    parse_model({"interactionModel": {"languageModel": MODEL}}, locale="en-US"), skill_id="skill-1"
)


def understood(utterance: str) -> tuple[str, str | None, str | None]:
    """The intent, the id of the product, and the quantity."""
    intent = UNDERSTANDING.intent(utterance)
    slots = intent.get("slots", {})
    found = [
        value["value"]["id"]
        for authority in slots.get("product", {}).get("resolutions", {}).get("resolutionsPerAuthority", [])
        for value in authority.get("values", [])
    ]
    return intent["name"], next(iter(found), None), slots.get("quantity", {}).get("value")


@pytest.mark.parametrize(
    ("utterance", "product", "quantity"),
    [
        ("I'd love a leash", "lead", None),
        ("Could I get two feeding bowls, please?", "bowl", "2"),
        ("can you send me three of the dog’s bowls", "bowl", "3"),
        ("hmm, well, maybe a couple of leads then", "lead", "2"),
        ("let's get the dog's bowl", "bowl", None),
        ("buy two more leads", "lead", "2"),
        ("a computer chair for cats", "chair", None),
        ("so fluffy please", "toy", None),
        ("i want to buy one hundred and one leads now", "lead", "101"),
        ("please send me the feding bowl", "bowl", None),
        ("im looking for a lead", "lead", None),
    ],
)
def test_a_wish_is_heard_through_other_words(utterance: str, product: str, quantity: str | None) -> None:
    assert understood(utterance) == ("BuyIntent", product, quantity)


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("how much would the leash be", "PriceIntent"),
        ("and the price of a dog's bowl?", "PriceIntent"),
        ("please remove the lead now", "RemoveIntent"),
        ("I do not want that dog's bowl any more", "RemoveIntent"),
        ("whats in my cart", "CartIntent"),
        ("could you read me the cart", "CartIntent"),
        ("one two three four", "CodeIntent"),
    ],
)
def test_other_intents_are_heard_through_other_words_too(utterance: str, intent: str) -> None:
    assert understood(utterance)[0] == intent


@pytest.mark.parametrize(
    "utterance",
    [
        "don't send me the lead",
        "send back the lead",
        "cancel the order for a lead",
        "cancel my lead",
        "I never wanted a lead",
        "half a lead",
        "where is my lead",
        "who makes the lead",
        "one lead and two bowls",
        "my dog has eaten the lead",
        "subscribe to the lead",
        "tell me a joke",
        "no not that one",
    ],
)
def test_what_means_something_else_buys_nothing(utterance: str) -> None:
    assert understood(utterance)[0] not in ("BuyIntent", "CartIntent", "CodeIntent")


@pytest.mark.parametrize(("utterance", "quantity"), [("buy 0 leads", "0"), ("buy minus one lead", "?")])
def test_a_quantity_that_makes_no_sense_is_handed_on_as_it_is(utterance: str, quantity: str) -> None:
    assert understood(utterance) == ("BuyIntent", "lead", quantity)
