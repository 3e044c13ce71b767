"""Expectations: when they hold, what a disappointed one says, and how a misspelt one is turned down."""

import re
from typing import Any

import pytest

from simulator.script.expectations import EXPECTATIONS, parse_expectation
from simulator.script.grammar import Misused
from tests.simulator.script.stages import PURCHASE, perform
from tests.simulator.small_shop import StubSkill, a_response, speech

OPEN = "open tea corner"


@pytest.mark.parametrize(
    "lines",
    [
        (OPEN, "> speech contains WELCOME.", "> listening", "> speech lacks order"),
        (OPEN, "> speech is welcome. What would  you like?", "> no trouble"),
        (OPEN, "> speech matches /^Welcome.+like\\?$/"),
        (OPEN, "> speech matches /WELCOME/i", "> reprompt contains what would you", "> reprompt lacks goodbye"),
        (OPEN, "> no card", "> no directive", "> no directive Setup", "> session open", "> intent LaunchRequest"),
        (OPEN, "green tea", "> directive Setup", "> speech contains 9.00 dollars", "> no directive Charge"),
        (OPEN, "two sencha", "> intent BuyIntent", "> slot quantity 2"),
        (OPEN, "two sencha", "> slot product green_tea", "> slot product sencha", "> slot product Green Tea"),
        ("ask tea corner for green tea", "> directive Setup sandboxMode true checkoutLanguage en_US"),
        (*PURCHASE, "> directive Charge amount 9.00", "> directive Charge", "> card title your order", "> ended"),
        (*PURCHASE, "> directive Charge amount 9 currencyCode USD", "> directive SendRequest name Charge"),
        (*PURCHASE, "> directive Charge authorizationAmount.amount 9.00 storeName 'Tea Corner'"),
        (*PURCHASE, "> card contains one TEA", "> card lacks two", "> card type Standard"),
        (*PURCHASE, "> session ended", "> no reprompt"),
        (*PURCHASE, "> order placed", "> charged 9.00 USD once", "> charged 9 USD 1 times", "> charged 9 USD"),
        (*PURCHASE, "> charged 1 USD never", "> charged 9.00 EUR 0 times"),
        (*PURCHASE, "> order placed", "!redeliver", "> order placed", "> charged 9.00 USD once"),
        (*PURCHASE, *PURCHASE, "> charged 9.00 USD twice"),
        ("!pay reserved", *PURCHASE, "> reserved 9.00 USD once", "> nothing charged"),
        (OPEN, "> charged nothing", "> nothing charged", "> no order placed"),
        (OPEN, "!leave", "> ended", "> no speech", "> no screen"),
    ],
)  # fmt: skip
def test_expectations_that_hold_say_nothing(lines: tuple[str, ...]) -> None:
    assert perform(*lines) == []


@pytest.mark.parametrize(
    ("expectation", "found"),
    [
        ("> speech contains goodbye", 'the speech "Thank you."'),
        ("> speech lacks thank", 'the speech "Thank you."'),
        ("> speech is thank", 'the speech "Thank you."'),
        ("> speech matches /^you/", 'the speech "Thank you."'),
        ("> no speech", 'the speech "Thank you."'),
        ("> reprompt contains again", "the reprompt (none)"),
        ("> card title Receipt", 'cards "Your order"'),
        ("> card contains two", 'the card "One tea."'),
        ("> card type Simple", 'cards of type "Standard"'),
        ("> no card", 'cards "Your order"'),
        ("> screen contains tea", "the screen (none)"),
        ("> directive Setup", 'directives "Charge amount 9.00"'),
        ("> directive Charge amount 9.01", 'directives "Charge amount 9.00"'),
        ("> directive Charge currencyCode EUR", 'directives "Charge amount 9.00 currencyCode USD"'),
        (
            "> directive Charge currencyCod USD",
            'directives "Charge amount 9.00"; no member currencyCod (did you mean currencyCode?)',
        ),
        ("> no directive", 'directives "Charge amount 9.00"'),
        ("> no directive Charge", 'directives "Charge amount 9.00"'),
        ("> no order placed", "1 order stored since the customer's last wish"),
        ("> charged 9.00 USD twice", 'the ledger with "9.00 USD"'),
        ("> charged 9.00 EUR once", 'the ledger with "9.00 USD"'),
        ("> charged 9.00 USD never", 'the ledger with "9.00 USD"'),
        ("> charged nothing", 'the ledger with "9.00 USD"'),
        ("> reserved 9.00 USD once", "the ledger with (none)"),
        ("> listening", "an ended session"),
        ("> session open", "an ended session"),
        ("> intent BuyIntent", 'the intent "AMAZON.YesIntent"; "Connections.Response Charge"'),
        ("> slot product tea", "the slots (none)"),
        ("> trouble contains late", "the trouble (none)"),
    ],
)
def test_a_disappointed_expectation_says_where_what_was_expected_and_what_was_found(
    expectation: str, found: str
) -> None:
    (failure,) = perform(*PURCHASE, expectation)

    assert failure == f"argument 4: expected {expectation.removeprefix('> ')}\n  found {found}"


def test_a_slot_with_other_words_or_another_name_is_told() -> None:
    other, misspelt = perform(OPEN, "two sencha", "> slot product black_tea", "> slot produkt sencha")

    assert other.endswith('found product with "sencha"; "green_tea"; "green tea"')
    assert misspelt.endswith('found the slots "product"; "quantity" (did you mean product?)')


def test_an_order_counts_for_the_wish_that_it_came_from() -> None:
    (failure,) = perform(*PURCHASE, OPEN, "> order placed")

    assert "no order stored" in failure


class RefusedAtTheEnd(StubSkill):
    """Says what Alexa refuses when the customer asks for the cart, and fails when asked for help."""

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        name = event["request"].get("intent", {}).get("name")
        if name == "AMAZON.HelpIntent":
            raise KeyError(event["request"]["requestId"])
        if name == "CartIntent":
            return a_response(outputSpeech=speech("&"), shouldEndSession=True)
        return super().__call__(event, context)


def test_trouble_that_is_expected_does_not_end_the_conversation() -> None:
    lines = (OPEN, "my cart please", "> trouble contains well-formed XML", "> no speech", OPEN, "help")

    assert perform(*lines, "> trouble contains KeyError", OPEN, "> no trouble", skill=RefusedAtTheEnd()) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("> speech", "> speech contains|lacks TEXT or > speech is TEXT or > speech matches /EXPRESSION/, found"),
        ("> speech matches /(/", "a regular expression (missing ), unterminated subpattern at position 0)"),
        ("> speech matches welcome", "> speech matches /EXPRESSION/"),
        ("> charged lots", "> charged NUMBER CURRENCY"),
        ("> charged 9.00 dollars", "> charged NUMBER CURRENCY [never|once|twice|N times]"),
        ("> hope", "> order placed"),
        ("> order plaecd", "expected > order placed, found"),
        ("> sesion open", "expected > session open|ended, found"),
        ("> oder placed", "expected > order placed"),
        ("> directive Charge amount", "a value after each MEMBER"),
        ("> directive Charge amount '9", "closed quotes"),
        (">", "> speech contains|lacks TEXT or"),
    ],
)
def test_a_misspelt_expectation_is_told_what_was_expected(line: str, expected: str) -> None:
    with pytest.raises(Misused, match=re.escape(expected)):
        parse_expectation(line)


def test_every_form_has_a_usage_of_its_own_and_a_meaning() -> None:
    usages = [form.usage for form in EXPECTATIONS]

    assert len(set(usages)) == len(usages)
    assert all(form.meaning for form in EXPECTATIONS)
