"""The wish: what begins a purchase, and what does not."""

from datetime import timedelta

import pytest

from tests.builders import a_cart, a_money, an_address, an_agreement
from tests.services.till import DOUBT, PENDING, Till, a_refusal, a_visitor, handed_off, named
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import (
    CartTold,
    NotForSale,
    NotSoldHere,
    NotUnderstood,
    QuantityUnclear,
    Refused,
    StillProcessing,
    TotalTold,
)
from voicetill.services.visits import Named


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def returning() -> Till:
    """A till that knows its customer's open agreement and address."""
    till = Till()
    till.know(an_agreement())
    return till


# The wish.


def test_a_first_purchase_of_goods_goes_to_setup(till: Till) -> None:
    outcome = till.buy("starter_kit", "2")

    assert handed_off(outcome, "Setup").token == till.current.id
    assert till.current.state is State.AWAITING_SETUP
    assert till.customer.cart == a_cart(starter_kit=2)


def test_a_returning_customer_hears_the_total_at_once(returning: Till) -> None:
    outcome = returning.buy()

    assert isinstance(outcome, TotalTold)
    assert outcome.checkout == returning.current
    assert outcome.checkout.address == an_address()
    assert handed_off(returning.yes_to(outcome), "Charge").handoff.payload["agreement"] == an_agreement().id


def test_an_address_older_than_thirty_days_is_asked_for_again(returning: Till) -> None:
    returning.clock.pass_by(timedelta(days=30, seconds=1))

    handed_off(returning.buy(), "Setup")


def test_an_address_of_thirty_days_is_read_back(returning: Till) -> None:
    returning.clock.pass_by(timedelta(days=30))

    assert isinstance(returning.buy(), TotalTold)


@pytest.mark.parametrize("status", [status for status in AgreementStatus if status is not AgreementStatus.OPEN])
def test_an_agreement_that_is_not_open_is_not_charged(till: Till, status: AgreementStatus) -> None:
    till.know(an_agreement(status))

    handed_off(till.buy("starter_kit"), "Setup")
    told = till.buy("barber_voucher")
    till.filling.remove(till.visitor, named("starter_kit"), None)
    told = till.buy("barber_voucher")
    assert isinstance(told, TotalTold)
    handed_off(till.yes_to(told), "Setup")


def test_an_agreement_without_an_address_is_enough_where_nothing_is_delivered(till: Till) -> None:
    till.know(an_agreement(address=None))

    assert isinstance(till.buy("barber_voucher"), TotalTold)


def test_where_nothing_is_delivered_the_total_comes_before_setup(till: Till) -> None:
    told = till.buy("barber_voucher")

    assert isinstance(told, TotalTold)
    setup = till.yes_to(told)
    charge = handed_off(till.set_up(setup), "Charge")
    assert charge.handoff.payload["amount"] == "25.00"


def test_everything_in_the_cart_is_offered(till: Till) -> None:
    till.buy("starter_kit", "2")
    till.buy("refill_pack", "3")

    offered = {line.product_id: line.quantity for line in till.current.quote.lines}
    assert offered == {"starter_kit": 2, "refill_pack": 3}
    assert till.current.quote.total == a_money(2 * 900 + 3 * 650)


def test_checking_out_offers_the_cart(returning: Till) -> None:
    returning.buy("starter_kit", "2")

    told = returning.buying.check_out(returning.visitor)

    assert isinstance(told, TotalTold)
    assert told.checkout.quote.total == a_money(1800)


def test_an_empty_cart_cannot_be_checked_out(till: Till) -> None:
    assert till.buying.check_out(till.visitor) == CartTold(None)
    assert till.drawer.current is None


@pytest.mark.parametrize("quantity", ["0", "?", "-1", "1.5", "6", "1e1", "one", "999999999999"])
def test_a_strange_quantity_is_asked_again_without_a_call(till: Till, quantity: str) -> None:
    outcome = till.buy("starter_kit", quantity)

    assert outcome == QuantityUnclear(till.shelf.products["starter_kit"], 5)
    assert (till.ledger.reads, till.ledger.writes) == (0, 0)


def test_a_product_that_was_not_understood_is_answered_with_what_there_is(till: Till) -> None:
    outcome = till.buying.buy(till.visitor, Named("flux capacitor"), None)

    assert isinstance(outcome, NotUnderstood)
    assert outcome.heard == "flux capacitor"
    assert [product.id for product in outcome.candidates] == ["starter_kit", "refill_pack", "barber_voucher"]


def test_a_product_that_could_be_several_is_asked_again(till: Till) -> None:
    outcome = till.buying.buy(till.visitor, Named("kit", ("starter_kit", "refill_pack")), None)

    assert isinstance(outcome, NotUnderstood)
    assert outcome.several
    assert till.drawer.current is None


@pytest.mark.parametrize(("take", "sold_out"), [("sell_out", True), ("withdraw", False)])
def test_what_cannot_be_bought_is_not_offered(till: Till, take: str, sold_out: bool) -> None:
    getattr(till.shelf, take)("starter_kit")

    outcome = till.buy("starter_kit")

    assert isinstance(outcome, NotForSale)
    assert outcome.sold_out is sold_out
    assert [product.id for product in outcome.offers] == ["refill_pack", "barber_voucher"]
    assert till.drawer.current is None


def test_nothing_is_sold_where_no_market_is(till: Till) -> None:
    abroad = a_visitor(locale="de-DE")

    assert till.buying.buy(abroad, named("starter_kit"), None) == NotSoldHere()
    assert till.buying.check_out(abroad) == NotSoldHere()


def test_a_missing_consent_keeps_the_cart_and_begins_nothing(till: Till) -> None:
    outcome = till.buying.buy(a_visitor(may_pay=False), named("starter_kit"), "2")

    assert outcome == Refused(Refusal.CONSENT_MISSING)
    assert till.customer.cart == a_cart(starter_kit=2)
    assert till.drawer.current is None
    handed_off(till.buying.check_out(till.visitor), "Setup")


# One unpaid checkout a customer.


@pytest.mark.parametrize("answer", [None, PENDING, DOUBT], ids=["under way", "pending", "unknown"])
def test_no_purchase_starts_while_a_charge_is_not_decided(returning: Till, answer: object) -> None:
    charge = returning.charging()
    if answer is not None:
        returning.answer(charge.token, answer)  # type: ignore[arg-type]
    before = returning.current
    writes = returning.ledger.writes

    assert returning.buy("refill_pack") == StillProcessing()
    assert returning.buying.check_out(returning.visitor) == StillProcessing()
    assert (returning.current, returning.ledger.writes) == (before, writes)
    assert returning.customer.cart == a_cart()


def test_a_declined_charge_leaves_the_cart_for_a_new_purchase(returning: Till) -> None:
    charge = returning.charging()
    returning.answer(charge.token, a_refusal())

    again = returning.buying.check_out(returning.visitor)

    assert isinstance(again, TotalTold)
    assert again.checkout.id != charge.token
    assert handed_off(returning.yes_to(again), "Charge").handoff.payload["reference"] == f"{again.checkout.id}01"


# Where goods go.


def test_goods_are_not_sold_to_a_known_address_that_we_do_not_deliver_to(till: Till) -> None:
    """The refused Setup has stored the agreement with its address; the next purchase must not charge for it."""
    abroad = an_agreement(address=an_address(country="CA"))
    refused = till.set_up(till.buy(), abroad)
    assert refused == Refused(Refusal.NOT_DELIVERED_THERE)

    handed_off(till.buying.check_out(till.visitor), "Setup")


# Known faults.


def test_an_old_cart_is_not_sold_beyond_a_limit_that_was_lowered(returning: Till) -> None:
    returning.buy("starter_kit", "5")
    returning.shelf.limit("starter_kit", 2)

    told = returning.buying.check_out(returning.visitor)

    assert not isinstance(told, TotalTold) or told.checkout.quote.lines[0].quantity <= 2


def test_what_falls_out_of_the_cart_at_the_offer_is_told(returning: Till) -> None:
    """The read-back is honest about what is in the offer, but the customer asked for more."""
    returning.buy("starter_kit")
    returning.shelf.sell_out("starter_kit")

    told = returning.buy("refill_pack")

    assert isinstance(told, TotalTold)
    assert getattr(told, "gone", ())
