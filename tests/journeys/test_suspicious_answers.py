"""Answers are read with suspicion: only proof confirms, and nothing is taken twice."""

import copy
import re
from typing import Any

import pytest

from simulator.amazon_pay.faults import CHARGE, SETUP
from simulator.amazon_pay.outcomes import OUTCOMES, Outcome
from simulator.stage.turns import Turn
from tests.journeys.conftest import Journey

# Answers after which a purchase goes on as usual: another line of the address, or nothing wrong at all.
GOOD = {"open", "paid", "missing-address-line-1", "twice", "late", "never", "out-of-order", "cold"}

# Setup runs again by itself after these, and the purchase ends well (a test of its own below).
RENEWED = {"InvalidBillingAgreementId", "InvalidBillingAgreementStatus"}

SETUP_TROUBLE = [o for o in OUTCOMES.values() if o.operations >= SETUP and o.name not in GOOD]
CHARGE_TROUBLE = [o for o in OUTCOMES.values() if o.operations >= CHARGE and o.name not in GOOD]


def names(outcome: Outcome) -> str:
    return outcome.name


def is_confirmation(turn: Turn) -> bool:
    return "order is placed" in (turn.speech or "") or (turn.card or {}).get("type") == "Standard"


def speaks_no_codes(turn: Turn) -> bool:
    words = turn.speech or ""
    return not re.search(r"[a-z][A-Z]|_|\b[45]\d\d\b|\b(error|exception|null|payload|token)\b", words)


@pytest.mark.parametrize("outcome", SETUP_TROUBLE, ids=names)
def test_a_faulty_setup_answer_neither_charges_nor_confirms_and_keeps_the_cart(
    journey: Journey, outcome: Outcome
) -> None:
    journey.say("open no nicks")
    journey.room.pay(outcome.name)

    turns = journey.room.say("a starter kit")

    assert not any(directive["name"] == "Charge" for turn in turns for directive in turn.directives)
    assert not any(is_confirmation(turn) for turn in turns)
    assert speaks_no_codes(turns[-1])
    assert journey.charged == []
    assert journey.orders == []
    assert [line["product_id"] for line in journey.stored("NOW#CUSTOMER")["cart"]] == ["starter_kit"]


@pytest.mark.parametrize("outcome", [o for o in CHARGE_TROUBLE if o.name not in RENEWED], ids=names)
def test_a_charge_answer_that_is_no_proof_confirms_nothing(journey: Journey, outcome: Outcome) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay(outcome.name)

    turns = journey.room.say("yes")

    assert not any(is_confirmation(turn) for turn in turns)
    assert speaks_no_codes(turns[-1])
    assert turns[-1].speech
    assert journey.orders == []
    assert len(journey.charged) <= 1
    assert [line["product_id"] for line in journey.stored("NOW#CUSTOMER")["cart"]] == ["starter_kit"]


@pytest.mark.parametrize("outcome", CHARGE_TROUBLE, ids=names)
def test_whatever_came_first_a_late_proof_still_becomes_one_paid_order(journey: Journey, outcome: Outcome) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay(outcome.name)
    charge = journey.room.say("yes")[0]

    placed = journey.room.send(proof_of(charge))[-1]
    again = journey.room.send(proof_of(charge))[-1]

    assert is_confirmation(placed)
    assert again.response == placed.response
    assert len(journey.orders) == 1


def test_a_proof_for_a_checkout_that_was_replaced_still_becomes_an_order(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("declined-amazon-rejected")
    charge = journey.room.say("yes")[0]
    journey.say("ask no nicks to buy a barber voucher")

    placed = journey.room.send(proof_of(charge))[-1]

    assert is_confirmation(placed)
    assert [order["quote"]["lines"][0]["product_id"] for order in journey.orders] == ["starter_kit"]
    assert journey.stored("NOW#CHECKOUT")["state"] == "ABANDONED"
    assert [line["product_id"] for line in journey.stored("NOW#CUSTOMER")["cart"]] == ["barber_voucher"]


def test_doubt_about_a_checkout_that_was_replaced_blocks_a_new_purchase(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("declined-amazon-rejected")
    charge = journey.room.say("yes")[0]
    journey.say("ask no nicks to buy a barber voucher")
    short = proof_of(charge)
    for name in ("authorizationAmount", "capturedAmount"):
        short["request"]["payload"]["authorizationDetails"][name] = {"amount": "4.50", "currencyCode": "USD"}

    doubted = journey.room.send(short)[-1]
    waiting = journey.say("ask no nicks to buy a refill pack")
    placed = journey.room.send(proof_of(charge))[-1]

    assert not is_confirmation(doubted)
    assert waiting.speech is not None
    assert "still being processed" in waiting.speech
    assert is_confirmation(placed)


def test_a_late_setup_answer_of_a_checkout_that_was_replaced_is_told_in_words(journey: Journey) -> None:
    journey.room.pay("late")
    journey.say("ask no nicks to buy a starter kit", "ask no nicks to buy a refill pack")

    told = journey.room.deliver()[-1]

    assert told.speech == "Your Amazon Pay account is ready. To order, open No Nicks again and say: check out."


def test_the_same_setup_answer_twice_reads_the_same_offer_back(journey: Journey) -> None:
    first = journey.say("open no nicks", "a starter kit")

    second = journey.room.redeliver()[-1]

    assert second.response == first.response


def test_the_same_setup_answer_twice_gives_the_same_charge(journey: Journey) -> None:
    journey.room.pay("late")
    journey.say("ask no nicks to buy a barber voucher", "yes")
    journey.room.pay("never")

    first = journey.room.deliver()[-1]
    second = journey.room.redeliver()[0]

    assert first.directives[0]["name"] == "Charge"
    assert second.directives == first.directives


def test_the_same_charge_answer_twice_gives_one_order_and_the_same_words(journey: Journey) -> None:
    first = journey.say("open no nicks", "a starter kit", "yes")

    second = journey.room.redeliver()[-1]

    assert second.response == first.response
    assert len(journey.orders) == 1
    assert journey.charged == ["9.00 USD"]


def test_another_customers_answer_finds_nothing(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("late")
    charge = journey.room.say("yes")[0]
    stranger = journey.room.switch_to(customer="a stranger")
    stolen = proof_of(charge)
    for place in (stolen["session"]["user"], stolen["context"]["System"]["user"]):
        place["userId"] = stranger.customer.user_id

    turn = journey.room.send(stolen)[-1]

    assert not is_confirmation(turn)
    assert journey.orders == []


@pytest.mark.parametrize("code", sorted(RENEWED))
def test_a_dead_agreement_is_set_up_again_by_itself_at_the_same_price(journey: Journey, code: str) -> None:
    journey.say("open no nicks", "a starter kit", "yes")
    journey.say("ask no nicks to buy a starter kit")
    journey.room.pay(code)

    turns = journey.room.say("yes")

    assert [directive["name"] for turn in turns for directive in turn.directives] == ["Charge", "Setup", "Charge"]
    assert is_confirmation(turns[-1])
    assert journey.charged == ["9.00 USD", "9.00 USD"]


def test_after_a_failure_that_may_pass_a_yes_charges_once_more_under_a_new_reference(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("declined-processing-failure")

    failed = journey.room.say("yes")[-1]
    again, placed = journey.room.say("yes")

    assert failed.speech is not None
    assert failed.speech.endswith("your cart is kept. Shall I try again?")
    assert again.directives[0]["payload"]["authorizeAttributes"]["authorizationReferenceId"].endswith("02")
    assert is_confirmation(placed)
    assert journey.charged == ["9.00 USD"]


def test_a_suspended_agreement_is_not_charged_again_until_the_wallet_is_repaired(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("declined-invalid-payment-method-hard")
    journey.say("yes")

    suspended = journey.room.say("ask no nicks to check out")
    journey.room.buyer.repair_wallet()
    journey.say("ask no nicks to check out", "yes")

    assert not any(is_confirmation(turn) for turn in suspended)
    assert journey.charged == ["9.00 USD"]
    assert len(journey.orders) == 1


def proof_of(charge: Turn) -> dict[str, Any]:
    """Return the answer that Amazon Pay would give to a charge that went through."""
    directive = charge.directives[0]
    details = directive["payload"]["authorizeAttributes"]
    amount = {name: details["authorizationAmount"][name] for name in ("amount", "currencyCode")}
    event = copy.deepcopy(charge.request)
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
