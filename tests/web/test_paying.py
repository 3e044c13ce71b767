"""One payment on the company's page: the price that was shown, proof before an order, and never twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import CUSTOMER_ID, a_cart, a_customer, an_agreement
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import Shelf
from tests.web.house import ADDRESS, BASE, Alexa, Browser, House, Response, asked, event
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import Ability, Notice, NoticeKind
from voicetill.domain.checkout_record import OFFER_LIFETIME, State
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.links import Link, claimed
from voicetill.domain.money import Currency, Money
from voicetill.services.pay_desk import NoOffer, Offer, PayDesk
from voicetill.services.ports import Shop
from voicetill.services.providers import Providers
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets

PLACE = Address(
    name="Robin Example",
    lines=("1 Main Street",),
    city="Cupertino",
    region="CA",
    postal_code="95014",
    country="US",
)


def link_of(house: House, alexa: Alexa, customer: Customer | None = None) -> Link:
    """The link of a customer with something in the cart, and without a consent."""
    at_home = Browser(house)
    alexa.tokens(at_home.submits(at_home.get(alexa.address()), "skip"))
    link = house.desk.kept.links[house.only_link_id()]
    known = customer or a_customer(cart=a_cart(starter_kit=1))
    house.ledger.save(Standing(Customer(CUSTOMER_ID)), Standing(known))
    return house.desk.save(link, claimed(link, CUSTOMER_ID))


@pytest.fixture
def link(house: House, alexa: Alexa) -> Link:
    return link_of(house, alexa)


def offered(house: House, browser: Browser, link: Link) -> Response:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")
    sent = browser.submits(page, "once", name="Robin Example", **ADDRESS)
    assert sent.location == f"{BASE}/pay", sent
    return browser.get(sent.location)


def back_of(house: House) -> str:
    return f"{BASE}/pay/return/{list(house.desk.kept.visits)[-1][:32]}"


def charge_id(house: House) -> str:
    return list(house.payments.charges)[-1]


def test_what_was_shown_is_paid_and_becomes_an_order(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    on = browser.submits(offer, "pay")
    waiting = browser.get(back_of(house))
    house.payments.decide(charge_id(house), paid=True)
    done = browser.get(back_of(house))

    assert "1 × Starter Kit" in offer.page.words
    assert "$9.00" in offer.page.words
    assert "1 Main Street, Cupertino, CA, 95014" in offer.page.words
    assert on.location.startswith("https://pay.example/")
    assert "still being processed" in waiting.page.words
    drawer = house.ledger.drawer(CUSTOMER_ID)
    (order,) = drawer.orders
    assert order.number in done.page.words
    assert house.payments.taken() == order.quote.total == Money(900, Currency.USD)
    assert order.address is not None
    assert order.address.name == "Robin Example"
    assert drawer.customer is not None
    assert (drawer.customer.agreement, drawer.customer.cart.is_empty) == (None, True)
    assert "order.placed" in house.ledger.journal.happenings(CUSTOMER_ID)


def test_coming_back_again_and_again_places_one_order(house: House, browser: Browser, link: Link) -> None:
    browser.submits(offered(house, browser, link), "pay")
    house.payments.decide(charge_id(house), paid=True)

    pages = [browser.get(back_of(house)) for _ in range(3)]

    assert all("Thank you" in page.page.words for page in pages)
    assert len(house.ledger.drawer(CUSTOMER_ID).orders) == 1


def test_nothing_is_ordered_before_it_is_paid(house: House, browser: Browser, link: Link) -> None:
    browser.submits(offered(house, browser, link), "pay")

    page = browser.get(back_of(house) + "?status=PAID&paymentChargeId=other")

    assert "still being processed" in page.page.words
    assert house.ledger.drawer(CUSTOMER_ID).orders == []
    (attempt,) = house.ledger.journal.attempts.values()
    assert (attempt.is_open, attempt.charge_id) == (True, charge_id(house))


def test_a_refused_payment_can_be_made_again_under_another_name(
    house: House, browser: Browser, link: Link
) -> None:
    browser.submits(offered(house, browser, link), "pay")
    house.payments.decide(charge_id(house), paid=False)
    refused = browser.get(back_of(house))

    again = browser.submits(refused, "again")
    browser.submits(browser.get(again.location), "pay")
    house.payments.decide(charge_id(house), paid=True)
    done = browser.get(back_of(house))

    assert "nothing was charged, and nothing was ordered" in refused.page.words
    assert "Thank you" in done.page.words
    assert len({made.reference for made in house.payments.charges.values()}) == 2
    assert len(house.ledger.drawer(CUSTOMER_ID).orders) == 1


def test_while_a_payment_is_under_way_no_other_one_begins(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    browser.submits(offer, "pay")

    twice = browser.submits(offer, "pay")
    other = Browser(house)
    page = other.get(f"{BASE}/consent/{house.invite(link.id)}")
    elsewhere = other.submits(page, "once", name="Robin Example", **ADDRESS)

    assert "still being processed" in twice.page.words
    assert "still being processed" in elsewhere.page.words
    assert len(house.payments.charges) == 1


def test_pressing_twice_at_once_begins_one_payment(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    seen: list[Response] = []
    house.ledger.meanwhile(lambda: seen.append(browser.submits(offer, "pay")))

    browser.submits(offer, "pay")

    assert seen[0].location.startswith("https://pay.example/")
    assert len({made.reference for made in house.payments.charges.values()}) == 1
    assert len(house.ledger.journal.attempts) == 1


def test_an_offer_that_changed_meanwhile_is_shown_anew(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    form = offer.page.values

    stale = browser.post(offer.page.action, {**form, "version": "99", "choice": "pay"})

    assert stale.location == f"{BASE}/pay"
    assert house.payments.charges == {}
    assert browser.get(stale.location).page.values["offer"] != form["offer"]


def a_desk(house: House, shelf: Shelf) -> PayDesk:
    shop = Shop(shelf, load_markets(), house.ledger, house.clock)
    providers = Providers({"pretend": lambda: house.payments})
    return PayDesk(shop, house.ledger.journal, providers, lambda: house.new_secret()[-26:])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(load_catalogue(load_markets().markets).products)


def test_an_offer_that_is_old_is_made_anew_at_the_prices_of_now(house: House, link: Link, shelf: Shelf) -> None:
    desk, market, at_home = a_desk(house, shelf), load_markets().by_id("US"), replace(link, address=PLACE)
    offer = desk.offer(at_home, market)
    assert isinstance(offer, Offer)
    house.clock.pass_by(OFFER_LIFETIME + timedelta(seconds=1))
    shelf.reprice("starter_kit", Money(1100, Currency.USD))

    told = (offer.checkout.id, offer.checkout.version)
    anew = desk.pay(at_home, market, checkout_id=told[0], version=told[1], return_url="https://x.example")

    assert isinstance(anew, Offer)
    assert (offer.checkout.quote.total.minor, anew.checkout.quote.total.minor) == (900, 1100)
    assert house.payments.charges == {}


def test_a_price_that_changed_since_it_was_shown_is_not_charged(house: House, link: Link, shelf: Shelf) -> None:
    desk, market, at_home = a_desk(house, shelf), load_markets().by_id("US"), replace(link, address=PLACE)
    offer = desk.offer(at_home, market)
    assert isinstance(offer, Offer)
    shelf.reprice("starter_kit", Money(1100, Currency.USD))

    told = (offer.checkout.id, offer.checkout.version)
    desk.pay(at_home, market, checkout_id=told[0], version=told[1], return_url="https://x.example")

    (made,) = house.payments.charges.values()
    assert made.amount == Money(900, Currency.USD)


def test_what_is_sold_out_meanwhile_is_not_sold(house: House, link: Link, shelf: Shelf) -> None:
    desk, market, at_home = a_desk(house, shelf), load_markets().by_id("US"), replace(link, address=PLACE)
    offer = desk.offer(at_home, market)
    assert isinstance(offer, Offer)
    shelf.sell_out("starter_kit")

    told = (offer.checkout.id, offer.checkout.version)
    paid = desk.pay(at_home, market, checkout_id=told[0], version=told[1], return_url="https://x.example")

    assert paid == NoOffer()
    assert house.payments.charges == {}
    assert house.ledger.drawer(CUSTOMER_ID).orders == []


def test_an_agreement_of_the_customers_own_is_left_alone(house: House, browser: Browser, alexa: Alexa) -> None:
    ended = an_agreement(AgreementStatus.CLOSED)
    link = link_of(house, alexa, a_customer(cart=a_cart(starter_kit=1), agreement=ended))

    browser.submits(offered(house, browser, link), "pay")
    house.payments.decide(charge_id(house), paid=True)
    browser.get(back_of(house))

    drawer = house.ledger.drawer(CUSTOMER_ID)
    assert drawer.customer is not None
    assert drawer.customer.agreement == ended
    assert len(drawer.orders) == 1


def test_a_company_that_cannot_be_reached_leaves_the_offer(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    house.payments.refuse_connection()

    page = browser.submits(offer, "pay")
    sent = browser.submits(page, "pay")

    assert page.status == 503
    assert "cannot be reached" in page.page.words
    assert sent.location.startswith("https://pay.example/")


class Reader:
    """Believes every notification to be about the latest charge."""

    def __init__(self, payments: PretendPayments) -> None:
        self._payments = payments

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime, within: float) -> Notice:
        return Notice(body.decode(), NoticeKind.CHARGE, list(self._payments.charges)[-1])


def test_the_companys_news_places_the_order_of_whoever_never_comes_back() -> None:
    payments = PretendPayments("ppro")
    house = House(payments=payments, readers={"ppro": Reader(payments)}, settles=True)
    browser = Browser(house)
    browser.submits(offered(house, browser, link_of(house, Alexa(house))), "pay")
    house.payments.decide(charge_id(house), paid=True)
    house.clock.pass_by(timedelta(minutes=2))

    told = [asked(house.door, event("POST", "/webhooks/ppro", body=each)) for each in ("one", "one", "two")]

    assert [it.status for it in told] == [200, 200, 200]
    (order,) = house.ledger.drawer(CUSTOMER_ID).orders
    assert order.number in browser.get(back_of(house)).page.words
    assert house.payments.taken() == Money(900, Currency.USD)


def test_a_closed_shop_begins_no_payment_and_keeps_the_cart(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    house.turn_switch("closed")

    page = browser.submits(offer, "pay")

    assert "We cannot take orders at the moment." in page.page.words
    assert house.ledger.journal.attempts == {}
    assert "start_payment" not in house.payments.calls
    house.turn_switch("open")
    assert browser.submits(offer, "pay").location.startswith("https://pay.example/")


def test_goods_need_an_address_and_say_so(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    wrong = browser.submits(page, "once", name="Robin")

    assert wrong.status == 422
    assert house.ledger.drawer(CUSTOMER_ID).current is None


def test_a_service_needs_none(house: House, browser: Browser, alexa: Alexa) -> None:
    link = link_of(house, alexa, a_customer(cart=a_cart(barber_voucher=1)))
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    offer = browser.get(browser.submits(page, "once", name="Robin").location)

    assert "Delivered to" not in offer.page.words
    assert browser.submits(offer, "pay").location.startswith("https://pay.example/")


@pytest.mark.parametrize("case", ["empty cart", "consent given", "cannot", "unclaimed"])
def test_it_is_offered_only_where_it_makes_sense(case: str) -> None:
    abilities = frozenset(Ability) - {Ability.ONE_TIME} if case == "cannot" else frozenset(Ability)
    house = House(payments=PretendPayments(abilities=abilities))
    customer = {
        "empty cart": a_customer(),
        "consent given": a_customer(cart=a_cart(), agreement=an_agreement(provider="pretend")),
    }.get(case)
    link = link_of(house, Alexa(house), customer)
    if case == "unclaimed":
        house.desk.kept.links[link.id] = Link(link.id, link.locale, link.made_at, link.told_at, version=9)
    browser = Browser(house)
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    assert "Pay only this time" not in page.page.words
    shown = browser.submits(page, "once", name="Robin", **ADDRESS)
    assert (shown.status, shown.location) == (200, "")
    assert house.payments.charges == {}


def test_a_subscription_is_not_paid_once(house: House, browser: Browser, alexa: Alexa) -> None:
    link = link_of(house, alexa, a_customer(cart=a_cart(refill_subscription=1)))
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    shown = browser.submits(page, "once", name="Robin", **ADDRESS)

    assert "nothing to pay here" in shown.page.words
    assert house.payments.charges == {}


def test_an_offer_is_good_in_its_browser_only(house: House, browser: Browser, link: Link) -> None:
    offer = offered(house, browser, link)
    browser.submits(offer, "pay")
    house.payments.decide(charge_id(house), paid=True)
    stranger = Browser(house)
    values = stranger.get(f"{BASE}/consent").page.values

    assert stranger.get(f"{BASE}/pay").status == 410
    assert stranger.get(back_of(house)).status == 410
    assert stranger.post(f"{BASE}/pay", {**values, "choice": "pay", "version": "1"}).status == 410
    assert stranger.post(f"{BASE}/pay", {"choice": "pay", "version": "1"}).status == 403


@pytest.mark.parametrize("fields", [{"choice": "pay"}, {"choice": "pay", "version": "x"}, {"choice": "free"}])
def test_an_odd_answer_is_refused(house: House, browser: Browser, link: Link, fields: dict[str, str]) -> None:
    offer = offered(house, browser, link)

    odd = browser.post(offer.page.action, {"form": offer.page.values["form"], **fields})

    assert odd.status == 400
    assert house.payments.charges == {}


def test_leaving_it_leaves_the_cart(house: House, browser: Browser, link: Link) -> None:
    left = browser.submits(offered(house, browser, link), "skip")

    assert "All done" in left.page.words
    drawer = house.ledger.drawer(CUSTOMER_ID)
    assert drawer.customer is not None
    assert not drawer.customer.cart.is_empty
    assert drawer.current is not None
    assert drawer.current.state is State.AWAITING_YES
