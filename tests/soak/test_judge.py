"""The judge finds whatever does not agree with the companies' ledgers."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from soak.hearing import says_placed, spoken
from soak.judge import Books, Taken, broken_at_any_moment

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PAID = Taken("one", "charge-1", Decimal("9.00"), "USD", MOMENT)


def an_order(id_: str = "one", minor: int = 900) -> dict[str, Any]:
    total = {"minor": Decimal(minor), "currency": "USD"}
    return {"sk": f"ORDER#2026#{id_}", "id": id_, "quote": {"total": total}}


GOOD = Books([PAID], frozenset(), {"charge-1": Decimal("4.50")}, [an_order()])


def test_books_that_agree_break_nothing() -> None:
    assert broken_at_any_moment(GOOD) == []
    assert broken_at_any_moment(replace(GOOD, taken=[], returned={}, reserved=frozenset({"one"}))) == []


@pytest.mark.parametrize(
    ("books", "broken"),
    [
        (replace(GOOD, taken=[], returned={}), "has no money for it"),
        (replace(GOOD, taken=[PAID, replace(PAID, charge_id="charge-2")]), "one was charged 2 times"),
        (replace(GOOD, items=[an_order(minor=901)]), "is of 9.01 USD, and 9.00 USD was taken"),
        (replace(GOOD, taken=[replace(PAID, currency="EUR")]), "9.00 EUR was taken"),
        (replace(GOOD, returned={"charge-1": Decimal("9.01")}), "9.01 went back"),
        (replace(GOOD, returned={"charge-2": Decimal("0.01")}), "of which 0 was taken"),
    ],
)
def test_what_does_not_agree_is_said(books: Books, broken: str) -> None:
    (found,) = broken_at_any_moment(books)

    assert broken in found


@pytest.mark.parametrize(
    ("words", "confirms"),
    [
        ("Thank you. Your order is placed; the details are in your Alexa app.", True),
        ("Good news first: your last payment went through, and that order is placed.", True),
        ("Thank you. Your subscription has started, and your first order is placed.", True),
        ("Your order is not placed, and nothing was charged.", False),
        ("That order isn't placed, and nothing was charged.", False),
        ("Your payment is still being processed.", False),
        ("Shall I place the order?", False),
    ],
)
def test_what_confirms_is_told_from_what_does_not(words: str, confirms: bool) -> None:
    assert says_placed(words) is confirms


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("9.00", "nine dollars"),
        ("6.50", "six dollars and fifty cents"),
        ("1.01", "one dollar and one cent"),
        ("0.50", "fifty cents"),
    ],
)
def test_amounts_are_said_as_the_skill_says_them(amount: str, words: str) -> None:
    assert spoken(Decimal(amount)) == words
