"""An agreement carries so much in a calendar month, and no more."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from simulator.amazon_pay.limits import MonthlyLimits
from tests.simulator.amazon_pay.tills import Till

PAID = "Closed MaxCapturesProcessed"


@pytest.mark.parametrize(("currency", "most", "more"), [("EUR", "1000", "0.01"), ("JPY", "100000", "1")])
def test_the_documented_limit_holds_for_the_month(currency: str, most: str, more: str) -> None:
    till = Till(currency)

    assert till.charge(most) == PAID
    assert till.charge(more) == "PeriodicAmountExceeded"
    assert till.message.startswith("authorizeAttributes.authorizationAmount.amount")
    assert len(till.pay.ledger.charges) == 1


def test_the_next_month_is_free_again() -> None:
    till = Till("EUR")
    till.charge("999.00")

    refused = till.charge("2.00")
    till.wait(days=35)
    taken = till.charge("2.00")

    assert (refused, taken) == ("PeriodicAmountExceeded", PAID)


def test_the_month_turns_on_the_first_in_utc() -> None:
    till = Till("EUR")
    till.now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    till.charge("1000")

    refused = till.charge("1")
    till.wait(minutes=1)
    taken = till.charge("1")

    assert (refused, taken) == ("PeriodicAmountExceeded", PAID)


def test_a_tester_sets_the_limit_and_lifts_it() -> None:
    till = Till()
    till.pay.limit("10.00", "USD")

    within, beyond = till.charge("9.00"), till.charge("1.01")
    till.pay.limit(None, "USD")
    lifted = till.charge("1500.00")

    assert (within, beyond, lifted) == (PAID, "PeriodicAmountExceeded", PAID)


def test_nothing_is_known_of_a_limit_in_pounds() -> None:
    assert Till("GBP").charge("150000") == PAID


def test_what_is_reserved_counts_and_what_was_declined_does_not() -> None:
    till = Till("EUR")
    till.pay.order("declined-amazon-rejected")
    till.charge("900")
    till.pay.order("reserved")
    till.charge("900")

    assert till.charge("101") == "PeriodicAmountExceeded"
    assert till.charge("100") == PAID


def test_each_agreement_has_a_limit_of_its_own() -> None:
    till = Till("EUR")
    till.charge("1000")
    till.buyer.set_agreement("closed")
    anew = till.set_up()["billingAgreementId"]

    assert till.charge("1000", anew) == PAID


def test_a_refused_charge_leaves_its_reference_free_and_the_rest_can_be_asked_for() -> None:
    till = Till("EUR")
    till.charge("990.50")
    till.charge("10.00")

    (agreement,) = till.buyer.agreements.values()
    assert till.pay.left_this_month(agreement) == Decimal("9.50")
    assert len(till.pay.ledger.references) == 1


@pytest.mark.parametrize(
    ("amount", "currency", "hint"),
    [
        ("10", "CHF", "no currency of Amazon Pay is named 'CHF'"),
        ("ten", "USD", "such as 1000 or 49.90, not 'ten'"),
        ("-1", "USD", "0 or more"),
        ("NaN", "USD", "0 or more"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(amount: str, currency: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        MonthlyLimits().set(amount, currency)
