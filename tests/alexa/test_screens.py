"""What stands on the screen: all that is spoken, on devices that have one."""

import json
from dataclasses import replace

import pytest

from tests.alexa.envelopes import ABSENT, Json, a_product_slot, changed, recorded
from tests.alexa.purchases import buys_to_the_end, hears_the_total, wants
from tests.alexa.tills import Customer, Till, a_till
from tests.alexa.touches import shown
from tests.builders import a_checkout, a_line, a_quote, a_text
from voicetill.alexa.screens import MOST_CHARACTERS, Screens, cart_screen, offer_screen, written
from voicetill.alexa.speech import load_speech
from voicetill.domain.money import Currency, Money
from voicetill.stores.markets import load_markets

INTERFACES = "context.System.device.supportedInterfaces"
SPEECH = load_speech("en-US")
# Request and Response JSON Reference; what Alexa once allowed stands beside it.
MOST_BYTES, MOST_BYTES_ONCE = 120 * 1024, 24 * 1024


def size(screen: object) -> int:
    return len(json.dumps(screen, ensure_ascii=False).encode())


def test_the_read_back_shows_all_that_is_spoken_before_the_yes(customer: Customer) -> None:
    screen = shown(hears_the_total(customer))

    assert screen["title"] == "Your order"
    assert screen["lines"] == [{"title": "1 × Starter Kit", "amount": "$9.00"}]
    assert screen["total"].startswith("Total: $9.00")
    assert screen["notes"] == [
        "Delivery: free", "Delivered to: 1234 Main Street in Cupertino", "Sold by: No Nicks",
    ]  # fmt: skip
    assert [button["label"] for button in screen["buttons"]] == ["Place the order", "Not now"]


def test_the_buttons_name_the_very_total(customer: Customer) -> None:
    turn = hears_the_total(customer)
    question = turn.attributes["question"]

    yes, no = (button["arguments"] for button in shown(turn)["buttons"])

    assert yes == ["yes", question["checkout"], question["version"]]
    assert no == ["no", question["checkout"], question["version"]]


def test_the_cart_shows_every_line_even_if_only_some_are_read(customer: Customer) -> None:
    for product in ("starter_kit", "refill_pack", "barber_voucher"):
        wants(customer, a_product_slot(product), "2")

    screen = shown(customer.says("CartIntent"))

    assert screen["title"] == "Your cart"
    assert [line["title"] for line in screen["lines"]] == [
        "2 × Starter Kit", "2 × Refill Pack", "2 × Barber Voucher",
    ]  # fmt: skip
    assert [button["label"] for button in screen["buttons"]] == ["Check out", "Start over"]


def test_the_receipt_has_the_orders_number_and_nothing_to_touch(customer: Customer, till: Till) -> None:
    turn = buys_to_the_end(customer)

    screen = shown(turn)
    assert screen["title"] == "Order placed"
    assert screen["isDone"] is True
    assert f"Order number: {till.orders[0].number}" in screen["notes"]
    assert screen["buttons"] == []


def test_a_cart_that_was_left_is_shown_on_the_next_visit(customer: Customer) -> None:
    hears_the_total(customer)

    assert shown(customer.opens())["title"] == "Your cart"


@pytest.mark.parametrize("intent", ["AMAZON.StartOverIntent", "RemoveFromCartIntent"])
def test_an_empty_cart_takes_the_old_one_from_the_screen(customer: Customer, intent: str) -> None:
    hears_the_total(customer)

    turn = customer.says(intent)

    screen = shown(turn)
    assert screen["message"] == turn.speech
    assert (screen["lines"], screen["total"], screen["buttons"]) == ([], "", [])


def test_where_nothing_is_delivered_no_place_is_shown(customer: Customer) -> None:
    screen = shown(wants(customer, a_product_slot("barber_voucher")))

    assert screen["notes"] == ["Sold by: No Nicks"]


@pytest.mark.parametrize("interfaces", [ABSENT, {}, {"AudioPlayer": {}}])
def test_a_speaker_is_shown_nothing(till: Till, interfaces: object) -> None:
    customer = Customer(till)
    heard = hears_the_total(customer)

    launch = changed(recorded("launch"), INTERFACES, interfaces)

    assert customer.sends(launch).screen == {}
    assert heard.screen


def test_amazon_pay_has_the_screen_while_it_has_the_word(customer: Customer) -> None:
    hears_the_total(customer)

    assert customer.says("AMAZON.YesIntent").screen == {}


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Razors & blades", "Razors &amp; blades"),
        ("<b>free</b> &lt;", "&lt;b&gt;free&lt;/b&gt; &amp;lt;"),
        ("${viewport.width}", "&#36;{viewport.width}"),
        ("$9.00", "$9.00"),
        ("@strong", "&#64;strong"),
        ("two\nlines\u200b\u202e", "two lines"),
        ("9,50\u202f€", "9,50\u00a0€"),
        ("x" * 500, "x" * (MOST_CHARACTERS - 1) + "…"),
    ],
)
def test_texts_are_shown_as_they_are_and_never_as_markup_or_data_binding(text: str, safe: str) -> None:
    assert written(text) == safe


def test_amounts_are_not_parted_from_their_currency() -> None:
    total = Money(1240, Currency.EUR)
    quote = replace(a_quote(a_line(unit_price=total)), total=total, tax=Money(198, Currency.EUR))

    screen = cart_screen(quote, load_speech("de-DE"))

    assert "12,40\u00a0€" in screen.total
    assert "1,98\u00a0€" in screen.total


def test_hostile_addresses_are_shown_as_text(customer: Customer) -> None:
    address: Json = {"addressLine1": "<br/>${payload} & Sons", "city": "@home", "countryCode": "US"}

    turn = customer.sets_up(wants(customer, a_product_slot("starter_kit")), destination=address)

    place = shown(turn)["notes"][1]
    assert place == "Delivered to: &lt;br/&gt;&#36;{payload} &amp; Sons in &#64;home"


def test_a_purchase_stays_far_below_what_alexa_takes(customer: Customer) -> None:
    for turn in (hears_the_total(customer), customer.says("CartIntent"), buys_to_the_end(Customer(a_till()))):
        assert size(turn.whole) < MOST_BYTES_ONCE


def test_the_longest_cart_of_the_longest_names_still_fits() -> None:
    line = replace(a_line(), text=a_text(title="&" * 500))
    screen = cart_screen(a_quote(*[line] * 500), SPEECH)

    directive = Screens().directive(screen, locale="en-US")

    assert screen.lines[-1] == ("…", "")
    assert size(directive.to_dict()) < MOST_BYTES


def test_the_document_is_read_when_it_is_needed_and_only_once() -> None:
    screens = Screens()
    market = next(iter(load_markets().markets.values()))
    screen = offer_screen(a_checkout(), market, SPEECH)

    assert vars(screens) == {}

    first = screens.directive(screen, locale="en-US")
    second = screens.directive(screen, locale="ja-JP")

    assert first.document is not None
    assert second.document is not None
    assert (first.document["lang"], second.document["lang"]) == ("en-US", "ja-JP")
    assert first.document["layouts"] is second.document["layouts"]
