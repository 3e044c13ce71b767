"""From the first word to the receipt."""

from simulator.testing import Shop


def test_a_first_purchase_is_set_up_read_back_agreed_charged_and_confirmed(shop: Shop) -> None:
    welcome = shop.say("open no nicks")
    read_back = shop.say("a starter kit")
    placed = shop.say("yes")

    assert welcome.speech == (
        "Welcome to No Nicks. You can buy a starter kit, a refill pack, and a barber voucher. What would you like?"
    )
    assert read_back.speech == (
        "One starter kit, delivered to 1234 Main Street in Cupertino. Your total is nine dollars, tax and "
        "delivery included, sold by No Nicks. Shall I place the order?"
    )
    assert placed.speech == (
        "Thank you. Your order is placed; the details are in your Alexa app. "
        "Would you also like a refill pack for six dollars and fifty cents?"
    )
    assert placed.card is not None
    assert placed.card["type"] == "Standard"
    assert placed.card["title"] == "No Nicks order confirmation"
    assert shop.charged == ["9.00 USD"]
    assert len(shop.orders) == 1


def test_buying_works_as_the_very_first_words_with_a_quantity(shop: Shop) -> None:
    read_back = shop.say("ask no nicks to buy two refill packs")

    assert read_back.speech.startswith("Two refill packs, delivered to ")

    shop.say("yes")

    assert shop.charged == ["13.00 USD"]


def test_a_returning_customer_skips_setup_and_buys_in_two_turns(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes")

    total = shop.say("ask no nicks to buy a starter kit")
    placed = shop.say("yes")

    assert [*total.sent, *placed.sent] == ["Charge"]
    assert shop.charged == ["9.00 USD", "9.00 USD"]
    assert len(shop.orders) == 2


def test_where_nothing_is_delivered_the_total_comes_first_and_no_second_question(shop: Shop) -> None:
    told = shop.say("ask no nicks to buy a barber voucher")

    assert told.speech == (
        "One barber voucher. Your total is twenty-five dollars, tax included, sold by No Nicks. "
        "Shall I place the order?"
    )
    assert not told.directives

    placed = shop.say("yes")

    assert placed.sent == ["Setup", "Charge"]
    assert placed.directives[0]["payload"]["needAmazonShippingAddress"] is False
    assert placed.speech == "Thank you. Your order is placed; the details are in your Alexa app."
    assert shop.charged == ["25.00 USD"]


def test_no_places_no_order_and_keeps_the_cart(shop: Shop) -> None:
    declined = shop.say("open no nicks", "a starter kit", "no")
    cart = shop.say("what is in my cart")

    assert (
        declined.speech == "All right, I did not place the order. Your cart is saved. What would you like to do?"
    )
    assert "one starter kit" in cart.speech
    assert shop.charged == []


def test_every_turn_of_a_purchase_costs_one_read_and_one_write_at_most(shop: Shop) -> None:
    reads, writes = {"Query", "BatchGetItem", "GetItem"}, {"PutItem", "TransactWriteItems"}

    shop.say("open no nicks", "two starter kits", "yes", "ask no nicks to buy a refill pack", "yes")

    for turn in shop.room.turns:
        calls = [call.operation for call in turn.calls]
        assert sum(call in reads for call in calls) <= 1
        assert sum(call in writes for call in calls) <= 1
        assert set(calls) <= reads | writes


def test_a_first_purchase_costs_nine_calls_at_most(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes")

    assert 0 < sum(len(turn.calls) for turn in shop.room.turns) <= 9
