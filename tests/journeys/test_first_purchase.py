"""From the first word to the receipt."""

from functools import partial

from tests.journeys.conftest import Journey


def test_a_first_purchase_is_set_up_read_back_agreed_charged_and_confirmed(journey: Journey) -> None:
    welcome = journey.say("open no nicks")
    read_back = journey.say("a starter kit")
    placed = journey.say("yes")

    assert welcome.speech == (
        "Welcome to No Nicks. You can buy a starter kit, a refill pack, and a barber voucher. What would you like?"
    )
    assert read_back.speech == (
        "One starter kit, delivered to 1234 Main Street in Cupertino. Your total is $9.00, tax and delivery "
        "included, sold by No Nicks. Shall I place the order?"
    )
    assert placed.speech == "Thank you. Your order is placed; the details are in your Alexa app."
    assert placed.card is not None
    assert placed.card["type"] == "Standard"
    assert placed.card["title"] == "No Nicks order confirmation"
    assert journey.charged == ["9.00 USD"]
    assert len(journey.orders) == 1


def test_buying_works_as_the_very_first_words_with_a_quantity(journey: Journey) -> None:
    read_back = journey.say("ask no nicks to buy two refill packs")

    assert read_back.speech is not None
    assert read_back.speech.startswith("Two refill packs, delivered to ")

    journey.say("yes")

    assert journey.charged == ["13.00 USD"]


def test_a_returning_customer_skips_setup_and_buys_in_two_turns(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit", "yes")
    before = len(journey.room.turns)

    journey.say("ask no nicks to buy a starter kit", "yes")

    directives = [directive["name"] for turn in journey.room.turns[before:] for directive in turn.directives]
    assert directives == ["Charge"]
    assert journey.charged == ["9.00 USD", "9.00 USD"]
    assert len(journey.orders) == 2


def test_where_nothing_is_delivered_the_total_comes_first_and_no_second_question(journey: Journey) -> None:
    told = journey.say("ask no nicks to buy a barber voucher")

    assert (
        told.speech
        == "One barber voucher. Your total is $25.00, tax included, sold by No Nicks. Shall I place the order?"
    )
    assert not told.directives

    turns = journey.room.say("yes")

    assert [directive["name"] for turn in turns for directive in turn.directives] == ["Setup", "Charge"]
    assert turns[0].directives[0]["payload"]["needAmazonShippingAddress"] is False
    assert turns[-1].speech == "Thank you. Your order is placed; the details are in your Alexa app."
    assert journey.charged == ["25.00 USD"]


def test_no_places_no_order_and_keeps_the_cart(journey: Journey) -> None:
    declined = journey.say("open no nicks", "a starter kit", "no")
    cart = journey.say("what is in my cart")

    assert declined.speech == "All right, I did not place the order. Your cart is kept. What would you like to do?"
    assert cart.speech is not None
    assert "one starter kit" in cart.speech
    assert journey.charged == []


def test_an_address_older_than_thirty_days_is_asked_for_again(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit", "yes")

    journey.time.passes(days=31)
    turns = journey.room.say("ask no nicks to buy a starter kit")

    assert turns[0].directives[0]["name"] == "Setup"


def test_every_turn_of_a_purchase_costs_one_read_and_one_write_at_most(journey: Journey) -> None:
    reads, writes = {"Query", "BatchGetItem", "GetItem"}, {"PutItem", "TransactWriteItems"}
    journey.room.pay("open")

    for utterance in ("open no nicks", "two starter kits", "yes", "ask no nicks to buy a refill pack", "yes"):
        turns_before = len(journey.room.turns)
        calls = journey.calls_of(partial(journey.room.say, utterance))
        turns = len(journey.room.turns) - turns_before

        assert sum(call in reads for call in calls) <= turns
        assert sum(call in writes for call in calls) <= turns
        assert set(calls) <= reads | writes


def test_a_first_purchase_costs_nine_calls_at_most(journey: Journey) -> None:
    calls = journey.calls_of(lambda: journey.say("open no nicks", "a starter kit", "yes"))

    assert len(calls) <= 9
