"""A first purchase, word for word, card for card, directive for directive."""

import pytest

from tests.alexa.envelopes import a_product_slot, an_answer
from tests.alexa.purchases import buys_a_starter_kit, buys_to_the_end, hears_the_total
from tests.alexa.tills import Customer, Till, Turn, paid

READ_BACK = (
    "One starter kit, delivered to 1234 Main Street in Cupertino. Your total is nine dollars, tax and delivery "
    "included, sold by No Nicks. Shall I place the order?"
)
PLACED = "Thank you. Your order is placed; the details are in your Alexa app."
ONE_MORE = "Would you also like a refill pack for six dollars and fifty cents?"
CONSENT_CARD = {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}


def hands_over(turn: Turn, name: str) -> bool:
    """Whether the turn is what hands over to Amazon Pay: not a word, one directive, the session ended."""
    response = turn.response
    return (
        set(response) == {"directives", "shouldEndSession"}
        and response["shouldEndSession"] is True
        and turn.directive["type"] == "Connections.SendRequest"
        and turn.directive["name"] == name
        and turn.attributes == {}
    )


def test_the_customer_hears_just_these_words(customer: Customer) -> None:
    welcome = customer.opens()
    setup = buys_a_starter_kit(customer)
    read_back = customer.sets_up(setup)
    charge = customer.says("AMAZON.YesIntent")
    placed = customer.pays(charge)

    assert welcome.speech == (
        "Welcome to No Nicks. You can buy a starter kit, a refill pack, and a barber voucher. What would you like?"
    )
    assert hands_over(setup, "Setup")
    assert read_back.speech == READ_BACK
    assert read_back.reprompt == "Your total is nine dollars. Shall I place the order? Please say yes or no."
    assert hands_over(charge, "Charge")
    assert placed.speech == f"{PLACED} {ONE_MORE}"
    assert placed.reprompt == ONE_MORE


def test_the_card_of_a_placed_order_says_all_that_a_customer_may_ask(customer: Customer) -> None:
    card = buys_to_the_end(customer).card

    assert card["type"] == "Standard"
    assert card["title"] == "No Nicks order confirmation"
    first, *rest, number, contact = card["text"].split("\n")
    assert first == "1 × Starter Kit: $9.00"
    assert rest == [
        "Delivery: free",
        "Total: $9.00, tax included ($0.61)",
        "Delivered to: Robin Example, 1234 Main Street, Cupertino, CA 95014",
        "Sold by: No Nicks",
    ]
    assert number.startswith("Order number: ")
    assert contact == "Questions? +1 555 010 0199 or help@nonicks.example"
    assert card["image"] == {
        "smallImageUrl": "https://nonicks.example/images/logo-720.png",
        "largeImageUrl": "https://nonicks.example/images/logo-1200.png",
    }


@pytest.mark.parametrize("permission", ["DENIED", None, "SOMETHING_NEW"])
def test_without_the_permission_the_reason_is_said_the_consent_card_sent_and_the_session_ended(
    till: Till, permission: str | None
) -> None:
    customer = Customer(till, permission=permission)

    turn = buys_a_starter_kit(customer)

    assert turn.speech.startswith("To take your order, I need your permission to use Amazon Pay.")
    assert turn.card == CONSENT_CARD
    assert turn.response["shouldEndSession"] is True
    assert not turn.directives


def test_the_permission_withdrawn_before_the_yes_charges_nothing(customer: Customer) -> None:
    hears_the_total(customer)
    customer.permission = "DENIED"

    turn = customer.says("AMAZON.YesIntent")

    assert turn.card == CONSENT_CARD
    assert not turn.directives


def test_a_returning_customer_hears_the_total_at_once(customer: Customer) -> None:
    buys_to_the_end(customer)

    turn = buys_a_starter_kit(customer)

    assert turn.speech == READ_BACK
    assert hands_over(customer.says("AMAZON.YesIntent"), "Charge")


def test_where_nothing_is_delivered_the_total_is_agreed_before_setup_and_charged_after_it(
    customer: Customer,
) -> None:
    told = customer.says("BuyIntent", product=a_product_slot("barber_voucher"), quantity="2")
    setup = customer.says("AMAZON.YesIntent")
    charge = customer.sets_up(setup)
    placed = customer.pays(charge)

    assert told.speech == (
        "Two barber vouchers. Your total is fifty dollars, tax included, sold by No Nicks. "
        "Shall I place the order?"
    )
    assert hands_over(setup, "Setup")
    assert hands_over(charge, "Charge")
    assert placed.speech == PLACED
    assert "Deliver" not in placed.card["text"]


def test_the_same_setup_answer_twice_reads_the_same_total_back(customer: Customer) -> None:
    setup = buys_a_starter_kit(customer)

    first, second = customer.sets_up(setup), customer.sets_up(setup)

    assert first.whole == second.whole


def test_the_same_charge_answer_twice_says_the_same_and_makes_one_order(till: Till, customer: Customer) -> None:
    hears_the_total(customer)
    answer = paid(customer.says("AMAZON.YesIntent"))

    first, second = customer.sends(answer), customer.sends(answer)

    assert first.whole == second.whole
    assert len(till.orders) == 1


def test_after_a_no_to_one_thing_more_the_same_answer_offers_it_no_more(till: Till, customer: Customer) -> None:
    hears_the_total(customer)
    answer = paid(customer.says("AMAZON.YesIntent"))
    first = customer.sends(answer)
    customer.says("AMAZON.NoIntent")

    second = customer.sends(answer)

    assert first.speech == f"{PLACED} {ONE_MORE}"
    assert second.speech == PLACED
    assert first.card == second.card
    assert len(till.orders) == 1


@pytest.mark.parametrize("field", ["authorizationReferenceId", "capturedAmount"])
def test_an_answer_without_proof_is_never_called_placed(till: Till, customer: Customer, field: str) -> None:
    hears_the_total(customer)
    answer = paid(customer.says("AMAZON.YesIntent"))
    del answer["request"]["payload"]["authorizationDetails"][field]

    turn = customer.sends(answer)

    assert turn.speech.startswith("Your payment is still being processed")
    assert till.orders == []


def test_what_amazon_pay_has_said_itself_is_not_said_again(customer: Customer) -> None:
    setup = buys_a_starter_kit(customer)
    error = {"errorCode": "InvalidShippingAddress", "errorMessage": "no words for a customer"}

    turn = customer.sends(an_answer("Setup", setup.directive["token"], error, code="400", message="x"))

    assert turn.speech == "Your order is not placed. Your cart is saved for when you come back."


@pytest.mark.parametrize("name", ["Buy", "Upsell", "Cancel", "", "setup"])
def test_answers_of_other_connections_get_a_polite_nothing(till: Till, customer: Customer, name: str) -> None:
    setup = buys_a_starter_kit(customer)
    before = till.ledger.writes

    turn = customer.sends(an_answer(name, setup.directive["token"], {"purchaseResult": "ACCEPTED"}))

    assert turn.speech.startswith("I'm sorry, I didn't get that.")
    assert till.ledger.writes == before


def test_the_session_s_memory_is_small_and_plain(customer: Customer) -> None:
    attributes = hears_the_total(customer).attributes

    assert set(attributes) == {"reprompt", "asked", "question", "about"}
    assert "Main Street" not in str(attributes)
    assert len(repr(attributes)) < 1000
