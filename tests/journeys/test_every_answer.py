"""Every answer of the table, lived through in every locale: the right words, no money, the cart kept, and a cure.

The rows are the gateway's own (`codes`); the answers are pretend Amazon Pay's; the ledger is the judge of money.
"""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from simulator.amazon_pay.faults import CHARGE, ERROR_CODES, SETUP
from simulator.testing import Reply, Shop
from tests.journeys.conftest import paid_and_stored, stored
from tests.journeys.locales import LOCALES, Customer, customer_of
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.payments import Card
from voicetill.gateways.amazon_pay.codes import DECLINES, ERRORS, STATUSES, OnCharge, Retry, Row

# What no customer ever hears: two words in one, an underscore, a number of HTTP, a word of programmers.
CODES = re.compile(r"[a-z][A-Z]|_|\b[45]\d\d\b|\b(error|exception|null|payload|token)\b|[{}<>]")

SETUP_ERRORS = [code for code, row in ERROR_CODES.items() if row.operations >= SETUP]
CHARGE_ERRORS = [code for code, row in ERROR_CODES.items() if row.operations >= CHARGE]
REFUSED = [code for code in CHARGE_ERRORS if ERRORS[code].on_charge is OnCharge.REFUSED]
UNKNOWN = [code for code in CHARGE_ERRORS if ERRORS[code].on_charge is OnCharge.UNKNOWN]
RENEWED = [code for code in CHARGE_ERRORS if ERRORS[code].on_charge is OnCharge.AGREEMENT_REFUSED]
DECLINED: dict[str, Row] = {
    "declined-invalid-payment-method-hard": DECLINES["InvalidPaymentMethod"].meaning(soft=False),
    "declined-invalid-payment-method-soft": DECLINES["InvalidPaymentMethod"].meaning(soft=True),
    "declined-amazon-rejected": DECLINES["AmazonRejected"].means,
    "declined-amazon-rejected-soft": DECLINES["AmazonRejected"].means,
    "declined-processing-failure": DECLINES["ProcessingFailure"].means,
    "declined-processing-failure-hard": DECLINES["ProcessingFailure"].means,
    "declined-transaction-timed-out": DECLINES["TransactionTimedOut"].means,
    "declined-transaction-timed-out-hard": DECLINES["TransactionTimedOut"].means,
}
NOT_OPEN = {status.value.lower(): STATUSES[status] for status in AgreementStatus if status in STATUSES}

every_locale = pytest.mark.parametrize("customer", [pytest.param(customer_of(it), id=it) for it in LOCALES])


@pytest.fixture(autouse=True)
def at_home(request: pytest.FixtureRequest, shop: Shop) -> None:
    if "customer" in request.fixturenames:
        request.getfixturevalue("customer").at(shop)


def hears(customer: Customer, told: Reply, row: Row) -> None:
    """The customer hears the row's words, sees its card, and no word of a machine."""
    assert customer.speech.say(f"refused.{row.reason.value}") in told.speech
    assert customer.speech.say("placed") not in told.speech
    assert not CODES.search(told.speech)
    kinds = {Card.NONE: None, Card.CONSENT: "AskForPermissionsConsent"}
    card = told.card
    assert (card and card["type"]) == kinds.get(row.card, "Simple")


def nothing_is_bought(shop: Shop) -> None:
    assert shop.charged == []
    assert shop.orders == []
    assert [line["product_id"] for line in stored(shop, "NOW#CUSTOMER")["cart"]] == ["starter_kit"]


def mends_everything(shop: Shop) -> None:
    """The customer, the merchant and the calendar do what is asked of them."""
    shop.consent("granted")
    shop.voice_purchasing(on=True)
    shop.repair_wallet()
    shop.pass_time(days=31)


def is_bought_at(shop: Shop, customer: Customer, total: Decimal | None) -> None:
    """The same order is finished, at the price that was told before."""
    told = shop.say(customer.one_shot_check_out)
    placed = shop.say(customer.yes) if not told.ended else told

    assert customer.speech.say("placed") in placed.speech
    (charge,) = shop.ledger.charges
    assert total is None or charge.amount == total
    assert len(paid_and_stored(shop)) == 1


def the_total(shop: Shop) -> Decimal:
    quote = stored(shop, "NOW#CHECKOUT")["quote"]["total"]
    return Decimal(quote["minor"]).scaleb(0 if quote["currency"] == "JPY" else -2)


@every_locale
@pytest.mark.parametrize("code", SETUP_ERRORS)
def test_an_error_of_setup(shop: Shop, customer: Customer, code: str) -> None:
    shop.say(customer.open)
    shop.pay(code)

    told = shop.say(customer.kit)

    hears(customer, told, ERRORS[code].means)
    nothing_is_bought(shop)
    mends_everything(shop)
    is_bought_at(shop, customer, None)


@every_locale
@pytest.mark.parametrize("status", NOT_OPEN)
def test_an_agreement_that_is_not_open(shop: Shop, customer: Customer, status: str) -> None:
    shop.say(customer.open)
    shop.pay(status)

    told = shop.say(customer.kit)

    hears(customer, told, NOT_OPEN[status])
    nothing_is_bought(shop)
    mends_everything(shop)
    is_bought_at(shop, customer, None)


@every_locale
@pytest.mark.parametrize("code", REFUSED)
def test_an_error_that_refuses_a_charge(shop: Shop, customer: Customer, code: str) -> None:
    shop.say(customer.open, customer.kit)
    total = the_total(shop)
    shop.pay(code)

    told = shop.say(customer.yes)

    hears(customer, told, ERRORS[code].means)
    nothing_is_bought(shop)
    mends_everything(shop)
    is_bought_at(shop, customer, total)


@every_locale
@pytest.mark.parametrize("decline", DECLINED)
def test_a_decline(shop: Shop, customer: Customer, decline: str) -> None:
    shop.say(customer.open, customer.kit)
    total = the_total(shop)
    shop.pay(decline)

    told = shop.say(customer.yes)

    hears(customer, told, DECLINED[decline])
    nothing_is_bought(shop)
    if DECLINED[decline].retry is Retry.ASKED_ONCE:
        assert told.speech.endswith(customer.speech.say("retry"))
        is_tried_once_more(shop, customer, total)
    else:
        assert told.ended
        mends_everything(shop)
        is_bought_at(shop, customer, total)


def is_tried_once_more(shop: Shop, customer: Customer, total: Decimal) -> None:
    """A yes charges the same order under a new reference."""
    placed = shop.say(customer.yes)

    assert customer.speech.say("placed") in placed.speech
    (charge,) = shop.ledger.charges
    assert charge.amount == total
    assert charge.reference.endswith("02")


@every_locale
def test_a_second_soft_decline_is_not_tried_again(shop: Shop, customer: Customer) -> None:
    shop.say(customer.open, customer.kit)
    shop.pay("declined-processing-failure")
    shop.say(customer.yes)
    shop.pay("declined-processing-failure")

    told = shop.say(customer.yes)

    assert customer.speech.say("retry") not in told.speech
    assert told.ended
    nothing_is_bought(shop)
    is_bought_at(shop, customer, None)


@every_locale
@pytest.mark.parametrize("code", RENEWED)
def test_an_agreement_that_is_refused_is_renewed_once_by_itself(shop: Shop, customer: Customer, code: str) -> None:
    shop.say(customer.open, customer.kit)
    total = the_total(shop)
    shop.pay(code)

    placed = shop.say(customer.yes)

    assert placed.sent == ["Charge", "Setup", "Charge"]
    assert customer.speech.say("placed") in placed.speech
    assert [charge.amount for charge in shop.ledger.charges] == [total]
    assert len(paid_and_stored(shop)) == 1


@every_locale
@pytest.mark.parametrize("code", RENEWED)
def test_an_agreement_that_is_refused_twice_is_told(shop: Shop, customer: Customer, code: str) -> None:
    shop.say(customer.open, customer.kit)
    total = the_total(shop)
    shop.pay(code, code)

    told = shop.say(customer.yes)

    hears(customer, told, ERRORS[code].means)
    nothing_is_bought(shop)
    is_bought_at(shop, customer, total)


@every_locale
@pytest.mark.parametrize("code", [*UNKNOWN, "pending", "charged-InternalServerError"])
def test_what_nobody_knows_is_said_so_and_never_charged_again(shop: Shop, customer: Customer, code: str) -> None:
    shop.say(customer.open, customer.kit)
    shop.pay(code)
    processing, waiting = customer.speech.say("processing"), customer.speech.say("waiting")

    told = shop.say(customer.yes)
    later = [shop.say(words) for words in (customer.one_shot_check_out, customer.open, customer.one_shot_kit)]

    assert told.speech == processing
    assert [reply.speech for reply in later] == [waiting, processing, waiting]
    assert [reply.sent for reply in later] == [[], [], []]
    assert len(shop.charged) == (1 if code.startswith("charged") else 0)
    assert shop.orders == []


@every_locale
@pytest.mark.parametrize("lost", ["Setup", "Charge"])
def test_after_an_answer_that_never_came_the_next_visit_hears_the_truth(
    shop: Shop, customer: Customer, lost: str
) -> None:
    shop.say(customer.open)
    said: dict[str, Callable[[], Reply]] = {
        "Setup": lambda: shop.say(customer.kit),
        "Charge": lambda: shop.say(customer.yes),
    }
    if lost == "Charge":
        shop.say(customer.kit)
    shop.pay("never")
    said[lost]()
    shop.pass_time(hours=1)

    back = shop.say(customer.open)

    if lost == "Charge":
        assert back.speech == customer.speech.say("processing")
        assert back.sent == []
    else:
        assert shop.charged == []
        is_bought_at(shop, customer, None)
