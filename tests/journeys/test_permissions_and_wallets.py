"""What customers allow in the Alexa app, and how they can pay: refused, mended, and bought after all."""

import pytest

from simulator.testing import Shop
from tests.journeys.conftest import paid_and_stored

CARD = {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}


@pytest.mark.parametrize("consent", ["denied", "absent", "others"])
def test_without_the_permission_nothing_is_sent_and_with_it_the_cart_is_bought(shop: Shop, consent: str) -> None:
    shop.consent(consent)
    asked = shop.say("ask no nicks to buy a starter kit")

    shop.consent("granted")
    shop.say("ask no nicks to check out", "yes")

    assert asked.card == CARD
    assert asked.sent == []
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("consent", ["denied", "absent", "others"])
def test_a_permission_taken_back_while_setup_is_under_way_stops_at_the_yes(shop: Shop, consent: str) -> None:
    shop.pay("late")
    shop.say("ask no nicks to buy a starter kit")
    shop.consent(consent)
    shop.deliver()

    if shop.listening:
        asked = shop.say("yes")
        assert asked.sent == []

    assert shop.charged == []
    assert shop.orders == []


def test_voice_purchasing_that_is_off_is_told_and_switched_on_again_it_buys(shop: Shop) -> None:
    shop.voice_purchasing(on=False)
    told = shop.say("ask no nicks to buy a starter kit")

    shop.voice_purchasing(on=True)
    shop.say("ask no nicks to check out", "yes")

    assert "Voice purchasing is switched off" in told.speech
    assert len(paid_and_stored(shop)) == 1


def test_voice_purchasing_switched_off_before_the_yes_charges_nothing(shop: Shop) -> None:
    shop.say("ask no nicks to buy a starter kit")
    shop.voice_purchasing(on=False)

    told = shop.say("yes")

    assert "Voice purchasing is switched off" in told.speech
    assert shop.charged == []
    assert shop.orders == []


def test_a_hard_decline_suspends_until_the_wallet_is_repaired_and_then_it_buys(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("declined-invalid-payment-method-hard")
    declined = shop.say("yes")

    suspended = shop.say("ask no nicks to check out")
    still = shop.say("ask no nicks to check out")

    assert "nothing was charged" in declined.speech
    assert "update your payment method" in suspended.speech
    assert suspended.speech == still.speech
    assert shop.charged == []

    shop.repair_wallet()
    shop.say("ask no nicks to check out")
    placed = shop.say("yes")

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


def test_a_returning_customer_whose_agreement_was_suspended_meanwhile_is_told_and_not_charged(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("ask no nicks to buy a refill pack")
    shop.pay("declined-invalid-payment-method-hard")
    shop.say("yes")

    told = shop.say("ask no nicks to check out")

    assert "order is placed" not in told.speech
    assert shop.charged == ["9.00 USD"]

    shop.repair_wallet()
    shop.say("ask no nicks to check out", "yes")

    assert len(paid_and_stored(shop)) == 2


@pytest.mark.parametrize(
    "decline", ["declined-processing-failure", "declined-transaction-timed-out", "declined-amazon-rejected"]
)
def test_after_any_other_decline_the_kept_cart_can_be_bought(shop: Shop, decline: str) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(decline)
    declined = shop.say("yes")

    if declined.ended:
        shop.say("ask no nicks to check out")
    shop.say("yes")

    assert "order is placed" not in declined.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("days", [0, 1, 29, 31, 35, 366])
def test_a_customer_who_returns_later_buys_on_the_same_agreement(shop: Shop, days: int) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.pass_time(days=days)

    welcome = shop.say("open no nicks")
    shop.say("a refill pack", "yes")

    assert "Welcome back" in welcome.speech
    assert len({charge.agreement_id for charge in shop.ledger.charges}) == 1
    assert len(paid_and_stored(shop)) == 2
