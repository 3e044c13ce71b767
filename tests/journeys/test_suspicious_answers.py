"""Answers are read with suspicion: only proof confirms, and nothing is taken twice."""

import copy
import re
from typing import Any

import pytest

from simulator.amazon_pay.faults import CHARGE, SETUP
from simulator.amazon_pay.outcomes import OUTCOMES, Outcome
from simulator.testing import Reply, Shop
from tests.journeys.conftest import stored

# Answers after which a purchase goes on as usual: another line of the address, proof without the ids that only
# bookkeeping wants, or nothing wrong at all.
GOOD = {
    "open", "paid", "missing-address-line-1", "missing-order-reference", "missing-authorization-id",
    "twice", "late", "never", "out-of-order", "cold", "at-once",
}  # fmt: skip

# Setup runs again by itself after these, and the purchase ends well (a test of its own below).
RENEWED = {"InvalidBillingAgreementId", "InvalidBillingAgreementStatus"}

SETUP_TROUBLE = [o for o in OUTCOMES.values() if o.operations >= SETUP and o.name not in GOOD]
CHARGE_TROUBLE = [o for o in OUTCOMES.values() if o.operations >= CHARGE and o.name not in GOOD]


def names(outcome: Outcome) -> str:
    return outcome.name


def is_confirmation(reply: Reply) -> bool:
    return "order is placed" in reply.speech or any(card["type"] == "Standard" for card in reply.cards)


def speaks_no_codes(reply: Reply) -> bool:
    return not re.search(r"[a-z][A-Z]|_|\b[45]\d\d\b|\b(error|exception|null|payload|token)\b", reply.speech)


@pytest.mark.parametrize("outcome", SETUP_TROUBLE, ids=names)
def test_a_faulty_setup_answer_neither_charges_nor_confirms_and_keeps_the_cart(
    shop: Shop, outcome: Outcome
) -> None:
    shop.say("open no nicks")
    shop.pay(outcome.name)

    told = shop.say("a starter kit")

    assert "Charge" not in told.sent
    assert not is_confirmation(told)
    assert speaks_no_codes(told)
    assert shop.charged == []
    assert shop.orders == []
    assert [line["product_id"] for line in stored(shop, "NOW#CUSTOMER")["cart"]] == ["starter_kit"]


@pytest.mark.parametrize("outcome", [o for o in CHARGE_TROUBLE if o.name not in RENEWED], ids=names)
def test_a_charge_answer_that_is_no_proof_confirms_nothing(shop: Shop, outcome: Outcome) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(outcome.name)

    told = shop.say("yes")

    assert not is_confirmation(told)
    assert speaks_no_codes(told)
    assert told.speech
    assert shop.orders == []
    assert len(shop.charged) <= 1
    assert [line["product_id"] for line in stored(shop, "NOW#CUSTOMER")["cart"]] == ["starter_kit"]


@pytest.mark.parametrize("outcome", CHARGE_TROUBLE, ids=names)
def test_whatever_came_first_a_late_proof_still_becomes_one_paid_order(shop: Shop, outcome: Outcome) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(outcome.name)
    charge = shop.say("yes")

    placed = shop.send(proof_of(charge))
    again = shop.send(proof_of(charge))

    assert is_confirmation(placed)
    assert again.response == placed.response
    assert len(shop.orders) == 1


def test_a_proof_for_a_checkout_that_was_replaced_still_becomes_an_order(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("declined-amazon-rejected")
    charge = shop.say("yes")
    shop.say("ask no nicks to buy a barber voucher")

    placed = shop.send(proof_of(charge))

    assert is_confirmation(placed)
    assert [order["quote"]["lines"][0]["product_id"] for order in shop.orders] == ["starter_kit"]
    assert stored(shop, "NOW#CHECKOUT")["state"] == "ABANDONED"
    assert [line["product_id"] for line in stored(shop, "NOW#CUSTOMER")["cart"]] == ["barber_voucher"]


def test_doubt_about_a_checkout_that_was_replaced_blocks_a_new_purchase(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("declined-amazon-rejected")
    charge = shop.say("yes")
    shop.say("ask no nicks to buy a barber voucher")
    short = proof_of(charge)
    for name in ("authorizationAmount", "capturedAmount"):
        short["request"]["payload"]["authorizationDetails"][name] = {"amount": "4.50", "currencyCode": "USD"}

    doubted = shop.send(short)
    waiting = shop.say("ask no nicks to buy a refill pack")
    placed = shop.send(proof_of(charge))
    going_on = shop.say("ask no nicks to buy a refill pack")

    assert not is_confirmation(doubted)
    assert "still being processed" in waiting.speech
    assert is_confirmation(placed)
    assert "Shall I place the order?" in going_on.speech


def test_a_late_setup_answer_of_a_checkout_that_was_replaced_is_told_in_words(shop: Shop) -> None:
    shop.pay("late")
    shop.say("ask no nicks to buy a starter kit", "ask no nicks to buy a refill pack")

    told = shop.deliver()

    assert told.speech == "Your Amazon Pay account is ready. To order, open No Nicks again and say: check out."


def test_the_same_setup_answer_twice_reads_the_same_offer_back(shop: Shop) -> None:
    first = shop.say("open no nicks", "a starter kit")

    second = shop.redeliver()

    assert second.response == first.response


def test_the_same_setup_answer_twice_gives_the_same_charge(shop: Shop) -> None:
    shop.pay("late")
    shop.say("ask no nicks to buy a barber voucher", "yes")
    shop.pay("never")

    first = shop.deliver()
    second = shop.redeliver()

    assert first.sent == ["Charge"]
    assert second.directives == first.directives


def test_the_same_charge_answer_twice_gives_one_order_and_the_same_words(shop: Shop) -> None:
    first = shop.say("open no nicks", "a starter kit", "yes")

    second = shop.redeliver()

    assert second.response == first.response
    assert len(shop.orders) == 1
    assert shop.charged == ["9.00 USD"]


def test_another_customers_answer_finds_nothing(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    charge = shop.say("yes")
    shop.switch_to(customer="a stranger")
    stolen = proof_of(charge)
    for place in (stolen["session"]["user"], stolen["context"]["System"]["user"]):
        place["userId"] = shop.room.speaker.customer.user_id

    told = shop.send(stolen)

    assert not is_confirmation(told)
    assert shop.orders == []


@pytest.mark.parametrize("code", sorted(RENEWED))
def test_a_dead_agreement_is_set_up_again_by_itself_at_the_same_price(shop: Shop, code: str) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("ask no nicks to buy a starter kit")
    shop.pay(code)

    placed = shop.say("yes")

    assert placed.sent == ["Charge", "Setup", "Charge"]
    assert is_confirmation(placed)
    assert shop.charged == ["9.00 USD", "9.00 USD"]


def test_after_a_failure_that_may_pass_a_yes_charges_once_more_under_a_new_reference(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("declined-processing-failure")

    failed = shop.say("yes")
    placed = shop.say("yes")

    assert failed.speech.endswith("your cart is saved. Shall I try again?")
    assert placed.directives[0]["payload"]["authorizeAttributes"]["authorizationReferenceId"].endswith("02")
    assert is_confirmation(placed)
    assert shop.charged == ["9.00 USD"]


def test_a_suspended_agreement_is_not_charged_again_until_the_wallet_is_repaired(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("declined-invalid-payment-method-hard")
    shop.say("yes")

    suspended = shop.say("ask no nicks to check out")
    shop.repair_wallet()
    shop.say("ask no nicks to check out", "yes")

    assert not is_confirmation(suspended)
    assert shop.charged == ["9.00 USD"]
    assert len(shop.orders) == 1


def proof_of(charge: Reply) -> dict[str, Any]:
    """Return the answer that Amazon Pay would give to a charge that went through."""
    directive = charge.directives[0]
    details = directive["payload"]["authorizeAttributes"]
    amount = {name: details["authorizationAmount"][name] for name in ("amount", "currencyCode")}
    event = copy.deepcopy(charge.turns[0].request)
    event["session"] |= {"new": True, "attributes": {}}
    event["request"] = {
        "type": "Connections.Response",
        "requestId": "amzn1.echo-api.request.late",
        "timestamp": event["request"]["timestamp"],
        "locale": "en-US",
        "name": "Charge",
        "token": directive["token"],
        "status": {"code": "200", "message": "OK"},
        "payload": {
            "amazonOrderReferenceId": "S01-7654321-7654321",
            "authorizationDetails": {
                "amazonAuthorizationId": "S01-7654321-7654321-A000001",
                "authorizationReferenceId": details["authorizationReferenceId"],
                "authorizationAmount": amount,
                "capturedAmount": amount,
                "idList": ["S01-7654321-7654321-C000001"],
                "softDecline": False,
                "captureNow": True,
                "authorizationStatus": {"state": "Closed", "reasonCode": "MaxCapturesProcessed"},
            },
        },
    }
    return event
