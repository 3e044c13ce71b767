"""Several customers, and several devices of one customer, at the same time."""

from simulator.testing import Shop
from tests.journeys.conftest import charged_once_each, paid_and_stored


def test_customers_whose_words_alternate_buy_each_their_own(shop: Shop) -> None:
    wishes = {"Ada": "a starter kit", "Ben": "a refill pack", "Cleo": "a barber voucher"}
    for name in wishes:
        with shop.speaking(customer=name):
            shop.say("open no nicks")
    for name, wish in wishes.items():
        with shop.speaking(customer=name):
            shop.say(wish)
    placed = []
    for name in wishes:
        with shop.speaking(customer=name):
            placed.append(shop.say("yes").speech)

    assert all("order is placed" in speech for speech in placed)
    assert shop.charged == ["9.00 USD", "9.00 USD", "25.00 USD"]
    assert len(paid_and_stored(shop)) == 3
    assert len({charge.agreement_id for charge in shop.ledger.charges}) == 3


def test_what_one_customer_put_in_the_cart_no_other_finds(shop: Shop) -> None:
    with shop.speaking(customer="Ada"):
        shop.say("ask no nicks to buy two starter kits", "no")

    with shop.speaking(customer="Ben"):
        cart = shop.say("ask no nicks what is in my cart")

    assert cart.speech.startswith("Your cart is empty")


def test_a_cart_that_was_filled_in_the_kitchen_is_paid_in_the_bedroom(shop: Shop) -> None:
    shop.say("ask no nicks to buy a starter kit", "no")

    shop.switch_to(device="bedroom", kind="show")
    offered = shop.say("open no nicks")
    shop.say("yes")
    placed = shop.say("yes")

    assert "starter kit" in offered.speech
    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


def test_a_session_at_one_device_is_none_at_the_other(shop: Shop) -> None:
    shop.say("open no nicks")
    shop.switch_to(device="bedroom")

    assert not shop.listening

    shop.switch_to(device="kitchen")

    assert shop.listening


def test_an_answer_comes_to_the_device_that_asked_while_the_other_talks_on(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    shop.say("yes")
    kitchen = shop.room.speaker.device.device_id
    shop.switch_to(device="bedroom")
    shop.say("ask no nicks what can I buy")

    placed = shop.deliver()

    assert placed.turns[0].request["context"]["System"]["device"]["deviceId"] == kitchen
    assert "order is placed" in placed.speech
    assert shop.listening
    assert len(paid_and_stored(shop)) == 1


def test_both_devices_set_up_and_both_say_yes_and_one_order_is_charged(shop: Shop) -> None:
    shop.say("ask no nicks to buy a starter kit")
    with shop.speaking(device="bedroom"):
        shop.say("ask no nicks to check out")
        shop.say("yes")

    second = shop.say("yes")

    assert second.sent == []
    assert charged_once_each(shop)
    assert shop.charged == ["9.00 USD"]
    assert len(paid_and_stored(shop)) == 1


def test_one_customers_trouble_is_not_anothers(shop: Shop) -> None:
    with shop.speaking(customer="Ada"):
        shop.say("open no nicks", "a starter kit")
        shop.pay("declined-invalid-payment-method-hard")
        shop.say("yes")

    with shop.speaking(customer="Ben"):
        placed = shop.say("open no nicks", "a starter kit", "yes")

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


def test_a_name_that_begins_like_another_is_another_customer(shop: Shop) -> None:
    for name in ("Ada", "Ada B", "ada"):
        with shop.speaking(customer=name):
            shop.say("open no nicks", "a starter kit", "yes")

    assert len({order["customer_id"] for order in shop.orders}) == 3
    assert len(paid_and_stored(shop)) == 3
