"""What customers have at Amazon, and what can change: a monthly limit, a wallet, an agreement, an address."""

import pytest

from simulator.testing import Shop
from tests.journeys.conftest import paid_and_stored

AGAIN = ("ask no nicks to buy a starter kit", "yes")


def test_what_goes_over_the_monthly_limit_is_told_and_bought_in_another_month(shop: Shop) -> None:
    shop.limit("20.00")
    shop.say(*AGAIN)
    shop.say(*AGAIN)

    over = shop.say(*AGAIN)

    assert "in one month" in over.speech
    assert shop.charged == ["9.00 USD", "9.00 USD"]

    shop.pass_time(days=35)
    shop.say("ask no nicks to check out")
    placed = shop.say("yes")

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 3


def test_the_limit_of_one_customer_is_not_anothers(shop: Shop) -> None:
    shop.limit("10.00")
    shop.say(*AGAIN)

    with shop.speaking(customer="Ben"):
        placed = shop.say(*AGAIN)

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 2


def test_a_wallet_that_breaks_is_declined_until_it_is_repaired(shop: Shop) -> None:
    shop.say(*AGAIN)
    shop.break_wallet()

    declined = shop.say(*AGAIN)
    suspended = shop.say("ask no nicks to check out")

    assert "nothing was charged" in declined.speech
    assert "update your payment method" in suspended.speech

    shop.repair_wallet()
    shop.say("ask no nicks to check out", "yes")

    assert len(paid_and_stored(shop)) == 2


@pytest.mark.parametrize("state", ["canceled", "closed"])
def test_an_agreement_that_ended_meanwhile_is_set_up_again_and_nothing_is_asked_twice(
    shop: Shop, state: str
) -> None:
    shop.say(*AGAIN)
    shop.agreement(state)

    placed = shop.say(*AGAIN)

    assert placed.sent == ["Charge", "Setup", "Charge"]
    assert len({charge.agreement_id for charge in shop.ledger.charges}) == 2
    assert len(paid_and_stored(shop)) == 2


def test_the_place_that_is_spoken_is_the_one_that_the_customer_has_at_amazon(shop: Shop) -> None:
    shop.address(addressLine1="5 Other Road", city="Springfield")

    total = shop.say("ask no nicks to buy a starter kit")
    shop.say("yes")

    assert "delivered to 5 Other Road in Springfield" in total.speech
    assert shop.orders[0]["address"]["city"] == "Springfield"


def test_without_an_address_goods_are_not_sold_and_services_are(shop: Shop) -> None:
    shop.do("!address none")

    goods = shop.say("ask no nicks to buy a starter kit")
    shop.say("ask no nicks to start over")
    service = shop.say("ask no nicks to buy a barber voucher", "yes")

    assert "Charge" not in goods.sent
    assert shop.charged == ["25.00 USD"]
    assert "order is placed" in service.speech
    assert len(paid_and_stored(shop)) == 1


def test_where_the_shop_does_not_deliver_it_says_so_and_charges_nothing(shop: Shop) -> None:
    shop.address(countryCode="NZ")

    told = shop.say("ask no nicks to buy a starter kit")

    assert "don't deliver" in told.speech
    assert shop.charged == []
