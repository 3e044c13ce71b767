"""The whole conversation in every locale: what is said is understood, and answered in the same language."""

import re
from statistics import median
from typing import Any

import pytest

from simulator.testing import Reply, Shop
from tests.journeys.conftest import Shelf, paid_and_stored, stored
from tests.journeys.locales import LOCALES, Customer, customer_of
from voicetill.alexa.speech import plain
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Refusal
from voicetill.gateways.amazon_pay.codes import DECLINES, ERROR_ROWS, Speaker

every_locale = pytest.mark.parametrize("customer", [pytest.param(customer_of(it), id=it) for it in LOCALES])


@pytest.fixture(autouse=True)
def at_home(request: pytest.FixtureRequest, shop: Shop) -> None:
    if "customer" in request.fixturenames:
        request.getfixturevalue("customer").at(shop)


def intent_of(reply: Reply) -> str:
    """What Alexa understood."""
    request = reply.turns[0].request["request"]
    return str(request.get("intent", {}).get("name", request["type"]))


def cart(shop: Shop) -> dict[str, int]:
    return {line["product_id"]: int(line["quantity"]) for line in stored(shop, "NOW#CUSTOMER")["cart"]}


def money(record: dict[str, Any]) -> Money:
    return Money(int(record["minor"]), Currency(record["currency"]))


def says_whom_to_ask(customer: Customer, reply: Reply) -> bool:
    contact = customer.market.contact
    card = reply.card or {}
    return card.get("type") == "Standard" and contact.phone in card["text"] and contact.email in card["text"]


@every_locale
def test_a_first_purchase_says_who_what_where_and_how_much_before_money_moves(
    shop: Shop, customer: Customer
) -> None:
    welcome = shop.say(customer.open)
    told = shop.say(customer.kit)
    placed = shop.say(customer.yes)

    quote = shop.orders[0]["quote"]
    assert customer.market.seller in welcome.speech
    for part in (customer.market.seller, customer.speech.amount(money(quote["total"]))):
        assert part in told.speech
    address = shop.orders[0]["address"]
    assert any(line in told.speech for line in address["lines"])
    assert placed.speech.startswith(customer.speech.say("placed"))
    (charge,) = shop.ledger.charges
    assert charge.amount == money(quote["total"]).major
    card = placed.card
    assert card is not None
    assert shop.orders[0]["number"] in card["text"]
    assert plain(customer.speech.money(money(quote["total"]))) in card["text"]
    assert says_whom_to_ask(customer, placed)


@every_locale
def test_a_receipt_names_the_billing_address_where_the_market_wants_it(shop: Shop, customer: Customer) -> None:
    placed = shop.say(customer.open, customer.kit, customer.yes)

    assert placed.card is not None
    heading = customer.speech.write("billing", place="").strip()
    assert (heading in placed.card["text"]) == customer.market.receipt_billing_address


@every_locale
def test_a_returning_customer_buys_in_two_turns(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit, customer.yes, customer.no)
    before = len(shop.room.turns)

    told = shop.say(customer.one_shot_kit)
    placed = shop.say(customer.yes)

    said = [turn for turn in shop.room.turns[before:] if turn.utterance is not None]
    assert len(said) == 2
    assert "Setup" not in told.sent
    assert placed.speech.startswith(customer.speech.say("placed"))
    assert len(paid_and_stored(shop)) == 2


@every_locale
def test_a_cart_of_several_lines_is_changed_and_emptied_by_voice(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit, customer.no, customer.refill, customer.no)
    both = cart(shop)

    shop.say(customer.change_kit_to_three)
    three = cart(shop)
    read = shop.say(customer.cart)
    shop.say(customer.remove_kit)
    without = cart(shop)
    shop.say(customer.start_over)

    assert both == {"starter_kit": 1, "refill_pack": 1}
    assert three == {"starter_kit": 3, "refill_pack": 1}
    assert intent_of(read) == "CartIntent"
    assert without == {"refill_pack": 1}
    assert cart(shop) == {}


@every_locale
def test_an_unfinished_cart_is_offered_on_the_next_visit_and_a_yes_goes_on(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit)
    shop.leave()

    welcome = shop.say(customer.open)
    going_on = shop.say(customer.yes)

    begin = customer.speech.say("welcome_cart", seller=customer.market.seller, items="|").partition("|")[0]
    assert welcome.speech.startswith(begin)
    assert "Setup" in going_on.sent or customer.market.seller in going_on.speech


@every_locale
def test_an_unfinished_cart_can_be_started_anew(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit)
    shop.leave()

    shop.say(customer.open, customer.start_over)

    assert cart(shop) == {}


@every_locale
def test_two_of_something_are_bought_with_the_very_first_words(shop: Shop, customer: Customer) -> None:
    shop.say(customer.one_shot_two_refills)

    assert cart(shop) == {"refill_pack": 2}


@every_locale
def test_where_nothing_is_sent_the_total_is_agreed_before_setup(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open)

    told = shop.say(customer.voucher)
    placed = shop.say(customer.yes)

    assert told.sent == []
    assert placed.sent == ["Setup", "Charge"]
    assert customer.speech.say("placed") in placed.speech


@every_locale
@pytest.mark.parametrize("wish", ["cancel_order", "refund"])
def test_a_wish_for_an_order_is_noted_with_a_card_and_moves_no_money(
    shop: Shop, customer: Customer, wish: str
) -> None:
    shop.say(customer.open, customer.kit, customer.yes)

    noted = shop.say(getattr(customer, wish))

    assert says_whom_to_ask(customer, noted)
    assert shop.orders[0]["number"][-4:] in noted.speech
    assert shop.orders[0]["requests"][0]["wish"] == {"cancel_order": "cancel", "refund": "refund"}[wish]
    assert len(shop.charged) == 1


@every_locale
def test_orders_are_told_latest_first_by_more_and_by_product(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit, customer.yes, customer.no)
    shop.pass_time(days=1)
    shop.say(customer.one_shot_two_refills, customer.yes)
    first, second = sorted(shop.orders, key=lambda order: order["placed_at"])

    latest = shop.say(customer.open, customer.orders)
    before = shop.say(customer.more)
    by_product = shop.say(customer.order_by_product)

    assert second["number"][-4:] in latest.speech
    assert first["number"][-4:] in before.speech
    assert first["number"][-4:] in by_product.speech


@every_locale
def test_an_order_is_found_by_the_end_of_its_number(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit, customer.yes, customer.no)
    shop.pass_time(days=1)
    shop.say(customer.one_shot_two_refills, customer.yes, customer.open)
    first, second = sorted(shop.orders, key=lambda order: order["placed_at"])

    found = [shop.intend("OrderStatusIntent", order=order["number"][-4:]) for order in (first, second)]
    lost = shop.intend("OrderStatusIntent", order="0000")

    assert [order["number"][-4:] in reply.speech for order, reply in zip((first, second), found, strict=True)] == [
        True,
        True,
    ]
    assert lost.sent == ["Dialog.ElicitSlot"]


INTENTS = {
    "browse": "BrowseIntent",
    "details_kit": "ProductDetailsIntent",
    "cart": "CartIntent",
    "check_out": "CheckoutIntent",
    "unknown": "BuyIntent",
    "orders": "OrderStatusIntent",
    "contact": "ContactIntent",
    "help": "AMAZON.HelpIntent",
    "repeat": "AMAZON.RepeatIntent",
    "more": "AMAZON.MoreIntent",
    "start_over": "AMAZON.StartOverIntent",
    "stop": "AMAZON.StopIntent",
    "subscribe": "SubscribeIntent",
    "subscriptions": "SubscriptionStatusIntent",
    "cancel_subscription": "CancelSubscriptionIntent",
    "code": "VoiceCodeIntent",
}


@every_locale
@pytest.mark.parametrize("wish", INTENTS)
def test_what_is_said_is_understood_and_answered(shop: Shop, customer: Customer, wish: str) -> None:
    shop.say(customer.open)

    told = shop.say(getattr(customer, wish))

    assert intent_of(told) == INTENTS[wish]
    assert told.speech
    assert shop.charged == []


@every_locale
def test_what_is_not_sold_is_said_back_with_what_is(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open)

    told = shop.say(customer.unknown)

    slots = told.turns[0].request["request"]["intent"]["slots"]
    assert slots["product"]["value"] in told.speech
    assert told.turns[-1].directives[0]["slotToElicit"] == "product"


@every_locale
def test_a_code_is_never_said_again(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open)

    told = shop.say(customer.code)

    assert "1234" not in str(told.response)


@every_locale
def test_half_of_the_turns_take_no_more_than_thirty_words(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.browse, customer.more, customer.details_kit, customer.kit, customer.repeat)
    shop.say(customer.no, customer.cart, customer.refill, customer.no, customer.change_kit_to_three)
    shop.say(customer.remove_kit, customer.check_out, customer.yes)
    shop.say(customer.open, customer.orders, customer.more, customer.help, customer.refund)
    said = [turn.speech for turn in shop.room.turns if turn.speech]

    assert median(how_many_words(speech, customer.locale) for speech in said) <= 30


def how_many_words(speech: str, locale: str) -> float:
    """Words; in Japanese, which writes none, two and a half signs count as one."""
    return len(re.sub(r"\W", "", speech)) / 2.5 if locale == "ja-JP" else len(speech.split())


# What Amazon Pay says itself (Payment Declines and Processing Errors): the buyer's device, address, account or
# payment method, and what to do about it. The stems of these words must not come again in our sentence.
SPOKEN_BY_AMAZON_PAY = {
    "en": "device software update address payment merchant account again amazon support wrong",
    "de": "gerät software aktualisier adresse anschrift zahlungsart händler konto erneut noch amazon",
    "fr": "appareil logiciel mettre adresse moyen paiement marchand compte réessay amazon",
    "it": "dispositivo software aggiorn indirizzo metodo pagamento venditore account riprov amazon",
    "es": "dispositivo software actualiz dirección método pago vendedor cuenta inténta amazon",
    "ja": "端末 ソフトウェア 更新 住所 お支払い方法 販売者 アカウント もう一度 アマゾン Amazon",
}
TOLD_ALREADY = {row.means.reason for row in ERROR_ROWS if row.means.told_by is Speaker.AMAZON_PAY} | {
    DECLINES["InvalidPaymentMethod"].means.reason
}


@every_locale
@pytest.mark.parametrize("reason", sorted(TOLD_ALREADY))
def test_no_sentence_repeats_what_amazon_pay_has_said(customer: Customer, reason: Refusal) -> None:
    said = customer.speech.say(f"refused.{reason.value}").lower()

    stems = SPOKEN_BY_AMAZON_PAY[customer.locale.partition("-")[0]].lower().split()
    assert [stem for stem in stems if stem in said] == []


@pytest.mark.parametrize(
    ("abroad", "kin"),
    [("en-CA", "en-US"), ("en-IN", "en-US"), ("es-US", "es-ES"), ("es-MX", "es-ES"), ("fr-CA", "fr-FR")],
)
def test_who_speaks_our_language_where_we_do_not_sell_is_told_so_in_it(shop: Shop, abroad: str, kin: str) -> None:
    kind = customer_of(kin).speech.say("not_sold_here")
    for name in ("LaunchRequest", "IntentRequest"):
        shop.say("open no nicks")
        envelope = shop.room.turns[-1].request
        body: dict[str, Any] = {"type": name, "locale": abroad}
        if name == "IntentRequest":
            body["intent"] = {"name": "BuyIntent", "confirmationStatus": "NONE"}
        request = {**envelope, "request": {**envelope["request"], **body}}

        told = shop.send(request)

        assert told.speech == kind
        assert told.ended


@every_locale
def test_a_gift_is_stated_before_it_is_taken_and_not_taken_where_the_market_forbids_it(
    shop: Shop, shelf: Shelf, customer: Customer
) -> None:
    shop.say(customer.open)

    told = shop.intend("BuyIntent", product="donation")

    assert told.sent == []
    if not customer.market.donations:
        assert cart_is_empty(shop)
        return
    gift = customer.speech.amount(shelf.products["donation"].prices[customer.market.id])
    assert told.speech.startswith(customer.speech.say("donation_inside", donation=gift))


def cart_is_empty(shop: Shop) -> bool:
    return not any(item["sk"] == "NOW#CUSTOMER" and item["cart"] for item in shop.items)
