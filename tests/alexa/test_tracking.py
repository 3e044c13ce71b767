"""After the purchase, by voice: order status, cancel, refund and contact, each with words and a card."""

from dataclasses import replace

import pytest

from tests.alexa.envelopes import a_product_slot
from tests.alexa.purchases import buys_to_the_end
from tests.alexa.tills import Customer, Till, Turn
from tests.builders import NOW, a_money
from voicetill.domain.orders import Request, Shipment, Verdict, Wish
from voicetill.domain.refunds import Reason, Refund, RefundState

CONTACT = "Questions? +1 555 010 0199 or help@nonicks.example"


@pytest.fixture
def number(till: Till, customer: Customer) -> str:
    """The end of the number of an order that the customer has placed."""
    buys_to_the_end(customer)
    return till.orders[0].short_number


def says_whom_to_ask(turn: Turn) -> bool:
    logos = {"smallImageUrl", "largeImageUrl"}
    return turn.card["text"].endswith(CONTACT) and set(turn.card["image"]) == logos


def test_the_latest_order_is_told_with_number_day_items_total_and_state(customer: Customer, number: str) -> None:
    turn = customer.says("OrderStatusIntent", order=None, product=None)

    assert turn.heard == (
        f"Your latest order is {number}, from March second: one starter kit, for nine dollars. "
        "It hasn't shipped yet. What else would you like?"
    )
    assert f'<say-as interpret-as="digits">{number}</say-as>' in turn.speech
    assert turn.waits


def test_an_order_that_is_not_found_is_asked_for_again(customer: Customer, number: str) -> None:
    turn = customer.says("OrderStatusIntent", order="0000", product=None)

    assert turn.heard.startswith(f"I can't find that order. Your latest is {number}")
    assert turn.directive["slotToElicit"] == "order"


def test_who_has_no_order_hears_so(customer: Customer) -> None:
    turn = customer.says("OrderStatusIntent")

    assert turn.speech.startswith("You have no orders with us yet.")
    assert turn.waits


@pytest.mark.parametrize(("intent", "wish"), [("CancelOrderIntent", Wish.CANCEL), ("RefundIntent", Wish.REFUND)])
def test_a_wish_is_noted_and_its_card_says_whom_to_ask(
    till: Till, customer: Customer, number: str, intent: str, wish: Wish
) -> None:
    turn = customer.says(intent, order=number, product=None)

    assert f"order {number}, one starter kit. We'll get back to you soon." in turn.heard
    assert turn.card["title"].startswith("No Nicks: your request")
    assert till.orders[0].number in turn.card["text"]
    assert says_whom_to_ask(turn)
    assert till.orders[0].has_asked(wish)
    assert not turn.waits


def test_a_wish_that_was_noted_before_is_said_to_be(customer: Customer, number: str) -> None:
    customer.says("RefundIntent")

    again = customer.says("RefundIntent")
    status = customer.says("OrderStatusIntent")

    assert again.heard.startswith(f"I already have your request for order {number}")
    assert "You asked for a refund, and we'll get back to you." in status.heard


@pytest.mark.parametrize("intent", ["CancelOrderIntent", "RefundIntent"])
def test_who_has_no_order_still_gets_the_people_behind_the_shop(customer: Customer, intent: str) -> None:
    turn = customer.says(intent)

    assert says_whom_to_ask(turn)
    assert "I can't find an order of yours" in turn.speech


def test_an_order_is_found_by_what_is_in_it(customer: Customer, number: str) -> None:
    turn = customer.says("OrderStatusIntent", product=a_product_slot("starter_kit"))

    assert turn.heard.startswith(f"Order {number}, from")


def test_contact_says_phone_and_e_mail_and_sends_them(customer: Customer) -> None:
    turn = customer.says("ContactIntent")

    assert turn.heard == (
        "You can call us at +1 555 010 0199, or write to help@nonicks.example. I sent both to your Alexa app."
    )
    assert turn.card["title"] == "How to reach No Nicks"
    assert says_whom_to_ask(turn)


@pytest.mark.parametrize("intent", ["SubscriptionStatusIntent", "CancelSubscriptionIntent"])
def test_subscriptions_are_said_not_to_exist(customer: Customer, intent: str) -> None:
    assert customer.says(intent).speech.startswith("You don't have a subscription with us")


def test_a_subscription_is_not_sold_and_what_is_sold_is_offered(customer: Customer) -> None:
    turn = customer.says("SubscribeIntent", product=a_product_slot("refill_subscription"))

    assert turn.speech.startswith("I'm sorry, I can't sell subscriptions yet. I have a starter kit")
    assert turn.waits


def test_a_code_is_neither_needed_nor_said_again(customer: Customer) -> None:
    turn = customer.says("VoiceCodeIntent", code="4711")

    assert "4711" not in str(turn.whole)
    assert turn.waits


def test_a_no_to_one_thing_more_ends_it(till: Till, customer: Customer) -> None:
    placed = buys_to_the_end(customer)

    turn = customer.says("AMAZON.NoIntent")

    assert placed.waits
    assert turn.speech == "All right. Goodbye."
    assert not turn.waits
    assert len(till.orders) == 1


def test_a_yes_to_one_thing_more_hears_its_total_before_anything_is_charged(customer: Customer) -> None:
    buys_to_the_end(customer)

    turn = customer.says("AMAZON.YesIntent")
    charge = customer.says("AMAZON.YesIntent")

    assert turn.speech.startswith("One refill pack, delivered to 1234 Main Street in Cupertino. Your total is ")
    assert not turn.directives
    assert charge.directive["name"] == "Charge"


# What the merchant has done with an order is said as it is.


def told_of(till: Till, customer: Customer, **changes: object) -> str:
    (order,) = till.orders
    till.ledger.save_order(order, replace(order, **changes))  # type: ignore[arg-type]
    return customer.says("OrderStatusIntent").heard


def back(minor: int, state: RefundState) -> Refund:
    return Refund(f"{'r' * 26}r01", a_money(minor), Reason.CUSTOMER_REQUEST, state, NOW)


def parcel(carrier: str) -> Shipment:
    return Shipment(NOW, ("starter_kit",), carrier, "1Z999")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shipments": (parcel(""),)}, "It shipped on March second. What"),
        ({"shipments": (parcel("UPS"),)}, "It shipped on March second with UPS. What"),
        ({"shipments": (parcel("A & B <parcels>"),)}, "with A & B <parcels>. What"),
        ({"canceled_at": NOW}, "It was canceled. What"),
        (
            {"canceled_at": NOW, "refunds": (back(900, RefundState.DONE),)},
            "It was canceled. We refunded nine dollars. What",
        ),
        (
            {"canceled_at": NOW, "refunds": (back(900, RefundState.PENDING),)},
            "It was canceled. Your refund of nine dollars is on its way. What",
        ),
        ({"refunds": (back(400, RefundState.DONE),)}, "It hasn't shipped yet. We refunded four dollars. What"),
        ({"refunds": (back(900, RefundState.DONE),)}, "for nine dollars. We refunded nine dollars. What"),
        ({"refunds": (back(900, RefundState.UNKNOWN),)}, "Your refund of nine dollars is on its way. What"),
        ({"refunds": (back(900, RefundState.REFUSED),)}, "It hasn't shipped yet. What"),
        (
            {"requests": (Request(Wish.REFUND, NOW, Verdict.REFUSED, NOW, "no reason that is spoken"),)},
            "It hasn't shipped yet. We couldn't do what you asked for it. You can call us or write to us. What",
        ),
        (
            {
                "requests": (Request(Wish.REFUND, NOW, Verdict.GRANTED, NOW),),
                "refunds": (back(900, RefundState.DONE),),
            },
            "We refunded nine dollars. What",
        ),
        ({"requests": (Request(Wish.CANCEL, NOW),)}, "You asked to cancel it, and we'll get back to you. What"),
    ],
)
def test_what_became_of_an_order_is_said_as_it_is(
    till: Till, customer: Customer, number: str, changes: dict[str, object], said: str
) -> None:
    assert said in told_of(till, customer, **changes)


@pytest.mark.parametrize("intent", ["CancelOrderIntent", "RefundIntent"])
def test_who_wishes_for_what_has_come_about_hears_so(
    till: Till, customer: Customer, number: str, intent: str
) -> None:
    (order,) = till.orders
    till.ledger.save_order(order, replace(order, canceled_at=NOW, refunds=(back(900, RefundState.DONE),)))

    turn = customer.says(intent, order=number, product=None)

    assert "It was canceled. We refunded nine dollars." in turn.heard
    assert not till.orders[0].requests
