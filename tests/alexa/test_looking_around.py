"""Launch, browse, more, details."""

from datetime import timedelta

import pytest

from tests.alexa.envelopes import a_product_slot, a_slot, an_authority, recorded
from tests.alexa.purchases import buys_a_starter_kit, buys_to_the_end, hears_the_total
from tests.alexa.tills import Customer, Till, a_till
from voicetill.stores.files import shipped


def a_shop_with_more_products(*, number: int) -> Till:
    """The shop with so many more products, called `thing 1`, `thing 2` and so on."""
    catalogue = shipped("catalogue.toml")
    first = catalogue[catalogue.index("[products.starter_kit]") : catalogue.index("[products.refill_pack]")]
    things = [
        first.replace("starter_kit", f"thing_{index}").replace('"a starter kit"', f'"a thing {index}"')
        for index in range(1, number + 1)
    ]
    return a_till(files={"catalogue.toml": "\n".join([catalogue, *things])})


def sells_nothing(till: Till) -> None:
    for product_id in till.shelf.products:
        till.shelf.sell_out(product_id)


def test_a_returning_customer_is_greeted_as_one(customer: Customer) -> None:
    buys_to_the_end(customer)
    customer.till.clock.pass_by(timedelta(hours=6))

    assert customer.opens().speech.startswith("Welcome back to No Nicks. You can buy a starter kit")


def test_a_cart_that_was_left_is_offered_and_a_yes_goes_on_with_it(customer: Customer) -> None:
    hears_the_total(customer)
    customer.says("AMAZON.StopIntent")

    offered = customer.opens()

    assert offered.speech == (
        "Welcome back to No Nicks. You still have one starter kit in your cart. "
        "Would you like to pick up where you left off? You can also say: start over."
    )
    assert customer.says("AMAZON.YesIntent").speech.startswith("One starter kit, delivered to ")


def test_a_no_to_the_cart_that_was_left_keeps_it(customer: Customer) -> None:
    hears_the_total(customer)
    customer.opens()

    kept = customer.says("AMAZON.NoIntent")

    assert kept.speech == "All right. Your cart is saved. What would you like to do?"
    assert customer.says("CartIntent").speech.startswith("You have one starter kit in your cart.")


def test_starting_over_empties_the_cart_that_was_left(customer: Customer) -> None:
    hears_the_total(customer)
    customer.opens()

    started_over = customer.says("AMAZON.StartOverIntent")

    assert started_over.speech.startswith("All right, your cart is empty again. You can buy a starter kit")
    assert customer.says("CartIntent").speech.startswith("Your cart is empty.")


def test_coming_back_from_the_phone_is_a_welcome(customer: Customer) -> None:
    assert customer.sends(recorded("session_resumed")).speech.startswith("Welcome to No Nicks.")


def test_a_payment_under_way_is_the_first_thing_that_is_told(customer: Customer) -> None:
    hears_the_total(customer)
    customer.says("AMAZON.YesIntent")

    assert customer.opens().speech.startswith("Your payment is still being processed")


def test_a_shop_without_anything_left_says_so_and_says_goodbye(till: Till, customer: Customer) -> None:
    sells_nothing(till)

    welcome, browsed = customer.opens(), customer.says("BrowseIntent")

    assert welcome.speech == "Welcome to No Nicks. Everything is sold out today. Please come back soon."
    assert browsed.speech == "Everything is sold out today. Please come back soon."
    assert not welcome.waits
    assert not browsed.waits


def test_products_are_named_three_at_a_time_and_past_the_end_it_begins_anew() -> None:
    customer = Customer(a_shop_with_more_products(number=4))

    pages = [customer.says("BrowseIntent"), *(customer.says("AMAZON.MoreIntent") for _ in range(3))]

    assert [page.speech for page in pages] == [
        "You can buy a starter kit, a refill pack, and a barber voucher. Say more to hear the rest. "
        "Which one would you like?",
        "You can buy a thing 1, a thing 2, and a thing 3. Say more to hear the rest. Which one would you like?",
        "You can buy a thing 4. Which one would you like?",
        "That was everything. From the top: a starter kit, a refill pack, and a barber voucher. "
        "Which one would you like?",
    ]


def test_more_without_having_browsed_begins_at_the_beginning(customer: Customer) -> None:
    assert customer.says("AMAZON.MoreIntent").speech == customer.says("BrowseIntent").speech


@pytest.mark.parametrize("page", [-5, 10**30, True, "2", [], None])
def test_a_page_that_nobody_can_turn_to_is_the_first_or_the_next(customer: Customer, page: object) -> None:
    customer.attributes = {"page": page}

    assert "a starter kit, a refill pack, and a barber voucher" in customer.says("AMAZON.MoreIntent").speech


def test_details_say_what_it_is_what_it_costs_and_how_to_order(customer: Customer) -> None:
    turn = customer.says("ProductDetailsIntent", product=a_product_slot("starter_kit"))

    assert turn.speech == (
        "The starter kit has a razor handle, two blades and a small tube of shave gel. It costs nine dollars. "
        "To order, say: buy a starter kit."
    )
    assert turn.waits


def test_details_of_something_sold_out_say_so(till: Till, customer: Customer) -> None:
    till.shelf.sell_out("starter_kit")

    turn = customer.says("ProductDetailsIntent", product=a_product_slot("starter_kit"))

    assert "It is sold out at the moment." in turn.speech
    assert "$" not in turn.speech


def test_details_without_a_product_ask_for_it(customer: Customer) -> None:
    turn = customer.says("ProductDetailsIntent", product=None)

    assert turn.speech.startswith("I have a starter kit, a refill pack, and a barber voucher.")
    assert turn.directive["slotToElicit"] == "product"


@pytest.mark.parametrize("intent", ["BrowseIntent", "BuyIntent", "CartIntent", "CheckoutIntent"])
def test_where_we_do_not_sell_the_customer_is_told_and_nothing_is_read(till: Till, intent: str) -> None:
    stranger = Customer(till, locale="en-AU")

    turn = stranger.says(intent, product=a_product_slot("starter_kit"))

    assert turn.speech == "I'm sorry, this shop does not sell in your language or country yet. Goodbye."
    assert not turn.waits
    assert till.ledger.reads == 0


def test_a_donation_is_not_for_sale_where_the_market_takes_none(customer: Customer) -> None:
    turn = customer.says("BuyIntent", product=a_slot("donation", an_authority("donation")))

    assert turn.speech.startswith("I'm sorry, I can't offer you a donation. I have a starter kit")
    assert not customer.says("CartIntent").speech.startswith("You have")


def test_an_offer_withdrawn_in_the_middle_is_told_by_its_name(till: Till, customer: Customer) -> None:
    setup = buys_a_starter_kit(customer)
    till.shelf.withdraw("starter_kit")

    turn = customer.sets_up(setup)

    assert turn.speech.startswith("I'm sorry, I can no longer get you a starter kit, so I did not place the order")
