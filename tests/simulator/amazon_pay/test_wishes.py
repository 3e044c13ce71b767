"""Testers order outcomes in their own words."""

import pytest

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.amazon_pay.wishes import UnknownOutcome, Wishes, outcome_names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("decline InvalidPaymentMethod hard", ["declined-invalid-payment-method-hard"]),
        ("decline InvalidPaymentMethod", ["declined-invalid-payment-method-hard"]),
        ("InvalidPaymentMethod hard", ["declined-invalid-payment-method-hard"]),
        ("soft decline invalid-payment-method", ["declined-invalid-payment-method-soft"]),
        ("declined invalid payment method soft", ["declined-invalid-payment-method-soft"]),
        ("InvalidPaymentMethod", ["InvalidPaymentMethod"]),
        ("invalidpaymentmethod late", ["InvalidPaymentMethod", "late"]),
        ("AmazonRejected", ["declined-amazon-rejected"]),
        ("AmazonRejected soft", ["declined-amazon-rejected-soft"]),
        ("decline AmazonRejected hard", ["declined-amazon-rejected"]),
        ("decline ProcessingFailure", ["declined-processing-failure"]),
        ("decline ProcessingFailure hard", ["declined-processing-failure-hard"]),
        ("TransactionTimedOut", ["declined-transaction-timed-out"]),
        ("late twice", ["late", "twice"]),
        ("out of order", ["out-of-order"]),
        ("at once", ["at-once"]),
        ("Wrong Amount late", ["wrong-amount", "late"]),
        ("agreement suspended", ["suspended"]),
        ("closed SellerClosed", ["closed-seller-closed"]),
        ("error ServiceUnavailable", ["ServiceUnavailable"]),
        ("access denied", ["ACCESS_DENIED"]),
        ("", []),
    ],
)
def test_outcomes_are_understood_as_testers_type_them(words: str, names: list[str]) -> None:
    assert outcome_names(words.split()) == names


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_name_means_itself(name: str) -> None:
    assert outcome_names([name]) == [name]
    assert outcome_names([name, name.upper()]) == [name, name]
    assert outcome_names(name.split("-")) == [name]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("pendding", "did you mean pending"),
        ("decline InvalidPaymentMehtod hard", "declined-invalid-payment-method-hard"),
        ("late Rejected", "declined-amazon-rejected"),
        ("xyzzy", "no outcome is named 'xyzzy'$"),
    ],
)
def test_what_is_not_understood_is_told_with_what_is_near(words: str, hint: str) -> None:
    with pytest.raises(UnknownOutcome, match=hint):
        outcome_names(words.split())


def test_orders_wait_for_an_answer_that_they_can_happen_to() -> None:
    wishes = Wishes()
    for name in ("pending", "wrong-amount", "late", "suspended", "paid"):
        wishes.add(name)

    setup = wishes.take("Setup")
    charge = wishes.take("Charge")

    assert setup.happening is OUTCOMES["suspended"]
    assert setup.damage is None
    assert setup.delivery is OUTCOMES["late"].delivery
    assert charge.happening is OUTCOMES["pending"]
    assert charge.damage is OUTCOMES["wrong-amount"]
    assert wishes.names == ["paid"]
