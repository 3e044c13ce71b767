"""Letters say what a customer must see, twice the same: as a page and as text. Whatever a name holds is text."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import LOCALE, NOW, a_line, a_market, a_money, a_product, a_quote, a_text, an_address
from tests.messengers.samples import a_running_subscription, a_whole_order, as_it_is_after, news
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.news import News
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Shipment
from voicetill.domain.products import Plan
from voicetill.messengers.mail.letters import Letter, LetterWriter
from voicetill.messengers.mail.texts import load_mail_texts
from voicetill.stores.markets import load_markets

WRITER = LetterWriter(sandbox=False)
LOCALES = load_markets().locales
MAILED = [what for what in Happening if news(what).occurrence.is_mailed]


def letter(about: News, locale: str = LOCALE) -> Letter:
    written = WRITER.write(about, load_mail_texts(locale))
    assert written is not None
    return written


class Page(HTMLParser):
    """What a page shows, and how it is built."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style",):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\s:：,.。、]+", text))


# What they say.


def test_a_confirmation_says_everything_about_the_order() -> None:
    text = letter(news()).text

    for said in (
        "We have received your payment of $40.00.",
        "2 × Starter Kit: $18.00",
        "3 × Refill Pack: $19.50",
        "Delivery: $2.50",
        "Tax included: $2.70",
        "Total: $40.00",
        f"Order number: {a_whole_order().number}",
        "Ordered on: March 2, 2026",
        "Sold by: No Nicks",
        "Delivered to: Robin Example, 1234 Main Street, Cupertino, CA 95014",
        "help@nonicks.example",
        "+1 555 010 0199",
        "https://nonicks.example/terms",
    ):
        assert said in text


def test_what_is_only_reserved_is_not_said_to_be_paid() -> None:
    text = letter(news(order=a_whole_order(is_captured=False))).text

    assert "$40.00 is reserved" in text
    assert "received" not in text


def test_where_nothing_is_delivered_no_delivery_is_mentioned() -> None:
    voucher = replace(a_line(), needs_delivery=False)
    text = letter(news(order=a_whole_order(quote=a_quote(voucher)))).text

    assert "Deliver" not in text


def test_free_delivery_is_free_and_no_tax_is_no_line() -> None:
    text = letter(news(order=a_whole_order(quote=a_quote(a_line(), tax=zero(Currency.USD))))).text

    assert "Delivery: free" in text
    assert "Tax" not in text


def test_a_receipt_names_the_billing_address_where_the_market_says_so() -> None:
    about = news(market=a_market(receipt_billing_address=True))

    assert "Billed to: Robin Example" in letter(about).text
    assert "Billed to" not in letter(news()).text


def test_days_are_those_of_the_market() -> None:
    """Late in the evening in Los Angeles it is tomorrow in the ledger."""
    late = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)

    assert "Ordered on: March 2, 2026" in letter(news(order=a_whole_order(placed_at=late))).text


def test_an_order_of_a_later_period_is_told_as_a_renewal_with_the_way_out() -> None:
    order = a_whole_order(subscription_id="k3v9x2m7q4t8w1z6b5n0c3d7f2", period=3)

    written = letter(news(order=order))

    assert written.subject == "Your No Nicks subscription has renewed"
    assert "say: cancel my subscription" in written.text


def test_a_parcel_is_told_with_what_is_in_it_and_how_to_follow_it() -> None:
    first = Shipment(NOW, ("starter_kit",), carrier="Example Parcel", tracking="1Z999")

    text = letter(news(Happening.ORDER_SHIPPED, order=a_whole_order(shipments=(first,)))).text

    assert "part of your order" in text
    assert "Starter Kit" in text
    assert "Refill Pack" not in text
    assert "Carrier: Example Parcel" in text
    assert "Tracking number: 1Z999" in text


def test_of_two_parcels_each_mail_tells_its_own() -> None:
    first = Shipment(NOW, ("starter_kit",), tracking="ONE")
    second = Shipment(NOW.replace(day=4), ("refill_pack",), tracking="TWO")
    order = a_whole_order(shipments=(first, second))

    texts = [letter(news(Happening.ORDER_SHIPPED, order=order, at=each.at)).text for each in (first, second)]

    assert ["ONE" in text for text in texts] == [True, False]
    assert ["TWO" in text for text in texts] == [False, True]


def test_parcels_that_left_at_once_are_told_apart_by_their_names() -> None:
    parcels = (Shipment(NOW, ("starter_kit",), tracking="ONE"), Shipment(NOW, ("refill_pack",), tracking="TWO"))
    about = news(Happening.ORDER_SHIPPED, order=a_whole_order(shipments=parcels))
    named = [replace(about, occurrence=replace(about.occurrence, id=f"k.order.shipped.s{n:02d}")) for n in (1, 2)]

    assert ["ONE" in letter(each).text for each in named] == [True, False]


def test_a_parcel_without_a_number_says_nothing_of_one() -> None:
    order = a_whole_order(shipments=(Shipment(NOW, ("starter_kit", "refill_pack")),))

    assert "Tracking" not in letter(news(Happening.ORDER_SHIPPED, order=order)).text


def test_a_refund_tells_how_much_went_back() -> None:
    assert "We have refunded $6.50" in letter(news(Happening.ORDER_REFUNDED)).text
    assert "We have refunded $6.50" in letter(news(Happening.ORDER_REFUNDED, reference="r")).text


def test_a_subscription_s_start_tells_price_trial_and_how_to_stop() -> None:
    text = letter(news(Happening.SUBSCRIPTION_STARTED)).text

    assert "free until April 1, 2026" in text
    assert "$5.00 a month" in text
    assert "Next charge: April 1, 2026" in text
    assert "You can stop at any time" in text


@pytest.mark.parametrize(
    ("months", "said"), [(1, "$5.00 a month"), (3, "$5.00 every 3 months"), (12, "$5.00 a year")]
)
def test_a_price_says_how_often_it_is_paid(months: int, said: str) -> None:
    subscription = a_running_subscription(plan=Plan(months), anchor=NOW, anchor_period=0)

    text = letter(news(Happening.SUBSCRIPTION_STARTED, subscription=subscription)).text

    assert said in text
    assert "free until" not in text


def test_a_suspension_tells_the_way_back() -> None:
    text = letter(news(Happening.SUBSCRIPTION_SUSPENDED)).text

    assert "Nothing more is charged until you bring it back." in text
    assert "say: my subscription" in text


def test_a_decline_tells_when_it_is_tried_again_if_that_is_known() -> None:
    known = letter(news(Happening.RENEWAL_FAILED)).text
    unknown = letter(news(Happening.RENEWAL_FAILED, reason="payment_method")).text

    assert "We will try again on April 2, 2026." in known
    assert "We will try again soon." in unknown


@pytest.mark.parametrize("what", [what for what in MAILED if what is not Happening.PAYMENT_FAILED])
def test_without_its_subject_nothing_is_written(what: Happening) -> None:
    with pytest.raises(LookupError):
        WRITER.write(replace(news(what), order=None, subscription=None), load_mail_texts(LOCALE))


def test_a_refund_of_an_unknown_amount_is_not_told_as_none() -> None:
    about = news(Happening.ORDER_REFUNDED, order=a_whole_order(), reference="r")

    with pytest.raises(LookupError):
        WRITER.write(about, load_mail_texts(LOCALE))


def test_what_is_no_customer_s_affair_has_no_letter() -> None:
    for what in set(Happening) - set(MAILED):
        assert WRITER.write(news(what), load_mail_texts(LOCALE)) is None


def test_a_test_order_says_that_it_is_one() -> None:
    written = LetterWriter(sandbox=True).write(news(), load_mail_texts(LOCALE))

    assert written is not None
    assert "no real money is moved" in written.text
    assert "no real money is moved" in written.html


@pytest.mark.parametrize(
    ("locale", "currency", "said"),
    [
        ("de-DE", Currency.EUR, "12,34\xa0€"),
        ("fr-FR", Currency.EUR, "12,34\xa0€"),
        ("en-GB", Currency.GBP, "£12.34"),
        ("ja-JP", Currency.JPY, "￥1,234"),
    ],
)
def test_amounts_are_written_as_the_locale_does(locale: str, currency: Currency, said: str) -> None:
    line = a_line(a_product(price=Money(1234, currency)))
    order = a_whole_order(quote=a_quote(line))

    assert said in letter(news(order=order, locale=locale), locale).text


# How they are built.


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("what", MAILED)
def test_page_and_text_say_the_same_in_every_locale(what: Happening, locale: str) -> None:
    written = letter(news(what, locale=locale), locale)
    page = Page(written.html)

    assert page.open == []
    assert not re.search(r"[{}]|None|Undefined", written.text)
    # The page has headings over its columns where the text has a colon.
    without_links = re.sub(r"https://\S+", "", written.text)
    assert words(without_links) - words(page.text) - {"×", "--"} == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_can_be_read_aloud_and_in_the_dark(locale: str) -> None:
    written = letter(news(locale=locale), locale)
    page = Page(written.html)
    tags = {tag for tag, _ in page.tags}

    assert next(attributes for tag, attributes in page.tags if tag == "html")["lang"] == locale
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in page.tags if tag == "th")
    assert "prefers-color-scheme: dark" in written.html
    assert tags & {"script", "form", "iframe", "object", "link"} == set()
    assert len(written.html.encode()) < 20_000


def test_links_and_pictures_lead_to_the_merchant_only() -> None:
    page = Page(letter(news()).html)
    places = [
        value for _, attributes in page.tags for name, value in attributes.items() if name in ("href", "src")
    ]

    assert all(place and place.startswith("https://nonicks.example/") for place in places)


EVIL = '<script>alert(1)</script>"><img src=x onerror=y>{{ 7*7 }}{seller}\r\nBcc: other@example.com\u202e'


def with_words(evil: str) -> News:
    home = an_address(name=evil, company=evil, lines=(evil,), city=evil, region=evil, postal_code=evil)
    kit = a_product(texts={LOCALE: replace(a_text(), title=evil)})
    parcel = Shipment(NOW, ("starter_kit",), carrier=evil, tracking=evil)
    order = replace(
        as_it_is_after(Happening.ORDER_SHIPPED), address=home, quote=a_quote(a_line(kit)), shipments=(parcel,)
    )
    return news(Happening.ORDER_SHIPPED, order=order, market=a_market(seller=evil))


def test_whatever_a_name_holds_it_is_text() -> None:
    written = letter(with_words(EVIL))
    page = Page(written.html)
    plain = Page(letter(with_words("x")).html)

    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert "{{ 7*7 }}" in page.text
    assert "\u202e" not in written.html + written.text + written.subject
    assert "\n" not in written.subject
    assert not re.search(r"^Bcc:", written.text, re.MULTILINE)


@given(st.text(max_size=80))
def test_no_text_of_others_changes_the_page(evil: str) -> None:
    page = Page(letter(with_words(f"x{evil}")).html)
    plain = Page(letter(with_words("x")).html)

    assert [(tag, sorted(attributes)) for tag, attributes in page.tags] == [
        (tag, sorted(attributes)) for tag, attributes in plain.tags
    ]


def test_a_long_order_is_written_whole() -> None:
    lines = [a_line(a_product(f"product_{number}", price=a_money(100))) for number in range(200)]

    text = letter(news(order=a_whole_order(quote=a_quote(*lines)))).text

    assert text.count("$1.00") == 200
