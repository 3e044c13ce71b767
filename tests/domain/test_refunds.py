"""Refunds: what may go back, and that never more goes out than came in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CHECKOUT_ID, NOW, a_checkout, a_money, a_payment, an_order
from voicetill.domain.charging import LONGEST_REFERENCE, RefundRules
from voicetill.domain.checkout_record import State
from voicetill.domain.fulfilment import refund_named, with_refund
from voicetill.domain.money import Currency, Money
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order
from voicetill.domain.refunds import (
    MOST_REFUNDS,
    Asked,
    Reason,
    Refund,
    RefundState,
    decide,
    decide_second,
    given_back,
    left,
    most_allowed,
    on_its_way_back,
)

NO_LIMITS = RefundRules()
AMAZON = RefundRules(extra_share=15, extra_most=a_money(7500))
PPRO = RefundRules(within=timedelta(days=181))
ALL = Asked(None, Reason.RETURN)


def asked(minor: int, **more: object) -> Asked:
    return replace(Asked(a_money(minor), Reason.RETURN), **more)  # type: ignore[arg-type]


def decided(order: Order, wanted: Asked, rules: RefundRules = NO_LIMITS) -> Refund:
    refund = decide(order, wanted, rules, at=NOW)
    assert isinstance(refund, Refund)
    return refund


def test_without_an_amount_all_that_is_left_goes_back() -> None:
    order = with_refund(an_order(), decided(an_order(), asked(250)))

    refund = decided(order, ALL)

    assert refund.amount == a_money(650)
    assert refund.state is RefundState.PENDING


def test_each_refund_has_a_name_of_its_own_and_none_is_used_again() -> None:
    order = an_order()

    for _ in range(3):
        refused = replace(decided(order, ALL), state=RefundState.REFUSED)
        order = with_refund(order, refused)

    assert [each.reference for each in order.refunds] == [f"{CHECKOUT_ID}r0{number}" for number in (1, 2, 3)]
    assert [each.part for each in order.refunds] == ["r01", "r02", "r03"]


@pytest.mark.parametrize("order_id", [CHECKOUT_ID, f"{CHECKOUT_ID}012"])
def test_names_fit_what_every_provider_takes(order_id: str) -> None:
    """Letters and digits, 32 at most, also for the orders of a subscription, whose ids are longer."""
    refund = decided(replace(an_order(), id=order_id), ALL)

    assert len(refund.reference) <= LONGEST_REFERENCE
    assert refund.reference.isascii()
    assert refund.reference.isalnum()


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (asked(901), Obstacle.TOO_MUCH),
        (asked(0), Obstacle.TOO_LITTLE),
        (asked(-5), Obstacle.TOO_LITTLE),
        (Asked(Money(100, Currency.EUR), Reason.OTHER), Obstacle.OTHER_CURRENCY),
        (asked(901, over=True), Obstacle.TOO_MUCH),
    ],
)
def test_what_may_not_go_back_says_why(wanted: Asked, why: Obstacle) -> None:
    assert decide(an_order(), wanted, NO_LIMITS, at=NOW) is why


def test_what_was_only_reserved_is_no_refund() -> None:
    order = an_order(checkout=a_checkout(State.AUTHORIZED))

    assert decide(order, ALL, NO_LIMITS, at=NOW) is Obstacle.NOT_CAPTURED


def test_once_all_went_back_nothing_is_left() -> None:
    order = with_refund(an_order(), decided(an_order(), ALL))

    assert decide(order, ALL, NO_LIMITS, at=NOW) is Obstacle.NOTHING_LEFT
    assert decide(order, asked(1), NO_LIMITS, at=NOW) is Obstacle.TOO_MUCH


def test_more_than_was_paid_goes_back_only_where_both_the_merchant_and_the_provider_allow_it() -> None:
    """Amazon Pay: the captured amount plus the lesser of 15 % and 75 dollars (Refund)."""
    order = an_order()

    assert decide(order, asked(1035), AMAZON, at=NOW) is Obstacle.TOO_MUCH
    assert decided(order, asked(1035, over=True), AMAZON).amount == a_money(1035)
    assert decide(order, asked(1036, over=True), AMAZON, at=NOW) is Obstacle.TOO_MUCH
    assert most_allowed(order, AMAZON) == a_money(1035)
    assert decide(order, asked(901, over=True), PPRO, at=NOW) is Obstacle.TOO_MUCH


def test_what_goes_over_is_counted_once() -> None:
    order = with_refund(an_order(), decided(an_order(), asked(1000, over=True), AMAZON))

    assert left(order) == a_money(-100)
    assert decide(order, ALL, AMAZON, at=NOW) is Obstacle.NOTHING_LEFT
    assert decide(order, asked(36, over=True), AMAZON, at=NOW) is Obstacle.TOO_MUCH
    assert decided(order, asked(35, over=True), AMAZON).amount == a_money(35)


def test_the_extra_of_another_currency_is_none() -> None:
    yen = RefundRules(extra_share=15, extra_most=Money(8400, Currency.JPY))

    assert decide(an_order(), asked(901, over=True), yen, at=NOW) is Obstacle.TOO_MUCH


def test_where_the_provider_has_a_limit_in_time_it_is_kept() -> None:
    order = an_order()

    assert isinstance(decide(order, ALL, PPRO, at=NOW + timedelta(days=181)), Refund)
    assert decide(order, ALL, PPRO, at=NOW + timedelta(days=181, seconds=1)) is Obstacle.TOO_LATE


def test_what_the_provider_calls_too_little_is() -> None:
    assert decide(an_order(), asked(49), RefundRules(smallest=50), at=NOW) is Obstacle.TOO_LITTLE


def test_refunds_end_with_the_names_for_them() -> None:
    refused = [
        Refund(f"{CHECKOUT_ID}r{n:02d}", a_money(1), Reason.OTHER, RefundState.REFUSED, NOW) for n in range(99)
    ]
    order = an_order(refunds=tuple(refused[:MOST_REFUNDS]))

    assert decide(order, ALL, NO_LIMITS, at=NOW) is Obstacle.TOO_MANY


@pytest.mark.parametrize("state", RefundState)
def test_only_a_refused_refund_frees_its_amount(state: RefundState) -> None:
    order = an_order(refunds=(replace(decided(an_order(), asked(900)), state=state),))

    free = a_money(900) if state is RefundState.REFUSED else a_money(0)
    assert left(order) == free
    assert given_back(order) == (a_money(900) if state is RefundState.DONE else a_money(0))
    assert on_its_way_back(order) == (
        a_money(0) if state in (RefundState.DONE, RefundState.REFUSED) else a_money(900)
    )


steps = st.lists(
    st.tuples(
        st.none() | st.integers(-10, 1500),
        st.booleans(),
        st.sampled_from(RefundState),
        st.sampled_from([NO_LIMITS, AMAZON, PPRO]),
    ),
    max_size=12,
)


@given(steps=steps)
def test_money_out_never_exceeds_money_in(
    steps: list[tuple[int | None, bool, RefundState, RefundRules]],
) -> None:
    """However often, how much and with whatever result: no more than was paid, plus what the provider allows."""
    order = an_order()
    most = order.payment.amount.minor
    for minor, over, ends_as, rules in steps:
        wanted = Asked(None if minor is None else a_money(minor), Reason.OTHER, over=over)
        refund = decide(order, wanted, rules, at=NOW)
        if isinstance(refund, Obstacle):
            continue
        most = max(most, order.payment.amount.minor + (135 if over and rules is AMAZON else 0))
        order = with_refund(order, replace(refund, state=ends_as))

        assert given_back(order).minor + on_its_way_back(order).minor <= most
        assert refund_named(order, refund.reference) is not None
    assert len({each.reference for each in order.refunds}) == len(order.refunds)


def test_a_second_payment_goes_back_whole_once_and_takes_nothing_from_the_first() -> None:
    second = a_payment(attempt=2)
    order = an_order()

    refund = decide_second(order, second, ALL, NO_LIMITS, at=NOW)

    assert isinstance(refund, Refund)
    assert (refund.amount, refund.of_charge) == (a_money(900), second.provider_charge_id)
    order = with_refund(order, replace(refund, state=RefundState.DONE))
    assert decide_second(order, second, ALL, NO_LIMITS, at=NOW) is Obstacle.NOTHING_LEFT
    assert decided(order, ALL).amount == a_money(900)
    assert decided(order, ALL).part == "r02"
    assert not order.is_given_back


def test_of_a_second_payment_no_part_goes_back() -> None:
    second = a_payment(attempt=2)

    assert decide_second(an_order(), second, asked(899), NO_LIMITS, at=NOW) is Obstacle.TOO_LITTLE
    assert decide_second(an_order(), second, asked(901), NO_LIMITS, at=NOW) is Obstacle.TOO_MUCH


def test_a_refund_says_all_that_was_asked_for_and_is_not_done_yet() -> None:
    wanted = Asked(a_money(250), Reason.FRAUD, cancels=True, note="a note", key="their-key")
    order = an_order()

    refund = decide(order, wanted, NO_LIMITS, at=NOW)

    assert refund == Refund(
        reference=f"{order.id}r01",
        amount=a_money(250),
        reason=Reason.FRAUD,
        state=RefundState.PENDING,
        asked_at=NOW,
        note="a note",
        cancels=True,
        key="their-key",
    )


@pytest.mark.parametrize("state", RefundState)
def test_a_refund_is_under_way_until_it_is_done_or_refused(state: RefundState) -> None:
    refund = replace(decided(an_order(), ALL), state=state)

    assert refund.is_under_way is (state in (RefundState.PENDING, RefundState.UNKNOWN))


def test_of_a_reservation_nothing_is_left_to_give_back() -> None:
    reserved = an_order(is_captured=False)

    assert left(reserved) == a_money(0)
    assert left(with_refund(reserved, decided(an_order(), asked(250)))) == a_money(-250)


def test_what_a_provider_gives_on_top_is_a_whole_number_of_cents_and_rounded_down() -> None:
    odd = replace(an_order(), payment=a_payment(amount=a_money(999)))

    assert most_allowed(odd, AMAZON) == a_money(999 + 149)


def test_nothing_at_all_cannot_go_back_even_where_there_is_no_least() -> None:
    assert decide(an_order(), asked(0), replace(NO_LIMITS, smallest=0), at=NOW) is Obstacle.TOO_LITTLE
    assert isinstance(decide(an_order(), asked(1), replace(NO_LIMITS, smallest=0), at=NOW), Refund)


def test_what_a_provider_gives_on_top_has_to_be_asked_for() -> None:
    assert decide(an_order(), asked(901), AMAZON, at=NOW) is Obstacle.TOO_MUCH
    assert isinstance(decide(an_order(), asked(901, over=True), AMAZON, at=NOW), Refund)


def test_a_second_payment_goes_back_within_its_own_amount_whatever_is_allowed_on_top() -> None:
    second = a_payment(attempt=2, amount=a_money(500))
    order = with_refund(an_order(), decided(an_order(), ALL))

    refund = decide_second(order, second, replace(ALL, over=True), AMAZON, at=NOW)

    assert isinstance(refund, Refund)
    assert (refund.amount, refund.reference) == (a_money(500), f"{order.id}r02")
    assert (refund.of_charge, refund.asked_at) == (second.provider_charge_id, NOW)


def test_a_second_payment_can_come_too_late_to_go_back() -> None:
    second = a_payment(attempt=2)

    late = decide_second(an_order(), second, ALL, PPRO, at=NOW + timedelta(days=182))

    assert late is Obstacle.TOO_LATE


def test_a_second_payment_is_held_by_its_own_refund_alone_and_only_until_that_is_refused() -> None:
    second = a_payment(attempt=2)
    first = with_refund(an_order(), decided(an_order(), ALL))
    own = decide_second(an_order(), second, ALL, NO_LIMITS, at=NOW)
    assert isinstance(own, Refund)
    refused = with_refund(an_order(), replace(own, state=RefundState.REFUSED))

    assert isinstance(decide_second(first, second, ALL, NO_LIMITS, at=NOW), Refund)
    assert isinstance(decide_second(refused, second, ALL, NO_LIMITS, at=NOW), Refund)


def test_the_last_cent_goes_back() -> None:
    order = with_refund(an_order(), decided(an_order(), asked(899)))

    assert decided(order, ALL).amount == a_money(1)
