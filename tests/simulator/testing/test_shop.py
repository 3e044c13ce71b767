"""The shop that other people's tests talk to: what customers, Amazon Pay and the world can do in it."""

import pytest

from simulator.testing import InVain, Shop, open_shop, shop

__all__ = ["open_shop", "shop"]


def test_a_purchase_is_talked_through_and_looked_at(shop: Shop) -> None:
    welcome = shop.say("open no nicks")
    total = shop.say("a starter kit")
    placed = shop.say("yes")

    shop.expect("order placed", "charged 9.00 USD once", "> card title No Nicks order confirmation")
    assert "Welcome" in welcome.speech
    assert not welcome.ended
    assert total.sent == ["Setup"]
    assert len(total.turns) == 2
    assert "Your order is placed" in placed.speech
    assert placed.sent == ["Charge"]
    assert placed.directives[0]["payload"]["authorizeAttributes"]["authorizationAmount"]["amount"] == "9.00"
    assert placed.card is not None
    assert not placed.ended
    assert placed.trouble is None
    assert placed.response["response"]["shouldEndSession"] is False
    assert shop.say("no").ended
    assert str(placed) == placed.speech
    assert repr(placed) == f"<Reply: {placed.speech!r} in 2 turns>"
    assert shop.charged == ["9.00 USD"]
    assert shop.ledger.charges[0].reference == shop.orders[0]["payment"]["reference"]
    assert {item["sk"].split("#")[0] for item in shop.items} >= {"NOW", "ORDER", "NUMBER"}


def test_a_shop_tells_in_short_who_speaks(shop: Shop) -> None:
    shop.say("open no nicks")

    assert repr(shop) == "<Shop: first customer at kitchen, 1 turns so far>"
    assert shop.listening


def test_several_things_can_be_said_at_once(shop: Shop) -> None:
    assert "Your order is placed" in shop.say("open no nicks", "a starter kit", "yes").speech


@pytest.mark.parametrize("words", ["!cold", "> order placed", "# a remark", " "])
def test_what_no_customer_says_is_not_said(shop: Shop, words: str) -> None:
    with pytest.raises(ValueError, match="what a customer says"):
        shop.say(words)


def test_an_intent_can_be_meant_without_its_words(shop: Shop) -> None:
    assert "Two refill packs" in shop.intend("BuyIntent", product="refill pack", quantity="2").speech


def test_silence_hears_the_question_again_and_then_ends(shop: Shop) -> None:
    shop.say("open no nicks")

    again, over = shop.silence(), shop.silence()

    assert "What would you like?" in again.speech
    assert not again.ended
    assert over.ended
    assert over.speech == ""


def test_a_customer_can_leave(shop: Shop) -> None:
    shop.say("open no nicks")

    assert shop.leave().turns[0].kind == "SessionEndedRequest"


def test_a_screen_can_be_touched(shop: Shop) -> None:
    shop.switch_to(device="show")
    shop.say("open no nicks")

    (turn,) = shop.touch("buy", {"product": "starter_kit"}).turns

    assert turn.request["request"]["arguments"] == ["buy", {"product": "starter_kit"}]


def test_any_event_can_be_sent(shop: Shop) -> None:
    event = shop.say("open no nicks").turns[0].request

    assert "Welcome" in shop.send(event).speech


def test_customers_and_devices_stand_side_by_side(shop: Shop) -> None:
    shop.say("open no nicks")
    shop.switch_to(customer="Ben the second", device="bedroom", kind="show")

    with shop.speaking(customer="Ada"):
        shop.say("ask no nicks to buy a starter kit")
        ada = shop.room.speaker
    shop.say("ask no nicks to buy a refill pack", "yes")

    assert ada.customer.name == "Ada"
    assert shop.room.speaker.customer.name == "Ben the second"
    assert shop.room.speaker.device.has_screen
    assert shop.charged == ["9.00 USD"]
    assert len({item["pk"] for item in shop.items if item["sk"].startswith("NOW#")}) == 2


def test_what_the_alexa_app_says_can_be_changed(shop: Shop) -> None:
    shop.consent("denied")
    asked = shop.say("ask no nicks to buy a starter kit")
    shop.consent("granted")
    shop.voice_purchasing(on=False)
    refused = shop.say("ask no nicks to buy a starter kit")

    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert refused.turns[-1].request["request"]["status"]["code"] != "200"
    assert shop.charged == []


def test_amazon_pay_answers_as_it_is_told(shop: Shop) -> None:
    shop.pay("declined-invalid-payment-method-hard")
    declined = shop.say("open no nicks", "a starter kit", "yes")
    shop.repair_wallet()
    shop.say("ask no nicks to check out")
    shop.pay("late")
    shop.say("yes")
    placed = shop.deliver()
    again = shop.redeliver()

    assert "Your order is not placed" in declined.speech
    assert "Your order is placed" in placed.speech
    assert again.response == placed.response
    assert shop.charged == ["9.00 USD"]


def test_what_the_customer_has_at_amazon_can_be_changed(shop: Shop) -> None:
    shop.address(city="Springfield")
    total = shop.say("open no nicks", "a starter kit")
    shop.limit(5)
    over = shop.say("yes")
    shop.limit("none")
    shop.say("ask no nicks to check out", "yes")
    shop.agreement("canceled")
    shop.break_wallet()
    declined = shop.say("ask no nicks to buy a barber voucher", "yes")

    assert "Springfield" in total.speech
    assert over.turns[-1].request["request"]["status"]["message"] == "PeriodicAmountExceeded"
    assert shop.charged == ["9.00 USD"]
    assert declined.sent == ["Charge", "Setup", "Charge"]


@pytest.mark.parametrize("words", ["declined-invalid-payment-method-hard", "decline InvalidPaymentMethod hard"])
def test_outcomes_can_be_ordered_in_words(shop: Shop, words: str) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(words)

    assert "nothing was charged" in shop.say("yes").speech


def test_the_world_can_be_made_difficult(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.go_cold()
    shop.outage()
    down = shop.say("yes")
    shop.crash("before-answer")
    crashed = shop.say("ask no nicks to check out")
    shop.delay(8.5)
    slow = shop.say("ask no nicks to check out")

    assert down.trouble is None
    assert "Your order is placed" not in down.speech
    assert "died" in str(crashed.trouble)
    assert "waits 8 seconds" in str(slow.trouble)


def test_each_turn_tells_its_calls(shop: Shop) -> None:
    assert [call.operation for call in shop.say("ask no nicks to buy a starter kit").turns[0].calls]


def test_what_is_on_the_screen_can_be_pressed(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")

    placed = shop.press("Place the order")

    assert "Your order is placed" in placed.speech
    assert shop.screen.texts[0] == "Order placed"


def test_a_button_that_is_not_there_is_told_with_those_that_are(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")

    with pytest.raises(InVain, match="no button on the screen says 'Buy'; there are: Place the order, Not now"):
        shop.press("Buy")
