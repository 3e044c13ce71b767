"""Where customers live, as the skill asks Amazon before Setup: what it says, and that its failure is harmless."""

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.conftest import MOMENT, paid_and_stored
from tests.journeys.locales import LOCALES, Customer, customer_of

KIT = "ask no nicks to buy a starter kit"
DOWN = ("!buyer-api fail ServiceUnavailable", "!buyer-api fail InternalServerError", "!buyer-api slow 9")
ASKED = ("/sandbox/v1/buyer/addresses", 200)


@pytest.fixture(params=LOCALES)
def customer(request: pytest.FixtureRequest) -> Customer:
    return customer_of(request.param)


def test_a_purchase_asks_once_before_setup(shop: Shop) -> None:
    wish = shop.say(KIT)
    placed = shop.say("yes")

    assert [(call.path, call.status) for call in wish.asked] == [ASKED]
    assert placed.asked == []
    assert placed.sent == ["Charge"]


def test_a_customer_of_every_locale_lives_in_the_country_of_their_market(shop: Shop, customer: Customer) -> None:
    customer.at(shop).say(customer.one_shot_kit, customer.yes)

    (order,) = shop.orders
    assert order["address"]["country"] == customer.market.home
    assert len(paid_and_stored(shop)) == 1


def test_a_place_not_served_is_said_before_anybody_hears_of_amazon_pay(shop: Shop, customer: Customer) -> None:
    customer.at(shop).address(countryCode="NZ")

    told = shop.say(customer.one_shot_kit)

    assert told.speech == customer.speech.say("refused.not_delivered_there")
    assert told.sent == []
    assert shop.charged == []

    shop.do("!address usual")
    shop.say(customer.one_shot_check_out, customer.yes)

    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("trouble", DOWN)
def test_a_first_purchase_goes_on_without_the_lookup(shop: Shop, trouble: str) -> None:
    shop.do(trouble)

    total = shop.say(KIT)
    placed = shop.say("yes")

    assert total.sent == ["Setup"]
    assert "delivered to 1234 Main Street in Cupertino" in total.speech
    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("trouble", DOWN)
def test_without_the_lookup_setup_still_says_where_we_do_not_deliver(shop: Shop, trouble: str) -> None:
    shop.address(countryCode="NZ")
    shop.do(trouble)

    told = shop.say(KIT)

    assert told.sent == ["Setup"]
    assert "don't deliver" in told.speech
    assert shop.charged == []


@pytest.mark.parametrize(("days", "sent"), [(29, []), (31, ["Setup"])])
@pytest.mark.parametrize("trouble", DOWN)
def test_a_returning_customer_s_address_is_ours_for_thirty_days(
    shop: Shop, trouble: str, days: int, sent: list[str]
) -> None:
    shop.say(KIT, "yes")
    shop.pass_time(days=days)
    shop.do(trouble)

    total = shop.say(KIT)

    assert total.sent == sent
    shop.say("yes")
    assert len(paid_and_stored(shop)) == 2


def test_an_address_that_is_still_true_needs_no_setup_however_old(shop: Shop) -> None:
    shop.say(KIT, "yes")
    shop.pass_time(days=300)

    total = shop.say(KIT)

    assert total.sent == []
    assert "delivered to 1234 Main Street" in total.speech


def test_a_customer_who_moved_is_set_up_again_and_hears_the_new_place(shop: Shop) -> None:
    shop.say(KIT, "yes")
    shop.pass_time(minutes=1)
    shop.address(addressLine1="9 Other Street", city="Springfield")

    total = shop.say(KIT)
    shop.say("yes")

    assert total.sent == ["Setup"]
    assert "delivered to 9 Other Street in Springfield" in total.speech
    assert [order["address"]["city"] for order in shop.orders] == ["Cupertino", "Springfield"]
    assert len({charge.agreement_id for charge in shop.ledger.charges}) == 1


def test_a_customer_who_moved_abroad_hears_so_at_once(shop: Shop) -> None:
    shop.say(KIT, "yes")
    shop.address(countryCode="NZ")

    told = shop.say(KIT)

    assert told.sent == []
    assert "don't deliver" in told.speech
    assert shop.charged == ["9.00 USD"]


def test_without_consent_nobody_is_asked(shop: Shop) -> None:
    shop.consent("denied")

    assert shop.say(KIT).asked == []


def test_where_nothing_is_delivered_nobody_is_asked(shop: Shop) -> None:
    shop.say("ask no nicks to buy a barber voucher", "yes")

    assert shop.room.buyer_api.service.calls == []


def test_an_answer_in_time_is_worth_waiting_for(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT)
    shop.do("!buyer-api slow 0.2", "!address countryCode=NZ")

    assert shop.say(KIT).sent == []


# Tax and delivery follow the place.


@pytest.mark.parametrize(
    ("region", "tax"), [("CA", "$0.61"), ("california", "$0.61"), ("NY", "$0.35"), ("OR", None), ("", None)]
)
def test_the_card_tells_the_tax_of_the_state_and_the_total_stays(shop: Shop, region: str, tax: str | None) -> None:
    shop.address(stateOrRegion=region)

    placed = shop.say(KIT, "yes")

    total = next(line for line in (placed.card or {})["text"].splitlines() if line.startswith("Total"))
    assert total == (f"Total: $9.00, tax included ({tax})" if tax else "Total: $9.00")
    assert shop.charged == ["9.00 USD"]


def test_delivery_to_austria_has_its_own_fee_and_tax_and_both_are_told_before_the_yes(shop: Shop) -> None:
    german = customer_of("de-DE")
    german.at(shop).do("!address city=Wien postalCode=1010 countryCode=AT")

    total = shop.say(german.one_shot_kit)
    placed = shop.say(german.yes)

    # 9.50 and 4.90 for delivery, of which a sixth is tax.
    assert "14 Euro 40" in total.speech or "vierzehn Euro vierzig" in total.speech
    assert shop.charged == ["14.40 EUR"]
    card = (placed.card or {})["text"].replace("\u00a0", " ")
    assert "Versand: 4,90 €" in card
    assert "14,40 €" in card
    assert "2,40 €" in card


def test_moving_from_berlin_to_vienna_changes_the_total_before_it_is_told(shop: Shop) -> None:
    german = customer_of("de-DE")
    german.at(shop).say(german.one_shot_kit, german.yes)
    shop.do("!address city=Wien postalCode=1010 countryCode=AT")

    shop.say(german.one_shot_kit, german.yes)

    assert shop.charged == ["12.40 EUR", "14.40 EUR"]
    assert len(paid_and_stored(shop)) == 2
