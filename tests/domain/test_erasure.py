"""What goes when a customer leaves, what stays, and what speaks for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    AGREEMENT_ID,
    CUSTOMER_ID,
    NOW,
    a_cart,
    a_checkout,
    a_customer,
    a_money,
    a_payment,
    an_address,
    an_agreement,
    an_order,
)
from tests.domain.subscriptions import a_begun
from voicetill.domain.agreements import ALEXA, ONE_PAYMENT, AgreementStatus
from voicetill.domain.checkout_record import State
from voicetill.domain.erasure import (
    Belongings,
    Erasure,
    Held,
    Scope,
    Why,
    Word,
    begin,
    ends,
    held_by,
    is_in_use,
    looked,
    spoke_at,
    without_customer,
    without_person,
    without_recipient,
)
from voicetill.domain.fulfilment import canceled, is_finished, with_refund
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Verdict, Wish, answered, asked, shipped
from voicetill.domain.presence import HERE, Presence
from voicetill.domain.refunds import Reason, Refund, RefundState
from voicetill.domain.subscriptions import SubscriptionState

DAY = timedelta(days=1)
NOBODY = Belongings(a_customer())
LEFT = Word(Scope.ALL, Why.SKILL_DISABLED, NOW)
DENIED = Word(Scope.PAYMENTS, Why.PERMISSION_WITHDRAWN, NOW)


def a_refund(state: RefundState, minor: int = 900) -> Refund:
    return Refund("r01", a_money(minor), Reason.RETURN, state, NOW, note="left at the neighbour's")


# When an order is finished.


def test_an_order_is_finished_when_nobody_owes_anybody_anything() -> None:
    order = an_order()
    gone = shipped(order, at=NOW)

    assert not is_finished(order)
    assert is_finished(gone)
    assert not is_finished(replace(gone, is_captured=False))
    assert is_finished(canceled(replace(order, is_captured=False), at=NOW))
    assert not is_finished(canceled(order, at=NOW)), "its money has still to go back"
    assert is_finished(with_refund(canceled(order, at=NOW), a_refund(RefundState.DONE)))
    assert not is_finished(with_refund(gone, a_refund(RefundState.PENDING, 100)))
    assert is_finished(with_refund(order, a_refund(RefundState.DONE)))
    assert not is_finished(with_refund(order, a_refund(RefundState.DONE, 100)))


def test_a_customer_who_waits_for_an_answer_is_owed_one() -> None:
    wished = asked(shipped(an_order(), at=NOW), Wish.REFUND, at=NOW)

    assert not is_finished(wished)
    assert is_finished(answered(wished, Verdict.REFUSED, at=NOW))


# What speaks for a customer.


@pytest.mark.parametrize(
    ("scope", "presence", "expected"),
    [
        (Scope.ALL, HERE, None),
        (Scope.ALL, Presence(came_at=NOW), NOW),
        (Scope.ALL, Presence(allowed_at=NOW), None),
        (Scope.ALL, HERE.allowed(NOW), NOW),
        (Scope.PAYMENTS, Presence(came_at=NOW), None),
        (Scope.PAYMENTS, HERE.allowed(NOW), NOW),
        (Scope.EMAIL, HERE.allowed(NOW), None),
    ],
)
def test_only_what_allows_payments_speaks_for_those(scope: Scope, presence: Presence, expected: object) -> None:
    assert spoke_at(Belongings(a_customer(presence=presence)), scope) == expected


def test_a_checkout_speaks_by_when_it_began_and_not_by_how_it_ended() -> None:
    paid = a_checkout(State.PAID, created_at=NOW, updated_at=NOW + DAY)

    assert spoke_at(replace(NOBODY, past=(paid,)), Scope.ALL) == NOW


def test_moments_only_ever_grow() -> None:
    known = HERE.came(NOW).left(NOW).denied(NOW).noticed(NOW).allowed(NOW)

    earlier = NOW - DAY
    assert known.came(earlier).left(earlier).denied(earlier).noticed(earlier).allowed(earlier) == known


def test_who_left_had_gone_from_what_began_before_and_not_from_what_began_since() -> None:
    assert not HERE.had_gone(NOW)
    assert HERE.left(NOW).had_gone(NOW)
    assert HERE.denied(NOW).had_gone(NOW - DAY)
    assert not HERE.left(NOW).had_gone(NOW + DAY)


# What was theirs then.


def test_what_came_of_something_begun_before_is_of_before() -> None:
    began = a_checkout(State.PAID, created_at=NOW, updated_at=NOW + DAY)
    later = a_checkout(State.PAID, id="l" * 26, created_at=NOW + DAY)
    renewed = an_order(checkout=began, id=f"{began.id}001", placed_at=NOW + 40 * DAY, subscription_id=began.id)
    has = replace(
        NOBODY,
        current=later,
        past=(began,),
        orders=(
            an_order(checkout=began, placed_at=NOW + DAY),
            an_order(checkout=later, placed_at=NOW + DAY),
            renewed,
        ),
        subscriptions=(a_begun(id=began.id, started_at=NOW + DAY), a_begun(id=later.id, started_at=NOW + DAY)),
    )

    then = has.until(NOW)

    assert (then.current, then.past) == (None, (began,))
    assert [order.id for order in then.orders] == [began.id, f"{began.id}001"]
    assert [it.id for it in then.subscriptions] == [began.id]


# Agreements.


def test_every_agreement_that_may_be_open_is_named_once() -> None:
    customer = a_customer(agreement=an_agreement())
    checkout = a_checkout(State.PAID, provider="ppro", agreement_id="agr_1")
    once = a_checkout(State.PAID, id="o" * 26, provider="ppro", agreement_id=ONE_PAYMENT)
    has = Belongings(customer, current=checkout, past=(once,), orders=(an_order(checkout=checkout),))

    assert held_by(has, Scope.ALL) == (Held(ALEXA, AGREEMENT_ID), Held("ppro", "agr_1"))
    assert held_by(has, Scope.PAYMENTS) == (Held(ALEXA, AGREEMENT_ID),)
    assert held_by(has, Scope.EMAIL) == ()


@pytest.mark.parametrize("status", [AgreementStatus.CLOSED, AgreementStatus.CANCELED])
def test_what_is_known_to_be_over_is_not_closed_again(status: AgreementStatus) -> None:
    has = Belongings(a_customer(agreement=an_agreement(status)), orders=(an_order(agreement_id=AGREEMENT_ID),))

    assert held_by(has, Scope.ALL) == ()


def test_an_agreement_is_in_use_while_money_is_reserved_or_in_doubt_on_it() -> None:
    held = Held(ALEXA, AGREEMENT_ID)
    reserved = an_order(is_captured=False, agreement_id=AGREEMENT_ID)

    assert is_in_use(held, replace(NOBODY, orders=(reserved,)))
    assert not is_in_use(held, replace(NOBODY, orders=(canceled(reserved, at=NOW),)))
    assert not is_in_use(held, replace(NOBODY, orders=(replace(reserved, is_captured=True),)))
    assert is_in_use(held, replace(NOBODY, current=a_checkout(State.UNKNOWN)))
    assert not is_in_use(held, replace(NOBODY, current=a_checkout(State.UNKNOWN, provider="ppro")))
    assert not is_in_use(Held(ALEXA, "another"), replace(NOBODY, orders=(reserved,)))


def test_what_was_closed_before_is_not_closed_by_a_second_word() -> None:
    has = replace(NOBODY, customer=a_customer(agreement=an_agreement()))
    first = begin(LEFT, has, at=NOW)
    assert first.to_close == (Held(ALEXA, AGREEMENT_ID),)
    done = looked(replace(first, to_close=(), closed=first.to_close, version=1), at=NOW, is_done=True)

    again = begin(replace(LEFT, at=NOW + DAY), replace(has, erasures=(done,)), at=NOW + DAY)

    assert (again.to_close, again.closed) == ((), first.to_close)
    assert (again.up_to, again.is_done) == (NOW + DAY, False)
    earlier = begin(replace(LEFT, at=NOW - DAY), replace(has, erasures=(done,)), at=NOW)
    assert earlier.up_to == NOW, "what was heard of before is not taken back"


def test_an_erasure_is_done_only_without_an_open_agreement() -> None:
    erasure = Erasure(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST, NOW, NOW, NOW, to_close=(Held("ppro", "1"),))

    assert not looked(erasure, at=NOW, is_done=True).is_done
    assert looked(replace(erasure, to_close=()), at=NOW, is_done=True).is_done
    waits = [erasure]
    for _ in range(7):
        waits.append(looked(waits[-1], at=NOW, is_done=False))
    minutes = [int((it.look_at - NOW).total_seconds() // 60) for it in waits[1:] if it.look_at]
    assert minutes == [1, 5, 15, 60, 360, 360, 360]


# What is left.


def test_of_the_customer_only_the_moments_are_left() -> None:
    known = a_customer(
        agreement=an_agreement(), cart=a_cart(), notices_to="amzn1", unheard=Happening.ORDER_PLACED, presence=HERE
    )

    assert without_customer(known, LEFT) == a_customer(presence=HERE.left(NOW))
    assert without_customer(known, DENIED) == replace(known, agreement=None, presence=HERE.denied(NOW))
    of_server = replace(known, agreement=an_agreement(provider="ppro"))
    assert without_customer(of_server, DENIED).agreement == of_server.agreement
    assert without_customer(known, replace(LEFT, scope=Scope.EMAIL)) == known


@pytest.mark.parametrize("state", [it for it in State if it is not State.NEW])
@pytest.mark.parametrize("provider", [ALEXA, "ppro"])
@pytest.mark.parametrize("scope", Scope)
def test_a_checkout_loses_its_addresses_unless_its_money_is_in_doubt(
    state: State, provider: str, scope: Scope
) -> None:
    checkout = a_checkout(state, provider=provider, address=an_address(), billing_address=an_address())
    concerns = scope is Scope.ALL or (scope is Scope.PAYMENTS and provider == ALEXA)

    after = without_person(checkout, scope)

    goes = concerns and not checkout.is_in_doubt
    assert after == (replace(checkout, address=None, billing_address=None) if goes else checkout)


def test_an_order_loses_who_got_it_and_what_was_noted_but_no_amount() -> None:
    told = answered(asked(an_order(), Wish.REFUND, at=NOW), Verdict.REFUSED, at=NOW, because="Robin wore it")
    whole = with_refund(shipped(told, at=NOW, carrier="UPS", tracking="1Z"), a_refund(RefundState.DONE, 100))
    whole = replace(whole, address=an_address(), billing_address=an_address())

    after = without_recipient(whole, Scope.ALL)

    assert (after.address, after.billing_address) == (None, None)
    assert (after.requests[0].because, after.refunds[0].note) == ("", "")
    assert after.requests[0].verdict is Verdict.REFUSED
    assert (after.payment, after.quote, after.shipments) == (whole.payment, whole.quote, whole.shipments)
    assert after.given_back == whole.given_back
    partly = without_recipient(whole, Scope.PAYMENTS)
    assert partly == replace(whole, address=None, billing_address=None)
    assert without_recipient(an_order(), Scope.ALL) == an_order(), "it is still to be sent"
    assert without_recipient(whole, Scope.EMAIL) == whole


def test_only_what_runs_ends_and_only_what_the_word_is_about() -> None:
    over = replace(a_begun(), state=SubscriptionState.ENDED)

    assert not ends(over, Scope.ALL)
    for state in (SubscriptionState.ACTIVE, SubscriptionState.SUSPENDED, SubscriptionState.CHARGING):
        assert ends(replace(a_begun(provider="ppro"), state=state), Scope.ALL)
        assert ends(replace(a_begun(provider=ALEXA), state=state), Scope.PAYMENTS)
        assert not ends(replace(a_begun(provider="ppro"), state=state), Scope.PAYMENTS)
        assert not ends(replace(a_begun(provider=ALEXA), state=state), Scope.EMAIL)


def test_the_payment_of_an_order_is_never_changed() -> None:
    payment = a_payment()

    assert without_recipient(shipped(an_order(payment=payment), at=NOW), Scope.ALL).payment == payment
